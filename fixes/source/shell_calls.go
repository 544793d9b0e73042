package source

import (
	"iter"
	"regexp"
	"strings"
)

// shellCalls are the functions that start another program: by a line of a shell, or by its name and a list
// of words.
var shellCalls = map[string]bool{
	"exec": true, "execSync": true, "execAsync": true, "spawn": true, "spawnSync": true, "execFile": true, "execFileSync": true,
	"execa": true, "execaSync": true, "execaCommand": true, "execaCommandSync": true, "$": true, "run": true, "sh": true,
}

// ShellLines are the commands that code starts, as lines of a shell, with the lines of the file that they stand
// at, from 1. What the code puts in is a variable of the shell, by its name where it has one.
func (c *Code) ShellLines() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at, t := range c.tokens {
			if t.kind != word || !shellCalls[t.text] {
				continue
			}
			line, ok := c.tagged(at + 1)
			if args := c.arguments(at + 1); !ok && len(args) > 0 {
				line, ok = shellLine(args)
			}
			if ok && !yield(1+strings.Count(c.src[:t.start], "\n"), line) {
				return
			}
		}
	}
}

// tagged returns the text of the template at a token.
func (c *Code) tagged(at int) (line string, ok bool) {
	if at >= len(c.tokens) || c.src[c.tokens[at].start] != '`' {
		return "", false
	}
	for n := at; n < len(c.tokens); n++ {
		if end := c.tokens[n].end; c.src[end-1] == '`' && (n > at || end > c.tokens[at].start+1) {
			return unquoted(c.src[c.tokens[at].start:end])
		}
	}
	return "", false
}

// shellLine returns the line for the arguments of a call: a text, and a list of words behind it.
func shellLine(args []string) (line string, ok bool) {
	if line, ok = unquoted(args[0]); !ok || len(args) == 1 || !strings.HasPrefix(args[1], "[") {
		return line, ok
	}
	list := Take([]byte(args[1]))
	for at := 1; at < len(list.tokens)-1; {
		end := at
		for end < len(list.tokens)-1 && !is(list.tokens, end, ",") {
			if close, opens := list.ends[end]; opens && close > end {
				end = close
			}
			end++
		}
		element := list.text(span{at, end})
		if text, plain := unquoted(element); plain {
			line += ` "` + text + `"`
		} else if !strings.HasPrefix(element, "...") {
			line += " " + variable(element)
		}
		at = end + 1
	}
	return line, true
}

// unquoted returns the text of a string or a template, with variables in the place of expressions.
func unquoted(s string) (text string, ok bool) {
	if len(s) < 2 || !strings.ContainsRune("'\"`", rune(s[0])) || s[len(s)-1] != s[0] {
		return "", false
	}
	text = s[1 : len(s)-1]
	if s[0] != '`' {
		return text, !strings.Contains(text, s[:1]) // of one string
	}
	return putIn.ReplaceAllStringFunc(text, func(m string) string { return variable(m[2 : len(m)-1]) }), true
}

var (
	putIn     = regexp.MustCompile(`\$\{[^{}]*\}`)
	plainName = regexp.MustCompile(`^\w+$`)
)

// variable returns the variable of a shell that stands for an expression.
func variable(expression string) string {
	if expression = strings.TrimSpace(expression); plainName.MatchString(expression) {
		return "${" + expression + "}"
	}
	return "${EXPRESSION}"
}
