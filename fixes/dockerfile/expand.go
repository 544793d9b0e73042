package dockerfile

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// maxValue bounds, in bytes, what a variable may expand to: a few ARGs that
// repeat each other grow without limit.
const maxValue = 4096

// Expand replaces the variables of s, the base of a FROM or the source of a
// --from, by the defaults of the global ARGs, with BuildKit's own lexer.
// usedArgs are the variables that s names itself, sorted. complete is false
// when one has no default, when it is one that BuildKit sets (TARGETARCH …), or
// when s is malformed; value is s then.
func (f *File) Expand(s string) (value string, usedArgs []string, complete bool) {
	if !strings.ContainsAny(s, `$'"`+string(rune(f.Style.Escape))) {
		return s, nil, true
	}
	value, usedArgs, complete = f.lex(s, f.defaults)
	if !complete {
		value = s
	}
	return value, usedArgs, complete
}

// globalDefaults evaluates the global ARGs in order.
func (f *File) globalDefaults() arguments {
	env := arguments{}
	for _, i := range f.Globals {
		for _, p := range EnvPairs(i) {
			value, _, ok := f.lex(p.Value.Raw, env)
			if p.HasValue && ok {
				env[p.Name.Text] = value
			} else {
				delete(env, p.Name.Text)
			}
		}
	}
	return env
}

// lex expands one word. ok is false when a variable has no value.
func (f *File) lex(word string, env arguments) (value string, used []string, ok bool) {
	if len(word) > maxValue || strings.IndexByte(word, 0) >= 0 || !utf8.ValidString(word) {
		return "", nil, false
	}
	result, err := shell.NewLex(rune(f.Style.Escape)).ProcessWordWithMatches(word, env)
	names := map[string]struct{}{}
	maps.Copy(names, result.Matched)
	maps.Copy(names, result.Unmatched)
	used = slices.Sorted(maps.Keys(names))
	ok = err == nil && len(result.Result) <= maxValue
	for name := range result.Unmatched {
		ok = ok && hasDefault(word, name)
	}
	return result.Result, used, ok
}

// hasDefault reports whether word gives a value for the variable when it is
// not set: "${NAME:-value}" and the like.
func hasDefault(word, name string) bool {
	for _, op := range []string{":-", "-", ":+", "+"} {
		if strings.Contains(word, "${"+name+op) {
			return !builtIn[name]
		}
	}
	return false
}

// builtIn are the variables that BuildKit sets by itself.
var builtIn = map[string]bool{
	"TARGETPLATFORM": true, "TARGETOS": true, "TARGETARCH": true, "TARGETVARIANT": true,
	"BUILDPLATFORM": true, "BUILDOS": true, "BUILDARCH": true, "BUILDVARIANT": true, "TARGETSTAGE": true,
}

// arguments is the environment that BuildKit's lexer asks.
type arguments map[string]string

// Get implements shell.EnvGetter.
func (a arguments) Get(name string) (string, bool) { v, ok := a[name]; return v, ok }

// Keys implements shell.EnvGetter.
func (a arguments) Keys() []string { return slices.Collect(maps.Keys(a)) }
