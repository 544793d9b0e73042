package dockerfile

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/nodedock/nodedock/fixes/text"
)

// array finds the strings of the JSON array within at, and keeps where the
// array stands.
func (i *Instruction) array(at text.Span) []token {
	var found []token
	i.JSON, _ = i.cover(at.Start, at.End)
	s := i.Text
	for pos := at.Start; pos < at.End; pos++ {
		if s[pos] != '"' {
			continue
		}
		start := pos
		for pos++; pos < at.End && s[pos] != '"'; pos++ {
			if s[pos] == '\\' {
				pos++
			}
		}
		if pos >= at.End {
			return nil
		}
		found = append(found, token{start, pos + 1, jsonString(s[start : pos+1])})
	}
	return found
}

// jsonString returns the value of a JSON string.
func jsonString(quoted string) string {
	if !strings.Contains(quoted, `\`) {
		return quoted[1 : len(quoted)-1]
	}
	var value string
	if err := json.Unmarshal([]byte(quoted), &value); err != nil {
		return ""
	}
	return value
}

// healthcheck finds the type of a HEALTHCHECK and its command.
func (i *Instruction) healthcheck(at text.Span) []token {
	typ := rest(at, i.Text)
	if n := strings.IndexFunc(i.Text[at.Start:at.End], isFieldSpace); n >= 0 {
		end := at.Start + n
		typ = []token{{at.Start, end, i.Text[at.Start:end]}}
		at = trim(i.Text, end, at.End)
	} else {
		return typ
	}
	i.command = at
	if i.Exec {
		return append(typ, i.array(at)...)
	}
	return append(typ, rest(at, i.Text)...)
}

// ExecCommand returns the words of an exec form as a Command, each located
// inside the JSON array (the span covers the string with its quotes), nil when
// the instruction is not in exec form. The command's Span is the inside of the
// array from the first word to the last.
func (i *Instruction) ExecCommand() *Command {
	if !i.Exec || !i.Is("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL") {
		return nil
	}
	args := i.Args
	if i.Is("HEALTHCHECK") && len(args) > 0 {
		args = args[1:]
	}
	c := &Command{DirKnown: true, Located: len(args) > 0}
	for n, w := range args {
		c.Words = append(c.Words, ShellWord{Text: w.Text, Literal: true, Span: w.Span, Located: w.Located})
		c.Located = c.Located && w.Located
		if n == 0 {
			c.Span = w.Span
		}
		c.Span.End = w.Span.End
	}
	c.Located = c.Located && !bytes.Contains(i.file.Src[c.Span.Start:c.Span.End], []byte("\n"))
	return c
}

// ExecSpan returns where the words of an exec form stand from the one with the
// index first on, false when that is not certain or a comment stands among them.
// They may be on several lines.
func (i *Instruction) ExecSpan(first int) (text.Span, bool) {
	c := i.ExecCommand()
	if c == nil || first < 0 || first >= len(c.Words) {
		return text.Span{}, false
	}
	words := c.Words[first:]
	for n, w := range words {
		if !w.Located || n > 0 && len(bytes.Trim(i.file.Src[words[n-1].Span.End:w.Span.Start], " \t\r\n,\\`")) > 0 {
			return text.Span{}, false
		}
	}
	return text.Span{Start: words[0].Span.Start, End: words[len(words)-1].Span.End}, true
}

// QuoteExec returns the words as a JSON array the way Dockerfiles are written:
// ["node", "server.js"]. Characters that only HTML has to escape stay readable.
func QuoteExec(words []string) string {
	var out bytes.Buffer
	out.WriteByte('[')
	for n, word := range words {
		if n > 0 {
			out.WriteString(", ")
		}
		enc := json.NewEncoder(&out)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(word); err != nil {
			panic("encode a string: " + err.Error()) // cannot fail for a string
		}
		out.Truncate(out.Len() - 1) // the encoder's line break
	}
	out.WriteByte(']')
	return out.String()
}
