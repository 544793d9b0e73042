package nodeenv

import (
	"regexp"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about what a program does again and again.

var (
	// repeats finds the first thing that is done by setInterval, and watches what only looks at
	// the process itself.
	repeats = pattern.New(`\bsetInterval\(\s*(?:async\s*)?(?:\(\s*\)\s*=>\s*\{?\s*|function\s*\w*\(\s*\)\s*\{\s*)?(?:await\s+|void\s+)?([\w.$]+)`).Needs("setInterval(")
	watches = pattern.New(`(?i)^(?:console|\w*log|\w*logger|process|global|gc|const|let|var|if|for|try|clear|stats?|print|show|report|check|mem)\b|log|metric|memory|mem\b|heap|debug|stats|dev|mock|reload|refresh|watch`)
	// calledLater finds the function that setTimeout is given, or calls alone.
	calledLater = pattern.New(`^(?:(?:async\s*)?\(\s*\)\s*=>\s*(?:await\s+|void\s+)?)?([\w$]+)(?:\(\s*\))?$`)
	startsCall  = pattern.New(`(?:^|[^.\w$])([\w$]+)\(\s*\)`)
)

// repeated returns what a piece of a file does again and again, and by which call; "" for nothing.
func repeated(code *source.Code, piece string) (what, by string) {
	if m := repeats.FindStringSubmatch(piece); m != nil && !watches.MatchString(m[1]) {
		return m[1], "setInterval"
	}
	var begun []string
	for args := range source.Take([]byte(piece)).Calls("setTimeout") {
		if m := calledLater.FindStringSubmatch(args[0]); m != nil {
			begun = append(begun, m[1])
		}
	}
	for _, m := range startsCall.FindAllStringSubmatch(piece, -1) {
		begun = append(begun, m[1])
	}
	for _, name := range begun {
		again := regexp.MustCompile(`\bsetTimeout\(\s*(?:(?:async\s*)?\(\s*\)\s*=>\s*(?:await\s+|void\s+)?)?` + regexp.QuoteMeta(name) + `\b`)
		if !watches.MatchString(name) && again.MatchString(code.Function(name)) {
			return name, "setTimeout"
		}
	}
	return "", ""
}
