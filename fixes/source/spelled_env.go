package source

import (
	"strings"
)

// environment spells what a file takes of the variables of the process as process.env.X, by whatever name the
// file has for process and for its env, and a pattern that takes several apart as a declaration of each.
func (s *spelling) environment() {
	if !strings.Contains(s.src, "env") || !strings.Contains(s.src, "process") {
		return
	}
	e := envNames{spelling: s, env: map[string]bool{}, process: map[string]bool{"process": true}, bound: map[int]bool{}}
	for at := range s.tokens {
		e.imported(at)
	}
	for at := range s.tokens {
		e.binds(at)
	}
	for at := range s.tokens {
		e.use(at)
	}
}

// envNames are the names that a file has for the process and for its variables.
type envNames struct {
	*spelling
	env, process map[string]bool
	bound        map[int]bool // tokens at which names are bound, which are no uses
}

// imported notes the names that an import statement gives the process: import { env } from "node:process".
func (e *envNames) imported(at int) {
	if t := e.tokens[at]; t.kind != text || t.text != "process" && t.text != "node:process" {
		return
	}
	start := importStart(e.tokens, at)
	for n := start + 1; start >= 0 && n < at-1; n++ {
		switch {
		case is(e.tokens, n, "{"):
			e.pattern(n)
			return
		case e.tokens[n].kind == word && !is(e.tokens, n, "as") && !is(e.tokens, n, "type"):
			e.process[e.tokens[n].text], e.bound[n] = true, true
		}
	}
}

// pattern notes the names of env between the braces that open at a token.
func (e *envNames) pattern(open int) {
	for n := open + 1; n < e.ends[open]; n++ {
		if !is(e.tokens, n, "env") {
			continue
		}
		name := n
		if is(e.tokens, n+1, ":") || is(e.tokens, n+1, "as") {
			name = n + 2
		}
		if e.tokens[name].kind == word {
			e.env[e.tokens[name].text], e.bound[name], e.bound[n] = true, true, true
		}
	}
}

// value returns what a token begins, "process" or "env", and the token behind it; "" for
// anything else.
func (e *envNames) value(at int) (what string, end int) {
	start := at
	for is(e.tokens, at, "globalThis") || is(e.tokens, at, "global") {
		if !is(e.tokens, at+1, ".") {
			return "", 0
		}
		at += 2
	}
	if at >= len(e.tokens) || e.tokens[at].kind != word || is(e.tokens, start-1, ".") || is(e.tokens, start-1, "?.") || e.bound[at] {
		return "", 0
	}
	switch name := e.tokens[at].text; {
	case name == "require" && is(e.tokens, at+1, "(") && e.ends[at+1] == at+3 && strings.TrimPrefix(e.tokens[at+2].text, "node:") == "process":
		at += 3
	case e.process[name]:
	case e.env[name]:
		return "env", at + 1
	default:
		return "", 0
	}
	end = at + 1
	switch {
	case (is(e.tokens, end, ".") || is(e.tokens, end, "?.")) && is(e.tokens, end+1, "env"):
		return "env", end + 2
	case is(e.tokens, end, "[") && e.put[end+1] == "env":
		return "env", end + 3
	}
	return "process", end
}

// binds notes the names that a declaration gives the process or its variables, and takes apart a pattern
// of variables.
func (e *envNames) binds(at int) {
	if !is(e.tokens, at, "=") {
		return
	}
	what, end := e.value(at + 1)
	for what != "" && e.gone[end] { // as Record<string, string>
		end++
	}
	if what == "" || end < len(e.tokens) && !is(e.tokens, end, ";") && !is(e.tokens, end, ",") && !is(e.tokens, end, ")") && !e.tokens[end].newLine {
		return
	}
	open, closed := e.ends[at-1]
	if closed && is(e.tokens, at-1, "}") && is(e.tokens, open, "{") {
		e.takenApart(open, end, what)
		return
	}
	name := at - 1
	for n := name; n >= max(0, name-6); n-- { // const env: NodeJS.ProcessEnv = …
		if is(e.tokens, n, ":") {
			name = n - 1
		}
		if n < name && !is(e.tokens, n, ":") && (is(e.tokens, n, "const") || is(e.tokens, n, "let") || is(e.tokens, n, "var")) {
			break
		}
	}
	if name < 1 || e.tokens[name].kind != word || !is(e.tokens, name-1, "const") && !is(e.tokens, name-1, "let") && !is(e.tokens, name-1, "var") {
		return
	}
	e.bound[name] = true
	if what == "env" {
		e.env[e.tokens[name].text] = true
	} else {
		e.process[e.tokens[name].text] = true
	}
}

// takenApart spells const { A, B: b = "x" } = process.env as a declaration for each of them.
func (e *envNames) takenApart(open, end int, what string) {
	closing := e.ends[open]
	kind := open - 1
	if !is(e.tokens, kind, "const") && !is(e.tokens, kind, "let") && !is(e.tokens, kind, "var") {
		return
	}
	if what == "process" {
		for n := open + 1; n < closing; n++ {
			if is(e.tokens, n, "env") && is(e.tokens, n+1, ":") && is(e.tokens, n+2, "{") {
				open, closing, what = n+2, e.ends[n+2], "env"
				break
			}
		}
		if what == "process" {
			e.pattern(open)
			return
		}
	}
	declares := e.tokens[kind].text + " "
	if is(e.tokens, kind-1, "export") {
		declares = "export " + declares
	}
	var out []string
	for n := open + 1; n < closing; n++ {
		stop := e.until(n, func(at int) bool { return at >= closing || is(e.tokens, at, ",") })
		part, ok := e.entry(n, stop)
		if !ok {
			return
		}
		out, n = append(out, part), stop
	}
	if len(out) == 0 {
		return
	}
	e.put[kind+1] = strings.TrimPrefix(strings.Join(out, ";\n"+declares), e.tokens[kind].text+" ")
	delete(e.gone, kind+1)
	e.drop(kind+2, end)
}

// entry spells one of the names of a pattern of variables.
func (e *envNames) entry(at, end int) (string, bool) {
	if is(e.tokens, at, "...") && end == at+2 {
		return e.tokens[at+1].text + " = process.env", true
	}
	t := e.tokens[at]
	if t.kind != word && (t.kind != text || !wholeName.MatchString(t.text)) {
		return "", false
	}
	name, next := t.text, at+1
	if is(e.tokens, next, ":") && next+1 < end && e.tokens[next+1].kind == word {
		name, next = e.tokens[next+1].text, next+2
	}
	if next == end {
		return name + " = process.env." + t.text, true
	}
	if !is(e.tokens, next, "=") {
		return "", false
	}
	fallback := e.text(span{next + 1, end})
	if end == next+2 && e.tokens[next+1].kind == text {
		fallback = `"` + e.tokens[next+1].text + `"`
	}
	return name + " = process.env." + t.text + " || " + fallback, true
}

// use spells a use of the variables by another name.
func (e *envNames) use(at int) {
	if e.gone[at] {
		return
	}
	what, end := e.value(at)
	if what != "env" || end >= len(e.tokens) {
		return
	}
	if is(e.tokens, end, "?.") {
		e.put[end] = "."
	} else if !is(e.tokens, end, ".") && !is(e.tokens, end, "[") && e.env[e.tokens[at].text] {
		return // handed on
	}
	e.put[at] = "process.env"
	delete(e.gone, at)
	e.drop(at+1, end)
}
