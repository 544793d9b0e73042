package builds

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// giveArray gives an array its words. Of one that is made twice it is not known which holds, and one
// that grows too long is not known.
func (w *shellWalk) giveArray(a *syntax.Assign) {
	name := a.Name.Value
	words, given := w.arrays[name]
	if given && (!a.Append || words == nil) {
		w.arrays[name] = nil // not known
		return
	}
	if !given {
		words = []shellWord{}
	}
	for _, e := range a.Array.Elems {
		if e.Value != nil {
			words = append(words, w.fields(e.Value, len(words) == 0)...)
		}
	}
	if len(words) > maxArray {
		words = nil
	}
	w.arrays[name] = words
}

// fields returns the words that the shell makes of one: those of an array, and those of a variable
// without quotes. A variable in the place of the program, which was given two programs or one with
// words that are not known, stands for the first: "docker compose" and "docker-compose" do the same.
func (w *shellWalk) fields(word *syntax.Word, first bool) []shellWord {
	part := word.Parts[0]
	quoted, inQuotes := part.(*syntax.DblQuoted)
	if inQuotes && len(quoted.Parts) == 1 {
		part = quoted.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	if !ok || len(word.Parts) > 1 || p.Param == nil || p.Exp != nil || p.Slice != nil || p.Repl != nil || p.Length || p.Excl {
		return []shellWord{w.word(word)}
	}
	name := p.Param.Value
	if p.Index != nil {
		if words := w.arrays[name]; len(words) > 0 && isWholeArray(p.Index) {
			return words
		}
		return []shellWord{w.word(word)}
	}
	text, known := w.env[name]
	if !known && first {
		text = w.programs[name]
	}
	if inQuotes || !strings.Contains(text, " ") {
		return []shellWord{w.word(word)}
	}
	var words []shellWord
	for _, field := range strings.Fields(text) {
		words = append(words, literally(field))
	}
	return words
}

// isWholeArray reports whether an index asks for all words: [@] or [*].
func isWholeArray(index syntax.ArithmExpr) bool {
	word, ok := index.(*syntax.Word)
	return ok && (word.Lit() == "@" || word.Lit() == "*")
}

// startsContainers reports whether a text begins with a program that builds and starts containers.
func startsContainers(text string) bool {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return false
	}
	name := path.Base(fields[0])
	return builders[name] || name == "docker-compose" || name == "podman-compose"
}
