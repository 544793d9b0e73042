package dockerfile

import "mvdan.cc/sh/v3/syntax"

// call adds a simple command; it returns where the shell is behind it.
func (w *walker) call(s *syntax.Stmt, c *syntax.CallExpr, at place, before string) (succeeded, failed place) {
	cmd := w.command(s, at, before)
	for _, a := range c.Assigns {
		cmd.Assigns = append(cmd.Assigns, w.assign(a))
	}
	for _, word := range c.Args {
		cmd.Words = append(cmd.Words, w.word(word))
	}
	w.finish(cmd, c)
	return w.after(cmd, at)
}

// declare adds an export, readonly, local …: its assignments are its words.
func (w *walker) declare(s *syntax.Stmt, c *syntax.DeclClause, at place, before string) {
	cmd := w.command(s, at, before)
	name := w.place(ShellWord{Text: c.Variant.Value, Literal: true}, c.Variant)
	cmd.Words = append(cmd.Words, name)
	for _, a := range c.Args {
		word := ShellWord{Text: w.text(a)}
		if value := w.assign(a); a.Name != nil && a.Array == nil && a.Index == nil {
			word.Literal = a.Naked || value.Value.Literal
			word.Text = value.Name
			if !a.Naked {
				word.Text += "=" + value.Value.Text
			}
		} else if a.Value != nil {
			word = w.word(a.Value)
		}
		cmd.Words = append(cmd.Words, w.place(word, a))
	}
	w.finish(cmd, c)
}

// command begins a Command.
func (w *walker) command(s *syntax.Stmt, at place, before string) *Command {
	cmd := &Command{
		Redirects: len(s.Redirs) > 0, Before: before, Conditional: len(w.guards) > 0, Guards: w.guards,
		Dir: at.dir, DirKnown: at.known,
	}
	for _, r := range s.Redirs {
		switch r.Op {
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
			cmd.Outputs = append(cmd.Outputs, w.word(r.Word))
		}
	}
	return cmd
}

// finish places the command and adds it, unless nothing but a redirection is
// there.
func (w *walker) finish(cmd *Command, node syntax.Node) {
	if len(cmd.Words)+len(cmd.Assigns) == 0 {
		return
	}
	at := w.place(ShellWord{}, node)
	cmd.Span, cmd.Located = at.Span, at.Located
	w.commands = append(w.commands, cmd)
}

// assign reads a NAME=value.
func (w *walker) assign(a *syntax.Assign) Assign {
	var found Assign
	if a.Name != nil {
		found.Name = a.Name.Value
	}
	switch {
	case a.Array != nil || a.Index != nil || a.Append:
		found.Value = w.place(ShellWord{Text: w.text(a)}, a)
	case a.Value != nil:
		found.Value = w.word(a.Value)
	default:
		end := int(a.End().Offset())
		found.Value = ShellWord{Literal: true}
		found.Value.Span, found.Value.Located = w.locate(end, end)
	}
	return found
}

// word reads a word.
func (w *walker) word(word *syntax.Word) ShellWord {
	value, literal := LiteralText(word)
	if !literal {
		value = w.text(word)
	}
	return w.place(ShellWord{Text: value, Literal: literal}, word)
}

// place sets where the word stands.
func (w *walker) place(word ShellWord, node syntax.Node) ShellWord {
	word.Span, word.Located = w.locate(int(node.Pos().Offset()), int(node.End().Offset()))
	return word
}

// text returns the source of a node.
func (w *walker) text(node syntax.Node) string {
	return w.src[node.Pos().Offset():node.End().Offset()]
}
