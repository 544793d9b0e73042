package dockerfile

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// A Script is the shell text of an instruction, taken apart into its simple
// commands. Rules read commands here instead of searching text.
type Script struct {
	Commands []*Command
	// Heredoc reports whether the text is a heredoc body: it may be read but
	// never edited.
	Heredoc bool
	// Simple reports whether the whole text is one simple command: no
	// operators, redirections, compound commands or assignments.
	Simple bool
}

// A Command is one simple command of a script, in source order, also inside
// lists, subshells, if, for and functions.
type Command struct {
	// Assigns are the NAME=value words before the command.
	Assigns []Assign
	// Words are the command's words; Words[0] is its name.
	Words []ShellWord
	// Redirects reports whether the command has redirections of its own.
	Redirects bool
	// Outputs are the files that these redirections write to.
	Outputs []ShellWord
	// Span covers the words, assignments included; redirections before and
	// after them are outside. A command on several lines has a Span, for
	// reports, but is not Located; its words are located one by one.
	Span    text.Span
	Located bool
	// Dir is where the command runs as far as it is known from "cd" earlier
	// in the same script: "" for the working directory of the instruction,
	// else an absolute path or a path relative to it. DirKnown is false after
	// a cd that could not be followed. Behind one that went home Dir begins with ~,
	// and is not known.
	Dir      string
	DirKnown bool
	// Conditional reports whether the command may not run: it stands after
	// || or in an if, case, loop or function.
	Conditional bool
	// Guards are the conditions of it, the outermost first.
	Guards []Guard
	// Before is the operator that joins the command to the one before: "",
	// "&&", "||", ";", "|" or "&".
	Before string
}

// An Assign is a NAME=value before a command.
type Assign struct {
	Name  string
	Value ShellWord
}

// A ShellWord is one word of a command.
type ShellWord struct {
	// Text is the word with quotes removed. Literal is false when the shell
	// would expand something in it (variables, globs, substitutions), and
	// Text is then the source text.
	Text    string
	Literal bool
	Span    text.Span
	Located bool
}

// Name returns the name of the command without its folder ("/usr/bin/npm" is
// "npm"), "" when it is not literal.
func (c *Command) Name() string {
	if len(c.Words) == 0 || !c.Words[0].Literal {
		return ""
	}
	name := c.Words[0].Text
	return name[strings.LastIndexByte(name, '/')+1:]
}

// Leading returns the words of the command up to the first that is not literal.
func (c *Command) Leading() []string {
	var out []string
	for _, w := range c.Words {
		if !w.Literal {
			break
		}
		out = append(out, w.Text)
	}
	return out
}

// Args returns the literal text of the words after the name; ok is false when
// one of them is not literal.
func (c *Command) Args() (args []string, ok bool) {
	ok = true
	for n, w := range c.Words {
		if n > 0 {
			args = append(args, w.Text)
			ok = ok && w.Literal
		}
	}
	return args, ok
}
