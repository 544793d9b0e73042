package source

import "strings"

// A Handler is a function that a call gets.
type Handler struct {
	// Call is the call up to the function: "process.on('SIGTERM', ".
	Call string
	Body string
}

// Handlers returns the functions that a piece of code gives to calls, and the piece
// without them: what runs by itself.
func Handlers(piece string) (handlers []Handler, own string) {
	c := Take([]byte(piece))
	var rest strings.Builder
	from := 0
	for at := 0; at < len(c.tokens); at++ {
		start, body, ok := c.given(at)
		if !ok {
			continue
		}
		handlers = append(handlers, Handler{c.text(span{c.callStart(c.around[at]), start}), c.text(body)})
		rest.WriteString(piece[from:c.tokens[body.start].start])
		from = c.tokens[body.end-1].end
		at = body.end - 1
	}
	rest.WriteString(piece[from:])
	return handlers, rest.String()
}

// given returns where a function begins that is an argument of a call, and its body, at
// the token "=>" or "function" of it.
func (c *Code) given(at int) (start int, body span, ok bool) {
	open := c.around[at]
	if open < 1 || !is(c.tokens, open, "(") || c.tokens[open-1].kind != word || controls[c.tokens[open-1].text] || atOnce[c.tokens[open-1].text] {
		return 0, span{}, false
	}
	first := -1
	switch {
	case is(c.tokens, at, "=>"):
		start, first = at-1, at+1
		if opening, paired := c.ends[at-1]; paired {
			start = opening
		}
	case is(c.tokens, at, "function"):
		start = at
		paren := c.until(at+1, func(n int) bool { return is(c.tokens, n, "(") })
		if closing, paired := c.ends[paren]; paired {
			first = closing + 1
		}
	}
	if first < 0 || first >= len(c.tokens) {
		return 0, span{}, false
	}
	end := c.value(first)
	if closing, paired := c.ends[first]; paired && is(c.tokens, first, "{") {
		end = closing + 1
	}
	return start, span{first, end}, first < end && end <= len(c.tokens)
}

// callStart returns where the names begin that are called at an opening bracket.
func (c *Code) callStart(open int) int {
	n := open
	for n > 0 && (c.tokens[n-1].kind == word || is(c.tokens, n-1, ".") || is(c.tokens, n-1, "?.")) {
		n--
	}
	return n
}

// atOnce are methods of lists that call the function they get before they return.
var atOnce = map[string]bool{"forEach": true, "map": true, "filter": true, "some": true, "every": true, "find": true, "reduce": true, "flatMap": true}
