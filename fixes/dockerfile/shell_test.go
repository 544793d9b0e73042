package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

// run returns the script of "RUN line".
func run(t *testing.T, line string) (*File, *Script) {
	t.Helper()
	f := parse(t, "FROM node:20\nRUN "+line+"\n")
	scripts := f.Instructions[1].Scripts(nil)
	if len(scripts) != 1 {
		t.Fatalf("%d scripts, want 1", len(scripts))
	}
	return f, scripts[0]
}

// TestCommands writes each command as: operator [?] [dir:] words, where "?"
// stands for a command that may not run and "(…)" for an unknown directory.
func TestCommands(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ line, want string }{
		"one":                    {"npm install", "npm install"},
		"a list":                 {"npm ci && npm test; ls", "npm ci|&& npm test|; ls"},
		"or":                     {"npm test || true", "npm test||| ?true"},
		"after or":               {"a || b && c", "a||| ?b|&& c"},
		"a pipe":                 {"cat x | sort", "cat x|| sort"},
		"the background":         {"a & b", "a|& b"},
		"a subshell":             {"a && (cd x && b) && c", "a|&& cd x|&& x:b|&& c"},
		"a block":                {"{ cd x; }; b", "cd x|; x:b"},
		"if":                     {"if [ -f a ]; then b; elif c; then d; else e; fi; f", "[ -f a ]|; ?b|; ?c|; ?d|; ?e|; f"},
		"for":                    {"for x in 1 2; do a; done", "; ?a"},
		"while":                  {"while a; do b; done", "a|; ?b"},
		"case":                   {"case x in y) a;; esac", "; ?a"},
		"a function":             {"f() { cd /x; }; f; a", "; ?cd /x|; f|; (…):a"},
		"not":                    {"! a && b", "a|&& b"},
		"cd":                     {"cd app && npm ci", "cd app|&& app:npm ci"},
		"cd back":                {"cd app && cd .. && a", "cd app|&& app:cd ..|&& a"},
		"cd absolute":            {"cd /srv/app/ && cd sub && a", "cd /srv/app/|&& /srv/app:cd sub|&& /srv/app/sub:a"},
		"cd then newline":        {"cd app; npm ci", "cd app|; app:npm ci"},
		"cd or exit":             {"cd app || exit 1; npm ci", "cd app||| ?exit 1|; app:npm ci"},
		"cd variable":            {"cd $DIR && npm ci", "cd $DIR|&& (…):npm ci"},
		"cd home":                {"cd && npm ci", "cd|&& (…):npm ci"},
		"cd dash":                {"cd - && npm ci", "cd -|&& (…):npm ci"},
		"cd in a condition":      {"if a; then cd b; fi; c", "a|; ?cd b|; (…):c"},
		"cd after what may fail": {"a && cd b; c", "a|&& cd b|; (…):c"},
		"cd in a pipe":           {"cd a | b; c", "cd a|| b|; c"},
		"pushd":                  {"pushd a && b", "pushd a|&& (…):b"},
		"export":                 {"export A=b C && npm ci", "export A=b C|&& npm ci"},
		"a redirection alone":    {"> x; a", "; a"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, s := run(t, tt.line)
			var got []string
			for _, c := range s.Commands {
				got = append(got, show(c))
			}
			equal(t, tt.line, strings.Join(got, "|"), tt.want)
		})
	}
}

func show(c *Command) string {
	var words []string
	for _, w := range c.Words {
		words = append(words, w.Text)
	}
	s := strings.Join(words, " ")
	switch {
	case !c.DirKnown:
		s = "(…):" + s
	case c.Dir != "":
		s = c.Dir + ":" + s
	}
	if c.Conditional {
		s = "?" + s
	}
	if c.Before != "" {
		s = c.Before + " " + s
	}
	return s
}

func TestShellWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		word, text string
		literal    bool
	}{
		{`a`, `a`, true},
		{`'a b'`, `a b`, true},
		{`"a b"`, `a b`, true},
		{`a\ b`, `a b`, true},
		{`"a\"\x"`, `a"\x`, true},
		{`a"b"'c'`, `abc`, true},
		{`$a`, `$a`, false},
		{`"${a}b"`, `"${a}b"`, false},
		{"`a`", "`a`", false},
		{`$(a)`, `$(a)`, false},
		{`*.js`, `*.js`, false},
		{`'*.js'`, `*.js`, true},
		{`a?`, `a?`, false},
		{`a[1]`, `a[1]`, false},
		{`~/x`, `~/x`, false},
		{`{a,b}`, `{a,b}`, false},
		{`express@^4.0`, `express@^4.0`, true},
	}
	for _, tt := range tests {
		f, s := run(t, "cmd "+tt.word+" end")
		w := s.Commands[0].Words[1]
		equal(t, tt.word, fmt.Sprint(w.Text, w.Literal, w.Located), fmt.Sprint(tt.text, tt.literal, true))
		equal(t, tt.word, f.src(w.Span), tt.word)
	}
}

func TestScriptsPlaceCommands(t *testing.T) {
	t.Parallel()
	f := parse(t, "FROM node:20\nRUN --mount=type=cache,target=/x A=b CI='1' npm ci \\\n  --no-audit > log && npm \\\n# why\n prune 2>&1\n")
	s := f.Instructions[1].Scripts(nil)[0]
	first, second := s.Commands[0], s.Commands[1]
	equal(t, "assigns", fmt.Sprint(first.Assigns[0].Name, first.Assigns[1].Name, first.Assigns[1].Value.Text), "ACI1")
	equal(t, "assigned", f.src(first.Assigns[1].Value.Span), "'1'")
	equal(t, "span", f.src(first.Span), "A=b CI='1' npm ci \\\n  --no-audit")
	if first.Located || !first.Words[2].Located || !first.Redirects {
		t.Error("a command on two lines is not located, its words are; it has a redirection")
	}
	equal(t, "word", f.src(first.Words[2].Span), "--no-audit")
	equal(t, "prune", f.src(second.Words[1].Span), "prune")
	equal(t, "name", first.Name(), "npm")
	args, literal := first.Args()
	equal(t, "args", fmt.Sprint(args, literal), "[ci --no-audit] true")
}

func TestScriptsSimple(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"node server.js": true, "node $X": true, "node x;": false, "A=b node x": false, "node x > y": false,
		"node x &": false, "! node x": false, "a && b": false, "(a)": false, "node x # why": false, "exec node x": true,
	} {
		_, s := run(t, line)
		equal(t, line, s.Simple, want)
	}
}

func TestScriptsOfOtherForms(t *testing.T) {
	t.Parallel()
	f := parse(t, `FROM node:20
CMD ["sh", "-c", "npm install && x"]
CMD ["node", "-c", "x"]
HEALTHCHECK CMD curl -f x || exit 1
HEALTHCHECK NONE
USER node
RUN a (
RUN [[ -f x ]] && a=(1 2) && npm ci
`)
	inner := f.Instructions[1].Scripts(nil)[0]
	equal(t, "sh -c", commands(f.Instructions[1]), []string{"npm install", "x"})
	if !inner.Heredoc || inner.Commands[0].Located {
		t.Error("the text within a JSON string is not edited")
	}
	equal(t, "node -c", commands(f.Instructions[2]), nil)
	equal(t, "HEALTHCHECK", commands(f.Instructions[3]), []string{"curl -f x", "exit 1"})
	equal(t, "NONE", commands(f.Instructions[4]), nil)
	equal(t, "USER", commands(f.Instructions[5]), nil)
	equal(t, "broken", commands(f.Instructions[6]), nil)
	if got := commands(f.Instructions[7]); len(got) == 0 || got[len(got)-1] != "npm ci" {
		t.Errorf("text that only Bash knows: got %q", got)
	}
	for _, shell := range [][]string{{"powershell", "-command"}, {"cmd", "/S", "/C"}, {"/bin/zsh", "-c"}} {
		if got := f.Instructions[3].Scripts(shell); got != nil {
			t.Errorf("%v is no shell that is read", shell)
		}
	}
	if got := f.Instructions[3].Scripts([]string{"/usr/bin/env", "bash", "-c"}); got == nil {
		t.Error("env bash is Bash")
	}
}

func TestQuoteExec(t *testing.T) {
	t.Parallel()
	equal(t, "words", QuoteExec([]string{"node", "a b", `"<&>`}), `["node", "a b", "\"<&>"]`)
	equal(t, "none", QuoteExec(nil), "[]")
}
