package report

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// Options are what the texts of a pull request need beside the plan.
type Options struct {
	// BaseURL is where the rules' pages are, "" for those in nodedock's own
	// repository. The page of a rule is BaseURL + "/" + its name + ".md".
	BaseURL string
	// Rules gives the pages that reasons are taken from. A rule that is not
	// in it gets no more than its finding's message.
	Rules []*fixes.Rule
}

// PageURL returns the address of a rule's page.
func PageURL(base, rule string) string {
	if base == "" {
		base = Home + "/blob/main/fixes/rules"
	}
	return strings.TrimSuffix(base, "/") + "/" + strings.ReplaceAll(slug(rule), "-", "_") + ".md"
}

// link returns a rule's name as a link to its page.
func (o Options) link(rule string) string {
	return "[" + slug(rule) + "](" + PageURL(o.BaseURL, rule) + ")"
}

// slug keeps only what a rule's name is made of.
func slug(rule string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, rule)
}

// reason returns the first sentence of why the rule matters, "" when its page
// is not known.
func (o Options) reason(rule string) string {
	for _, r := range o.Rules {
		if r.ID == rule {
			s := sentences(r.Doc().Why)
			if len(s) > 0 {
				return s[0]
			}
		}
	}
	return ""
}

// sentences splits prose at full stops before a capital letter, outside code
// spans.
func sentences(s string) []string {
	words := strings.Fields(s)
	var list []string
	var current []string
	code := false
	for n, w := range words {
		current = append(current, w)
		code = code != (strings.Count(w, "`")%2 == 1)
		if n+1 == len(words) || !code && endsSentence(w) && beginsSentence(words[n+1]) {
			list = append(list, strings.Join(current, " "))
			current = nil
		}
	}
	return list
}

func endsSentence(w string) bool {
	w = strings.TrimRight(w, "\"')`*_")
	switch w {
	case "e.g.", "i.e.", "etc.", "vs.":
		return false
	}
	return strings.HasSuffix(w, ".") || strings.HasSuffix(w, "!") || strings.HasSuffix(w, "?")
}

func beginsSentence(w string) bool {
	w = strings.TrimLeft(w, "\"'(`*_[")
	return w != "" && (w[0] < 'a' || w[0] > 'z')
}
