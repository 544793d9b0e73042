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

// skips reports whether a text lacks what every match holds.
func (p *Pattern) skips(text string) bool {
	return len(p.needs) > 0 && !slices.ContainsFunc(p.needs, func(literal string) bool { return strings.Contains(text, literal) })
}

// Regexp returns the compiled expression.
func (p *Pattern) Regexp() *regexp.Regexp { return p.compiled() }

// The methods are those of regexp.Regexp.

func (p *Pattern) Match(b []byte) bool { return !p.skips(string(b)) && p.compiled().Match(b) }

func (p *Pattern) MatchString(s string) bool { return !p.skips(s) && p.compiled().MatchString(s) }

func (p *Pattern) FindSubmatch(b []byte) [][]byte {
	if p.skips(string(b)) {
		return nil
	}
	return p.compiled().FindSubmatch(b)
}

func (p *Pattern) FindString(s string) string {
	if p.skips(s) {
		return ""
	}
	return p.compiled().FindString(s)
}

func (p *Pattern) FindStringIndex(s string) []int {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindStringIndex(s)
}

func (p *Pattern) FindStringSubmatch(s string) []string {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindStringSubmatch(s)
}

func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindStringSubmatchIndex(s)
}

func (p *Pattern) FindAllString(s string, n int) []string {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindAllString(s, n)
}

func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindAllStringIndex(s, n)
}

func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindAllStringSubmatch(s, n)
}

func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if p.skips(s) {
		return nil
	}
	return p.compiled().FindAllStringSubmatchIndex(s, n)
}

func (p *Pattern) ReplaceAllString(src, repl string) string {
	if p.skips(src) {
		return src
	}
	return p.compiled().ReplaceAllString(src, repl)
}

func (p *Pattern) ReplaceAllStringFunc(src string, repl func(string) string) string {
	if p.skips(src) {
		return src
	}
	return p.compiled().ReplaceAllStringFunc(src, repl)
}
