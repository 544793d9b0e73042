package dockerfile

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"mvdan.cc/sh/v3/syntax"
)

var (
	typographic = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‟", `"`, "‘", "'", "’", "'", "«", `"`, "»", `"`)
	arrayItem   = pattern.New(`"[^"]*"|'[^']*'|[^\s,"'\[\]]+`)
	arrayRest   = pattern.New(`^[\s,]*$`)
	// behindArray finds what stands behind an array on its line: a comment, or the end of a statement.
	behindArray = pattern.New(`\]\s*(?:;+\s*|#.*)$`).Needs("]")
	// openArray finds an array that nothing closes.
	openArray = pattern.New(`^\[\s*"[^"\]]*"\s*(?:,\s*"[^"\]]*"\s*)+$`)
)

// BrokenArray reads a line that was meant as a JSON array or as quoted words
// and is neither: single or typographic quotes, missing or trailing commas, no bracket at its end or
// something behind that. The shell finds no program of such a name, so that nothing runs today.
func BrokenArray(line string) (words []string, ok bool) {
	line = strings.TrimSpace(line)
	plain := typographic.Replace(line)
	if openArray.MatchString(plain) {
		plain += "]"
	} else if behind := behindArray.FindString(plain); behind != "" && strings.HasPrefix(plain, "[") {
		plain = strings.TrimSuffix(plain, behind) + "]"
	}
	list, isArray := strings.CutPrefix(plain, "[")
	list, closed := strings.CutSuffix(list, "]")
	if isArray != closed || !isArray && plain == line || strings.ContainsAny(list, "$`\\") {
		return nil, false
	}
	if !arrayRest.MatchString(arrayItem.ReplaceAllString(list, "")) {
		return nil, false
	}
	for _, item := range arrayItem.FindAllString(list, -1) {
		held := strings.ContainsAny(item[:1], `"'`) && typographic.Replace(line) == line
		if !held && strings.ContainsAny(item, ";&|<>()") {
			return nil, false // an operator of the shell, which typographic quotes do not hold
		}
		words = append(words, strings.Trim(item, `"'`))
	}
	return words, len(words) > 0 && words[0] != ""
}

// CommentBehindArray returns the comment that stands behind an array on its line, "" when there is none:
// Dockerfiles have none there.
func CommentBehindArray(line string) string {
	behind := behindArray.FindString(strings.TrimSpace(line))
	if at := strings.Index(behind, "#"); at >= 0 && strings.HasPrefix(strings.TrimSpace(line), "[") {
		return behind[at:]
	}
	return ""
}

// meantScript returns what a CMD or ENTRYPOINT that is no JSON array was meant to run, nil for another one.
// Like that of an exec form it may be read and is never edited.
func (i *Instruction) meantScript(line string, d dialect) *Script {
	words, broken := BrokenArray(line)
	if !broken || !i.Is("CMD", "ENTRYPOINT") {
		return nil
	}
	quoted := make([]string, len(words))
	for n, word := range words {
		text, err := syntax.Quote(word, syntax.LangPOSIX)
		if err != nil {
			return nil
		}
		quoted[n] = text
	}
	s := parseScript(strings.Join(quoted, " "), d, unlocated)
	if s != nil {
		s.Heredoc = true
	}
	return s
}
