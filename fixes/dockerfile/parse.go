package dockerfile

import (
	"bytes"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/nodedock/nodedock/fixes/text"
)

// Parse reads a Dockerfile. The error is an *Error that names path and, where
// it is known, the line: for bytes that are no text, for lines and files that
// are too long, for what BuildKit refuses, and for a file without a stage.
//
// The File keeps src; the caller must not change it.
func Parse(path string, src []byte) (*File, error) {
	if err := refuse(path, src); err != nil {
		return nil, err
	}
	result, err := parser.Parse(bytes.NewReader(src))
	if err != nil {
		return nil, errorAt(path, 0, err)
	}
	if err := refuseNodes(path, result.AST); err != nil {
		return nil, err
	}
	f := &File{
		Path: path, Src: src, Lines: text.NewLines(src),
		Style: styleOf(src, result.AST, result.EscapeToken),
	}
	for _, w := range result.Warnings {
		f.warn("", w.Short, w.Location)
	}
	p := &reader{file: f, lint: f.linter(src)}
	if err := f.partition(result.AST.Children, p.read); err != nil {
		return nil, err
	}
	if len(f.Stages) == 0 {
		return nil, &Error{Path: path, Line: result.AST.StartLine, Message: "no FROM instruction: nothing to build"}
	}
	f.link()
	return f, nil
}

// A reader makes instructions of BuildKit's nodes, one after another.
type reader struct {
	file *File
	lint *linter.Linter
}

// read fills in i from the node.
func (r *reader) read(i *Instruction, node *parser.Node) error {
	typed, err := instructions.ParseInstructionWithLinter(node, r.lint)
	if err != nil {
		return errorAt(r.file.Path, node.StartLine, err)
	}
	next := r.file.join(i, node.Original)
	i.fill(node)
	i.readHeredocs(node, next)
	return r.place(i, typed)
}

// place puts the instruction into its stage.
func (r *reader) place(i *Instruction, typed any) error {
	f := r.file
	if stage, ok := typed.(*instructions.Stage); ok {
		f.Stages = append(f.Stages, newStage(f, i, stage))
	} else {
		i.Command, _ = typed.(instructions.Command)
	}
	switch {
	case len(f.Stages) > 0:
		i.Stage = f.Stages[len(f.Stages)-1]
		i.Stage.Instructions = append(i.Stage.Instructions, i)
		if i.Trigger != nil {
			i.Trigger.Stage = i.Stage
		}
	case i.Is("ARG"):
		f.Globals = append(f.Globals, i)
	default:
		return &Error{Path: f.Path, Line: i.StartLine, Message: i.Keyword + " before the first FROM"}
	}
	return nil
}

// linter returns BuildKit's, with the file's own "check" directive in force.
func (f *File) linter(src []byte) *linter.Linter {
	config := &linter.Config{}
	if _, options, _, ok := parser.ParseDirective("check", src); ok {
		if parsed, err := linter.ParseLintOptions(options); err == nil {
			config = parsed
		}
	}
	config.Warn = func(rule, _, _, message string, at []parser.Range) {
		var first *parser.Range
		if len(at) > 0 {
			first = &at[0]
		}
		f.warn(rule, message, first)
	}
	return linter.New(config)
}

// warn adds a warning. What the message quotes of the file is left out of
// parser warnings, so that they are the same after an edit of the text quoted.
func (f *File) warn(rule, message string, at *parser.Range) {
	w := Warning{Rule: rule, Message: message}
	if rule == "" {
		w.Message, _, _ = strings.Cut(message, " found in: ")
	}
	if at != nil {
		w.Line = at.Start.Line
	}
	f.Warnings = append(f.Warnings, w)
}
