package source

import "iter"

// Calls are the calls of a function or method by its name, each with its arguments as they are written.
func (c *Code) Calls(name string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for at := range c.tokens {
			if !is(c.tokens, at, name) || c.tokens[at].kind != word || is(c.tokens, at-1, "function") {
				continue
			}
			if args := c.arguments(at + 1); args != nil && !yield(args) {
				return
			}
		}
	}
}

// arguments returns those of a call that begins behind a name, nil where there is no call of which they are
// known.
func (c *Code) arguments(at int) (args []string) {
	if is(c.tokens, at, "?.") {
		at++
	}
	at = behindTypes(c.tokens, at)
	end, closed := c.ends[at]
	if !is(c.tokens, at, "(") || !closed {
		return nil
	}
	args = []string{}
	for start := at + 1; start < end; {
		stop := start
		for stop < end && !is(c.tokens, stop, ",") {
			if close, opens := c.ends[stop]; opens && close > stop {
				stop = close
			}
			stop++
		}
		args = append(args, c.text(span{start, stop}))
		start = stop + 1
	}
	return args
}

// Broken reports that the file could not be taken apart.
func (c *Code) Broken() bool { return c.ends == nil }
