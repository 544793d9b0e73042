package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/moby/patternmatcher"
)

// A key is one key of a policy file.
type key struct {
	name, help string
	kind       kind
}

// A kind is what a key's value may be: how it is read, and its JSON Schema.
type kind struct {
	// read turns a value into what it sets. prefix is the value's full key.
	read   func(f *file, prefix string, n ast.Node) error
	schema map[string]any
	// fields are the keys of a mapping, nil for other kinds.
	fields []key
}

// enum is one of some words.
func enum[T ~string](set func(*Config, T), words ...T) kind {
	allowed := make([]string, len(words))
	for n, w := range words {
		allowed[n] = string(w)
	}
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			word, ok := scalar(n)
			if !ok || !slices.Contains(allowed, word) {
				return f.errorf(n, "%s: want %s%s", prefix, oneOf(allowed), didYouMean(word, allowed))
			}
			f.set(prefix, func(c *Config) { set(c, T(word)) })
			return nil
		},
		schema: map[string]any{"enum": enumSchema(allowed)},
	}
}

// enumSchema lists the words as YAML readers see them: "off" is false to some.
func enumSchema(words []string) []any {
	var list []any
	for _, w := range words {
		if list = append(list, w); w == "off" {
			list = append(list, false)
		}
	}
	return list
}

// boolean is true or false.
func boolean(set func(*Config, bool)) kind {
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			b, ok := n.(*ast.BoolNode)
			if !ok {
				return f.errorf(n, "%s: want true or false", prefix)
			}
			f.set(prefix, func(c *Config) { set(c, b.Value) })
			return nil
		},
		schema: map[string]any{"type": "boolean"},
	}
}

// text is one line of text.
func text(set func(*Config, string)) kind {
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			s, ok := n.(*ast.StringNode)
			if !ok || len(s.Value) > maxText || !printable.MatchString(s.Value) {
				return f.errorf(n, "%s: want a line of at most %d characters", prefix, maxText)
			}
			f.set(prefix, func(c *Config) { set(c, s.Value) })
			return nil
		},
		schema: map[string]any{"type": "string", "maxLength": maxText, "pattern": printable.String()},
	}
}

const maxText = 50

var printable = regexp.MustCompile(`^[ -~]*$`)

// duration is a length of time such as 72h or 7d.
func duration(set func(*Config, time.Duration)) kind {
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			word, _ := scalar(n)
			m := length.FindStringSubmatch(word)
			if m == nil {
				return f.errorf(n, "%s: want a number with m, h or d, such as 72h or 7d", prefix)
			}
			number, _ := strconv.Atoi(m[1])
			unit := map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[m[2]]
			f.set(prefix, func(c *Config) { set(c, time.Duration(number)*unit) })
			return nil
		},
		schema: map[string]any{"type": "string", "pattern": length.String()},
	}
}

var length = regexp.MustCompile(`^([0-9]{1,4})([mhd])$`)

// An item is what a list may hold.
type item struct {
	what    string
	max     int // characters
	pattern *regexp.Regexp
	check   func(string) error
}

// fits reports whether a text is such an item, apart from check.
func (i item) fits(s string) bool {
	return utf8.RuneCountInString(s) <= i.max && i.pattern.MatchString(s)
}

var (
	name     = item{what: "a name of at most 50 characters", max: 50, pattern: regexp.MustCompile(`^[^\x00-\x1f,]+$`)}
	reviewer = item{what: "a login or owner/team", max: 140, pattern: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)?$`)}
	registry = item{what: "a registry host, or host/path", max: 200, pattern: regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._/-]*)?$`)}
	pattern  = item{what: "a pattern as in .dockerignore", max: 200, pattern: regexp.MustCompile(`^[^\x00-\x1f]+$`), check: checkPattern}
)

// checkPattern tries a pattern out: patternmatcher finds what is wrong with it
// only when it matches.
func checkPattern(s string) error {
	_, err := patternmatcher.MatchesOrParentMatches("a/b", []string{s})
	return err
}

// list is a sequence of items.
func list(of item, set func(*Config, []string)) kind {
	return kind{
		read: func(f *file, prefix string, n ast.Node) error {
			items, err := f.strings(prefix, n, of)
			if err == nil {
				f.set(prefix, func(c *Config) { set(c, items) })
			}
			return err
		},
		schema: listSchema(of),
	}
}

func listSchema(of item) map[string]any {
	return map[string]any{"type": "array", "uniqueItems": true, "items": map[string]any{"type": "string", "maxLength": of.max, "pattern": of.pattern.String()}}
}

// fields is a mapping with keys of its own.
func fields(keys ...key) kind {
	return kind{
		read:   func(f *file, prefix string, n ast.Node) error { return f.mapping(prefix, n, keys) },
		schema: objectSchema(keys),
		fields: keys,
	}
}

// scalar returns the word of a value as it is written.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		if t := n.GetToken(); t != nil {
			return strings.TrimSpace(t.Value), true
		}
	}
	return "", false
}

// oneOf lists words: "off, report or pr".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return fmt.Sprintf("%s or %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}
