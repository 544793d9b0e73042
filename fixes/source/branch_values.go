package source

// assigned notes the values that names are given in a piece, where they are given others in its place: by the
// else, or before the if.
func (b *branches) assigned(then, otherwise Answer, condition, body, other span) {
	if then == Unknown && otherwise == Unknown {
		return
	}
	here, so := b.plainValues(body), b.plainValues(other)
	for _, name := range here.order {
		one, two := here.of[name], so.of[name]
		if two == "" || one == two {
			continue
		}
		for answer, branch := range map[Answer]Branch{
			then:      {Text: one, Other: two, Condition: b.text(condition), Instead: true, Name: name},
			otherwise: {Text: two, Other: one, Condition: b.text(condition), Instead: true, Name: name},
		} {
			if answer != Unknown {
				b.values[answer] = append(b.values[answer], branch)
			}
		}
	}
}

// plainValues are names with the values that statements give them, the last one of each.
type plainValues struct {
	order []string
	of    map[string]string
}

// plainValues returns what a run of tokens gives names outside of blocks in it: texts, numbers and names,
// but no calls.
func (b *branches) plainValues(s span) plainValues {
	found := plainValues{of: map[string]string{}}
	start := s.start
	if is(b.tokens, start, "{") && b.ends[start] == s.end-1 {
		start++
	}
	for at := start; at < s.end; at++ {
		if closing, opens := b.ends[at]; opens && closing > at && closing < s.end {
			at = closing
			continue
		}
		if !is(b.tokens, at, "=") || at < 1 || b.tokens[at-1].kind != word {
			continue
		}
		name, end := b.tokens[at-1].text, b.value(at+1)
		for n := at + 1; n < end; n++ {
			if is(b.tokens, n, "(") || is(b.tokens, n, "{") || is(b.tokens, n, "=>") || is(b.tokens, n, "?") {
				end = at
			}
		}
		if end <= at+1 || end > s.end+1 {
			delete(found.of, name) // a value that is not looked at
			continue
		}
		if found.of[name] == "" {
			found.order = append(found.order, name)
		}
		found.of[name] = b.text(span{at + 1, end})
	}
	return found
}
