package dockerfile

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// innerScripts reads the texts that commands of a RUN give to another shell, as
// in: bash -c "npm install", or eval npm install. They may be read but never edited.
func (i *Instruction) innerScripts(outer *Script) []*Script {
	if !i.Is("RUN") {
		return nil
	}
	var out []*Script
	for _, c := range outer.Commands {
		w, d := innerText(c.Words)
		if w == nil {
			w, d = evalText(c)
		}
		if w == nil || !c.DirKnown {
			continue
		}
		at := w.Span
		s := parseScript(w.Text, d, func(int, int) (text.Span, bool) { return at, false })
		if s == nil {
			continue
		}
		s.Heredoc = true
		for _, inner := range s.Commands {
			inner.under(c)
		}
		out = append(out, s)
	}
	return out
}

// innerText returns the word that a shell runs as its text (-c), and its
// dialect; nil when the command is none of that, or the word is not certain.
func innerText(words []ShellWord) (*ShellWord, dialect) {
	if len(words) < 3 {
		return nil, foreign
	}
	name := path.Base(words[0].Text)
	d := dialectNamed(name)
	if name == "su" {
		d = posix
	}
	if d == foreign {
		return nil, d
	}
	for n := 1; n+1 < len(words); n++ {
		flag := words[n].Text
		if name == "su" && (flag == "-" || flag == "-l" || flag == "--login") {
			return nil, d // it starts in the user's home directory
		}
		if name == "su" && flag == "--command" {
			flag = "-c"
		}
		if !strings.HasPrefix(flag, "-") && name != "su" {
			return nil, d
		}
		if !strings.HasPrefix(flag, "--") && strings.HasSuffix(flag, "c") {
			if w := &words[n+1]; w.Literal {
				return w, d
			}
			return nil, d
		}
	}
	return nil, d
}

// evalText returns the words that eval runs as a text, nil for another command and for words that
// are not certain.
func evalText(c *Command) (*ShellWord, dialect) {
	args, literal := c.Args()
	if c.Name() != "eval" || !literal || len(args) == 0 {
		return nil, foreign
	}
	return &ShellWord{Text: strings.Join(args, " "), Literal: true, Span: c.Span}, posix
}

// under gives a command of an inner text what holds for the command that runs
// the text.
func (c *Command) under(outer *Command) {
	c.Conditional = c.Conditional || outer.Conditional
	c.Guards = append(append([]Guard{}, outer.Guards...), c.Guards...)
	if c.DirKnown && !path.IsAbs(c.Dir) {
		c.Dir = path.Join(outer.Dir, c.Dir)
	}
}
