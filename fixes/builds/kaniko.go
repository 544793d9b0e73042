package builds

import (
	"slices"
	"strings"
)

// kanikoArguments writes the arguments of kaniko, which takes the context by a flag, as those
// of "docker build". What it does not know is the same there.
func kanikoArguments(words []shellWord) []shellWord {
	var out []shellWord
	context := shellWord{text: ".", known: true, open: "."}
	for at := 0; at < len(words); at++ {
		word := words[at]
		name, _, joined := strings.Cut(word.text, "=")
		cut := func(w shellWord, prefix string) shellWord {
			return shellWord{strings.TrimPrefix(w.text, prefix), w.known, strings.TrimPrefix(w.open, prefix)}
		}
		switch {
		case name == "--context" || name == "-c":
			switch {
			case joined:
				context = cut(word, name+"=")
			case at+1 < len(words):
				at++
				context = words[at]
			}
			context = cut(cut(context, "dir://"), "/workspace/")
		case (name == "--dockerfile" || name == "-f" || name == "--target" || name == "--build-arg") && !joined && at+1 < len(words):
			at++
			out = append(out, shellWord{text: name, known: true, open: name}, words[at])
		case joined && strings.HasPrefix(name, "--"):
			out = append(out, word)
		}
	}
	if !slices.ContainsFunc(words, func(w shellWord) bool { return w.text == "--no-push" || w.text == "--no-push=true" }) {
		out = append(out, literally("--push"))
	}
	return append(out, context)
}
