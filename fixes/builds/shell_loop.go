package builds

import (
	"fmt"
	"maps"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// maxRounds bounds how often the body of one loop is walked, maxWalks those of all loops of a text, and
// maxCommands what a loop may add. A loop beyond them is walked once, for a value that is not known.
const maxRounds, maxWalks, maxCommands = 32, 256, 2000

// loop walks the body of a loop once for each value of its variable. What a round
// sets is not known behind the loop.
func (w *shellWalk) loop(loop *syntax.ForClause) {
	words, ok := loop.Loop.(*syntax.WordIter)
	if !ok {
		w.stmts(loop.Do)
		return
	}
	name, values := words.Name.Value, w.values(words)
	unknown := []shellWord{{open: open(name)}}
	if w.walks+len(values) > maxWalks {
		values = unknown
	}
	w.walks += len(values)
	first := len(w.commands)
	env, opened, vague := w.env, w.open, w.vague
	for n := 0; n < len(values); n++ {
		w.env, w.open, w.vague = maps.Clone(env), maps.Clone(opened), maps.Clone(vague)
		delete(w.env, name)
		delete(w.open, name)
		delete(w.vague, name)
		w.give(name, values[n])
		w.stmts(loop.Do)
		if n == 0 && len(values) > 1 && (len(w.commands)-first)*len(values) > maxCommands {
			w.commands, values, n = w.commands[:first], unknown, -1
		}
	}
	for set := range w.env {
		if _, before := env[set]; !before {
			w.vague[set] = true
			delete(w.env, set)
		}
	}
	once, seen := w.commands[:first:first], map[string]bool{}
	for _, c := range w.commands[first:] {
		if key := fmt.Sprintf("%#v", c); !seen[key] {
			seen[key] = true
			once = append(once, c)
		}
	}
	w.commands = once
}

// values returns the values of a loop's variable, one at least. A pattern of files
// and a list that is not known are one that is open.
func (w *shellWalk) values(words *syntax.WordIter) (out []shellWord) {
	unknown := shellWord{open: open(words.Name.Value)}
	if len(words.Items) == 0 || len(words.Items) > maxRounds {
		return []shellWord{unknown}
	}
	for _, item := range words.Items {
		value := w.word(item)
		if p, bare := item.Parts[0].(*syntax.ParamExp); bare && len(item.Parts) == 1 && value.known && p.Exp == nil {
			for _, field := range strings.Fields(value.text) {
				out = append(out, literally(field))
			}
			continue
		}
		if value.known && strings.ContainsAny(value.text, "*?[{") && !isQuoted(item) {
			value = shellWord{open: globbed(value.text)}
		}
		if !value.known && value.open == open("") || value.open == open("@") {
			value = unknown
		}
		out = append(out, value)
	}
	if len(out) == 0 || len(out) > maxRounds {
		return []shellWord{unknown}
	}
	return out
}

// isQuoted reports whether a word is one in quotes, where patterns are none.
func isQuoted(word *syntax.Word) bool {
	if len(word.Parts) != 1 {
		return false
	}
	switch word.Parts[0].(type) {
	case *syntax.SglQuoted, *syntax.DblQuoted:
		return true
	}
	return false
}

// globbed returns the template of a pattern of files.
func globbed(pattern string) string {
	var b strings.Builder
	for n, part := range strings.Split(pattern, "*") {
		if n > 0 {
			b.WriteString(open(fmt.Sprintf("*%d", n)))
		}
		b.WriteString(part)
	}
	return b.String()
}
