// Package dockerfile is a lossless view of a Dockerfile over BuildKit's parser.
//
// BuildKit says what a Dockerfile means; this package says where each piece of
// that meaning stands in the file's bytes. A position is a claim that was
// checked: what could not be placed beyond doubt has Located == false, and no
// fix may edit it. The package is pure and never changes bytes.
package dockerfile

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/nodedock/nodedock/fixes/text"
)

// A File is one Dockerfile: its bytes and what they mean.
type File struct {
	Path string
	Src  []byte
	text.Lines
	Style Style

	// Parts are the pieces of the file in order: joined, they are Src.
	Parts []Part
	// Directives are the parser directives at the top, in order.
	Directives []Directive
	// Instructions are all instructions in file order, global ARGs included.
	Instructions []*Instruction
	// Globals are the ARG instructions before the first FROM.
	Globals []*Instruction
	Stages  []*Stage
	// Comments are all comments in file order, those inside a continued
	// instruction included, comments inside heredoc bodies excluded.
	Comments []Comment
	// Warnings are what BuildKit's parser and linter say about the file.
	Warnings []Warning

	defaults arguments           // what the global ARGs evaluate to
	byName   map[string][]*Stage // by lower-case name, in order
}

// A Part is one piece of the file's partition.
type Part struct {
	Kind        PartKind
	Span        text.Span
	Instruction *Instruction // when Kind is InstructionPart
}

// PartKind says what a Part is.
type PartKind int

const (
	InstructionPart PartKind = iota + 1
	CommentPart
	BlankPart
	DirectivePart
	BOMPart
)

// Style is how the file is written; new text follows it.
type Style struct {
	EOL          string // "\n" or "\r\n": that of most lines
	BOM          bool
	FinalNewline bool
	Escape       byte // '\\' or '`'
	Lower        bool // most keywords are written in lower case
}

// A Directive is a parser directive such as "# syntax=docker/dockerfile:1".
type Directive struct {
	Name, Value string
	Span        text.Span // the whole line with its line break
}

// A Comment is one comment line.
type Comment struct {
	Text string    // without "#" and surrounding blanks
	Span text.Span // the whole line with its line break
	// Inside is the continued instruction that the comment stands in, nil for
	// a comment between instructions.
	Inside *Instruction
}

// A Warning is a remark by BuildKit's parser or linter.
type Warning struct {
	Rule    string // BuildKit's name, "" for parser warnings
	Message string
	Line    int
}

// An Instruction is one instruction with everything that belongs to it.
type Instruction struct {
	Index   int    // position in File.Instructions
	Keyword string // upper case
	// Span runs from the first byte of the keyword to the end of the last
	// line, heredocs and line break included; leading blanks are outside.
	Span        text.Span
	KeywordSpan text.Span
	// Text is the instruction with continuations joined, as BuildKit sees it
	// (without heredoc bodies).
	Text      string
	StartLine int // from 1
	EndLine   int // last line, heredoc terminators included

	Flags []Flag // --from=…, --chown=…, --mount=…
	// Args are the words after the flags as BuildKit reads them. For shell
	// forms there is one word: the command line.
	Args []Word
	// Exec reports whether the arguments are a JSON array. JSON covers the
	// array with its brackets then.
	Exec     bool
	JSON     text.Span
	Heredocs []Heredoc
	// Above are the comments directly above, without a blank line between.
	Above []Comment

	Stage *Stage // nil for global ARGs
	// Trigger is the instruction that an ONBUILD holds; its positions are in
	// the same file. It is never edited.
	Trigger *Instruction
	// Command is BuildKit's typed form, nil where BuildKit has none (FROM, ONBUILD's trigger).
	Command instructions.Command

	file     *File
	segs     segments
	base     int // where Text begins in the text that segs maps: not 0 for a trigger
	readOnly bool
	args     text.Span // the arguments, flags excluded, within Text
	command  text.Span // the command line or array within Text, the type of a HEALTHCHECK excluded
	open     []int     // escape characters that continue the last line into nothing
	scripts  scriptCache
}

// A Word is a piece of an instruction.
type Word struct {
	Text    string // the value: quotes and escapes removed where BuildKit removes them
	Raw     string // as written, continuations joined
	Span    text.Span
	Located bool // Span is certain and contiguous in the file
	// A word that stands on several lines is not Located; its Span covers
	// them all, for reports. The Span is empty when nothing is known.
}

// A Flag is a "--name=value" of an instruction.
type Flag struct {
	Name  string // "from"
	Value string // "" for a flag without value
	// Word is the whole "--name=value"; ValueSpan only the value, quotes
	// included, when Word is Located.
	Word      Word
	ValueSpan text.Span
}

// A Heredoc is a here-document of an instruction.
type Heredoc struct {
	Name       string // the delimiter, unquoted
	Content    string
	Expand     bool      // the delimiter was not quoted
	Body       text.Span // content, without the terminator line
	Terminator text.Span
	chomp      bool
}

// A Stage is one build stage.
type Stage struct {
	Index int
	Name  string // as written, "" when it has none
	From  *Instruction
	// Base is the image or stage that FROM names, as written.
	Base Word
	// Parent is the stage that FROM names, nil when it is an image.
	Parent       *Stage
	Platform     string         // the value of --platform as written
	Instructions []*Instruction // FROM included
	inherited    []string       // the SHELL that the parent ends with
	last         []string       // the SHELL that the stage ends with
	file         *File
}

// Flag returns the flag of that name, nil when there is none.
func (i *Instruction) Flag(name string) *Flag {
	for n := range i.Flags {
		if i.Flags[n].Name == name {
			return &i.Flags[n]
		}
	}
	return nil
}

// Is reports whether the instruction's keyword is one of those given, in upper case.
func (i *Instruction) Is(keywords ...string) bool {
	for _, k := range keywords {
		if i.Keyword == k {
			return true
		}
	}
	return false
}

// File returns the file that the instruction stands in.
func (i *Instruction) File() *File { return i.file }
