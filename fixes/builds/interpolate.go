package builds

import "strings"

// interpolate replaces the variables of a compose value: $NAME, ${NAME},
// ${NAME:-default}, ${NAME-default}, ${NAME:+other}, ${NAME:?message} and $$.
// missing is the first variable that lookup does not know and that has no
// default; it stands for the empty string, as compose has it.
func interpolate(s string, lookup func(name string) (string, bool)) (out, missing string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "$")
		b.WriteString(before)
		if !found {
			return b.String(), missing
		}
		var text, lacks string
		text, lacks, s = expand(rest, lookup)
		b.WriteString(text)
		if missing == "" {
			missing = lacks
		}
	}
}

// expandAll replaces every variable of a compose value, "$" left out, by what
// text says of it.
func expandAll(s string, text func(variable string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, _, s = expand(rest, func(string) (string, bool) { return "", false })
		b.WriteString(text(rest[:len(rest)-len(s)]))
	}
}

// expand reads one variable, whose "$" is gone, and returns what follows it.
func expand(s string, lookup func(string) (string, bool)) (text, missing, rest string) {
	switch {
	case strings.HasPrefix(s, "$"):
		return "$", "", s[1:]
	case !strings.HasPrefix(s, "{"):
		n := nameLen(s)
		if n == 0 {
			return "$", "", s
		}
		text, known := lookup(s[:n])
		return text, lacking(s[:n], known), s[n:]
	}
	end := closing(s)
	if end < 0 {
		return "$", "", s
	}
	inner, rest := s[1:end], s[end+1:]
	n := nameLen(inner)
	name, op := inner[:n], inner[n:]
	text, known := lookup(name)
	colon := strings.HasPrefix(op, ":")
	op = strings.TrimPrefix(op, ":")
	set := known && !(colon && text == "")
	switch {
	case strings.HasPrefix(op, "-") && !set:
		text, missing = interpolate(op[1:], lookup)
		return text, missing, rest
	case strings.HasPrefix(op, "+") && !set:
		return "", "", rest
	case strings.HasPrefix(op, "+"):
		text, missing = interpolate(op[1:], lookup)
		return text, missing, rest
	}
	return text, lacking(name, known), rest
}

func lacking(name string, known bool) string {
	if known {
		return ""
	}
	return name
}

// nameLen returns the length of the variable name that s begins with.
func nameLen(s string) int {
	for i, c := range []byte(s) {
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return i
		}
	}
	return len(s)
}

// closing returns the index of the brace that closes the one s begins with.
func closing(s string) int {
	depth := 0
	for i, c := range []byte(s) {
		switch c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
