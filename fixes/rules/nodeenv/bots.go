package nodeenv

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about bots, whose messages come by a webhook, which has to be reached from outside, or are asked for.

var (
	// hooks finds that messages come by a webhook, polls that the program asks for them.
	hooks = pattern.New(`\b(?:set|start|create)Web[hH]ook\(|\bwebhookCallback\(|\bweb[hH]ook['"]?\s*:\s*(?:true|\{)`).Needs("ebhook", "ebHook")
	polls = pattern.New(`\bstartPolling\(|\bpolling['"]?\s*:\s*(?:true|\{)|\b\w*[bB]ot\.(?:launch|start)\(\s*(?:\)|\{)`).Needs("olling", "launch(", "start(")
	// namesHook and namesPoll find the settings for that.
	namesHook = pattern.New(`^(?i:(?:use|with|is|enable)?_?webhook(?:s|mode|enabled)?)$`)
	namesPoll = pattern.New(`^(?i:(?:use|with|is|enable)?_?polling(?:mode|enabled)?)$`)
)

// botByEnv: the program gets its messages in another way in production than so far.
func botByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		for _, b := range f.in {
			if hooks.MatchString(b.Text) && !hooks.MatchString(b.Other) {
				return f.name + " " + getsByHook, nil
			}
		}
		for _, b := range f.outside {
			if polls.MatchString(b.Text) && !polls.MatchString(b.Other) && !polls.MatchString(textOf(f.in)) {
				return f.name + " " + pollsOutside, nil
			}
		}
		switch {
		case answered(f, namesHook, source.Yes):
			return f.name + " " + getsByHook, nil
		case answered(f, namesPoll, source.No):
			return f.name + " " + pollsOutside, nil
		}
	}
	return "", branches.err
}

const (
	getsByHook   = "gets its messages by a webhook in production, which has to be reached from outside. Set NODE_ENV where it is"
	pollsOutside = "asks for its messages only while NODE_ENV is not production. Set NODE_ENV where they come by a webhook"
)

// answered reports whether a file has a setting, by its name, for which production is the answer.
func answered(f envFile, names *pattern.Pattern, answer source.Answer) bool {
	for name, given := range f.settings {
		if given == answer && names.MatchString(name) {
			return true
		}
	}
	return false
}
