// Package fixes is nodedock's vocabulary and engine: rules, findings, fixes,
// the repository a rule may ask about, and the Plan that says what to change.
//
// The package is pure. It reads a repository through an fs.FS, asks for images
// through an image.Resolver, and returns data. It never writes, never opens a
// connection and never runs anything that it reads.
package fixes

import (
	"github.com/nodedock/nodedock/fixes/text"
)

// A Rule is one thing that nodedock looks for. It is data plus one function;
// the Engine runs it.
type Rule struct {
	// ID names the bad pattern and reads well after "ignore=": "root-user".
	ID string
	// Practice is the practice of the cheatsheet that the rule serves, 1 to 10.
	Practice int
	// Aliases are other tools' ids for the same thing; a comment that silences
	// one of them silences the rule.
	Aliases []string
	// Doc returns the rule's page.
	Doc      func() Doc
	Severity Severity
	// Offers is the strongest fix that the rule may attach to a finding.
	Offers Applicability
	// Check reports what it finds in one Dockerfile. An error means that the
	// rule could not do its work; it costs this rule on this file only.
	Check func(*Pass) error
}

// Severity says how much a finding matters.
type Severity int

const (
	Info Severity = iota + 1
	Warning
	Error
)

func (s Severity) String() string {
	switch s {
	case Info:
		return "info"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "unknown"
}

// Applicability says who decides that a fix is applied. It belongs to each fix.
type Applicability int

const (
	// Advice is shown and never applied.
	Advice Applicability = iota + 1
	// OnRequest is applied when a person asks for the rule.
	OnRequest
	// Review is applied by default: it changes the image as the practice
	// intends, and every precondition was checked in the repository.
	Review
	// Safe is applied by default: same program, arguments, environment, user
	// and files as before.
	Safe
)

func (a Applicability) String() string {
	switch a {
	case Advice:
		return "advice"
	case OnRequest:
		return "on-request"
	case Review:
		return "review"
	case Safe:
		return "safe"
	}
	return "none"
}

// A Finding is one place where a rule's pattern was found.
type Finding struct {
	Rule string
	Path string
	// Span is the place in the file, in the bytes that the rule saw.
	Span text.Span
	// Message says what was found and why it matters here, in one or two
	// plain sentences, with names from the repository.
	Message string
	// Fix is nil when there is nothing that nodedock could write.
	Fix *Fix
	// Withheld says why no fix is offered although the rule has one: what is
	// not certain here, and what to do.
	Withheld string
	// Severity overrides the rule's when it is not zero.
	Severity Severity
	// Key tells findings of one rule in one file apart when their places do
	// not (a name, an image reference). It must not hold a secret.
	Key string
}

// A Fix is a change that is taken whole or not at all.
type Fix struct {
	// Title says what the fix does, in the imperative: "Run as the node user".
	Title         string
	Applicability Applicability
	Changes       []Change
	// Notes are what a reviewer has to know or check, a sentence each.
	Notes []string
	// Bump says what the fix does when it moves an image to another digest.
	Bump *Bump
}

// A Change is what a fix does to one file.
type Change struct {
	Path  string
	Edits []text.Edit
	// Create makes a new file whose content is the single edit's text. It
	// does nothing to a file that is there already; the fix fails then.
	Create bool
}
