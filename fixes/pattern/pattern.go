// Package pattern has regular expressions that are compiled when they are first
// used. A command that looks at one Dockerfile needs few of the hundreds there
// are, and compiling all of them takes longer than its work.
package pattern

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A Pattern is a regular expression in Go's syntax. It may be used by several
// goroutines at once.
type Pattern struct {
	compiled func() *regexp.Regexp
	needs    []string
}

// New returns the pattern of an expression. An expression that is wrong panics
// when the pattern is first used; a test of this package compiles all of them.
func New(expression string) *Pattern {
	return &Pattern{compiled: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

// Needs names literals of which every match holds one. A text with none of them
// is not searched, and the expression is not compiled for it; a test of this
// package holds the literals against the expression.
func (p *Pattern) Needs(literals ...string) *Pattern {
	return &Pattern{compiled: p.compiled, needs: literals}
}

// in returns what searches a text: an expression that matches nothing when the
// text lacks what a match needs.
func (p *Pattern) in(text string) *regexp.Regexp {
	if len(p.needs) > 0 && !slices.ContainsFunc(p.needs, func(literal string) bool { return strings.Contains(text, literal) }) {
		return nothing()
	}
	return p.compiled()
}

var nothing = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^\x00-\x{10FFFF}]`) })

// Regexp returns the compiled expression.
func (p *Pattern) Regexp() *regexp.Regexp { return p.compiled() }

// The methods are those of regexp.Regexp.

func (p *Pattern) Match(b []byte) bool                  { return p.in(string(b)).Match(b) }
func (p *Pattern) MatchString(s string) bool            { return p.in(s).MatchString(s) }
func (p *Pattern) FindSubmatch(b []byte) [][]byte       { return p.in(string(b)).FindSubmatch(b) }
func (p *Pattern) FindString(s string) string           { return p.in(s).FindString(s) }
func (p *Pattern) FindStringIndex(s string) []int       { return p.in(s).FindStringIndex(s) }
func (p *Pattern) FindStringSubmatch(s string) []string { return p.in(s).FindStringSubmatch(s) }
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	return p.in(s).FindStringSubmatchIndex(s)
}
func (p *Pattern) FindAllString(s string, n int) []string { return p.in(s).FindAllString(s, n) }
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.in(s).FindAllStringIndex(s, n)
}
func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p.in(s).FindAllStringSubmatch(s, n)
}
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.in(s).FindAllStringSubmatchIndex(s, n)
}
func (p *Pattern) ReplaceAllString(src, repl string) string {
	return p.in(src).ReplaceAllString(src, repl)
}
func (p *Pattern) ReplaceAllStringFunc(src string, repl func(string) string) string {
	return p.in(src).ReplaceAllStringFunc(src, repl)
}
