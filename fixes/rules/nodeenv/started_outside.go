package nodeenv

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about programs that begin their work only outside of production, as those do that a
// platform calls by a function there. In a container nothing would be left to do.

var (
	// begins finds calls that a program begins its work with, by the names that they usually have.
	// What tells that it is a definition, or a method of something else, is its first group.
	begins = pattern.New(`(function\s*\*?\s+|[.\w$])?\b((?:main|bootstrap|start|run|serve|(?:start|run|launch|boot|serve)(?:The)?(?:Server|App|Application|Bot|Workers?|Services?|Http\w*|Express|Consumers?|Polling|Jobs?|Crons?\w*|Scheduler|Loop)|` +
		`\w*(?:[aA]pp|[sS]erver|[bB]ot|[cC]lient|[wW]orkers?|[cC]onsumers?|[sS]ervice|[sS]cheduler)\.(?:start|launch|run|login|serve|bootstrap)|\w*[qQ]ueue\.process|` +
		`connect(?:To)?(?:DB|Db|Database|Mongo\w*)|mongoose\.connect|new\s+Worker))\(`)
	// forTrials finds names of what a program is right to have outside of production alone.
	forTrials = pattern.New(`(?i)mock|dev|test|msw|seed|debug|reload|watch|sync|memory`)
	// handsOver finds what a platform calls in place of the program.
	handsOver = pattern.New(`\bexports?\b|\bserverless`)
)

// startedOutside: the program begins its work, or does it again and again, only while NODE_ENV is not
// production.
func startedOutside(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	reached := launch.ProgramFiles(p, t)
	for _, f := range branches.files {
		if reached != nil && !slices.Contains(reached, f.name) {
			continue
		}
		data, ok, err := p.Repo.Read(f.name)
		if err != nil || !ok {
			return "", err
		}
		code := source.Take(data)
		for _, b := range f.outside {
			if b.Instead && !handsOver.MatchString(b.Other) {
				continue // production does something else
			}
			if what, by := repeated(code, b.Text); what != "" {
				return fmt.Sprintf("%s calls %s by %s only while NODE_ENV is not production. Take that question away first", f.name, what, by), nil
			}
			for _, call := range begun(b.Text) {
				if elsewhere, err := calledElsewhere(p, t, branches, call); err != nil || !elsewhere {
					return fmt.Sprintf("%s calls %s only while NODE_ENV is not production. Take that question away first", f.name, call), err
				}
			}
		}
	}
	return "", branches.err
}

// begun returns the names of the calls in a piece of code that begin work.
func begun(text string) (calls []string) {
	for _, m := range begins.FindAllStringSubmatch(text, -1) {
		if m[1] == "" && !forTrials.MatchString(m[2]) {
			calls = append(calls, m[2])
		}
	}
	return calls
}

// calledElsewhere reports whether the program has a call of that name that is not in a piece for what
// is not production.
func calledElsewhere(p *fixes.Pass, t *fixes.Target, branches envBranches, call string) (bool, error) {
	all, outside := 0, 0
	for _, name := range programSources.Of(p, t) {
		found, err := p.Repo.FindAll(name, begins)
		if err != nil {
			return false, err
		}
		for _, m := range found {
			if m[1] == "" && m[2] == call {
				all++
			}
		}
	}
	for _, f := range branches.files {
		for _, b := range outermost(f.outside) {
			for _, name := range begun(b.Text) {
				if name == call {
					outside++
				}
			}
		}
	}
	return all > outside, nil
}

// outermost returns the pieces that are not a part of another one.
func outermost(pieces []source.Branch) []source.Branch {
	return slices.DeleteFunc(slices.Clone(pieces), func(b source.Branch) bool {
		return slices.ContainsFunc(pieces, func(other source.Branch) bool {
			return len(other.Text) > len(b.Text) && strings.Contains(other.Text, b.Text)
		})
	})
}
