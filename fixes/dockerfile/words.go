package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/nodedock/nodedock/fixes/text"
)

// fill reads keyword, flags and arguments of the node into i. The joined text
// has been mapped already.
func (i *Instruction) fill(node *parser.Node) {
	i.Text = node.Original
	l := split(i.Text, i.file.Style.Escape)
	i.Keyword = strings.ToUpper(node.Value)
	i.KeywordSpan, _ = i.cover(l.keyword.Start, l.keyword.End)
	i.Span = text.Span{Start: i.KeywordSpan.Start, End: i.file.whole(i.EndLine, i.EndLine).End}
	if !i.segs.ok {
		i.Span.Start = i.file.content(i.StartLine).Start
	}
	i.args, i.command = l.args, l.args
	i.readFlags(node.Flags, l.flags)
	i.readArgs(node)
}

// readFlags pairs BuildKit's flags with the places found for them.
func (i *Instruction) readFlags(values []string, found []token) {
	sure := len(values) == len(found)
	for n, value := range values {
		w := Word{Text: value, Raw: value}
		if sure && found[n].text == value {
			w = i.word(found[n])
		}
		flag := Flag{Word: w}
		var hasValue bool
		flag.Name, flag.Value, hasValue = strings.Cut(strings.TrimPrefix(value, "--"), "=")
		if w.Located {
			flag.ValueSpan = text.Span{Start: w.Span.End, End: w.Span.End}
			if hasValue {
				flag.ValueSpan.Start = w.Span.Start + strings.IndexByte(w.Raw, '=') + 1
			}
		}
		i.Flags = append(i.Flags, flag)
	}
}

// word makes a Word of a token of Text.
func (i *Instruction) word(t token) Word {
	w := Word{Text: t.text, Raw: i.Text[t.start:t.end]}
	w.Span, w.Located = i.cover(t.start, t.end)
	w.Located = w.Located && !i.readOnly
	return w
}

// readArgs reads the arguments the way BuildKit reads those of the keyword.
func (i *Instruction) readArgs(node *parser.Node) {
	if i.Is("ONBUILD") {
		i.readTrigger(node)
		return
	}
	at := i.args
	i.Exec = node.Attributes["json"]
	var tokens []token
	switch {
	case i.Is("HEALTHCHECK"):
		tokens = i.healthcheck(at)
	case i.Exec:
		tokens = i.array(at)
	case i.Is("ENV", "LABEL"):
		tokens = pairs(i.Text, at, i.file.Style.Escape)
	case i.Is("ARG"):
		tokens = quotedWords(i.Text, at, i.file.Style.Escape)
	case i.Is("FROM", "COPY", "ADD", "VOLUME", "EXPOSE"):
		tokens = fields(i.Text, at)
	default:
		tokens = rest(at, i.Text)
	}
	i.pair(tokens, values(node))
}

// pair makes the arguments of the values, at the places found for them when
// each place holds its value.
func (i *Instruction) pair(found []token, values []string) {
	sure := len(found) == len(values)
	for n := 0; sure && n < len(found); n++ {
		sure = found[n].text == values[n]
	}
	i.Args = make([]Word, 0, len(values))
	for n, value := range values {
		w := Word{Text: value, Raw: value}
		if sure {
			w = i.word(found[n])
		}
		if i.expands() {
			w.Text = unquote(w.Text, i.file.Style.Escape)
		}
		i.Args = append(i.Args, w)
	}
}

// expands reports whether BuildKit removes quotes from the arguments.
func (i *Instruction) expands() bool {
	return !i.Exec && i.Is("FROM", "ENV", "LABEL", "ARG", "COPY", "ADD", "VOLUME", "EXPOSE", "USER", "WORKDIR", "STOPSIGNAL")
}

// values returns the values of a node's arguments; the pairs of ENV and LABEL
// are joined unless they are of the legacy form.
func values(node *parser.Node) []string {
	var values []string
	isPairs := strings.EqualFold(node.Value, "ENV") || strings.EqualFold(node.Value, "LABEL")
	for n := node.Next; n != nil; n = n.Next {
		if isPairs && n.Next != nil && n.Next.Next != nil {
			if n.Next.Next.Value == "" {
				values = append(values, n.Value, n.Next.Value)
			} else {
				values = append(values, n.Value+"="+n.Next.Value)
			}
			n = n.Next.Next
			continue
		}
		values = append(values, n.Value)
	}
	return values
}

// readTrigger reads the instruction that an ONBUILD holds.
func (i *Instruction) readTrigger(node *parser.Node) {
	if node.Next == nil || len(node.Next.Children) == 0 {
		return
	}
	inner := &Instruction{
		file: i.file, Index: i.Index, StartLine: i.StartLine, EndLine: i.EndLine,
		segs: i.segs, base: i.args.Start, readOnly: true,
	}
	inner.fill(node.Next.Children[0])
	i.Trigger = inner
	i.pair(rest(i.args, i.Text), []string{node.Next.Children[0].Original})
}
