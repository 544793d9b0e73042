package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// restSection lists what was found and not changed, with the reason.
func restSection(plan *fixes.Plan, opts BodyOptions) string {
	list, intro := budget{left: restBudget}, ""
	for _, o := range plan.Findings {
		if s := StateOf(o); s != Withheld && s != Advised {
			continue
		}
		if len(plan.Steps) > 0 {
			intro = "Lines are counted as they were before these changes.\n\n"
		}
		text := Neutral(shorten(o.Message, 400))
		if o.Withheld != "" {
			text += " **Held back:** " + Neutral(shorten(o.Withheld, 400))
		} else if o.Fix != nil && o.Fix.Title != "" {
			text += " **Advice:** " + Neutral(shorten(o.Fix.Title, 400))
		}
		list.add(fmt.Sprintf("- %s, %s: %s", opts.link(o.Rule), Code(shorten(foundAt(o), 200)), text))
	}
	for _, s := range plan.Skipped {
		who := ""
		if s.Rule != "" {
			who = opts.link(s.Rule) + ", "
		}
		list.add(fmt.Sprintf("- %s%s: left alone: %s", who, Code(shorten(s.Path, 200)), Neutral(shorten(s.Reason, 400))))
	}
	for _, e := range plan.Errors {
		path := shorten(e.Path, 200)
		if e.Line > 0 {
			path = fmt.Sprintf("%s:%d", path, e.Line)
		}
		list.add(fmt.Sprintf("- %s could not be read: %s", Code(path), Neutral(shorten(e.Message, 400))))
	}
	if list.empty() {
		return ""
	}
	return "### Not changed, worth a look\n\n" + intro + list.lines() + list.omitted("remark", "remarks", "`nodedock check` prints them all.")
}

// foundAt returns "path:line" of a finding in the original file.
func foundAt(o fixes.Outcome) string {
	if o.Start.Line == 0 {
		return o.Path
	}
	return fmt.Sprintf("%s:%d", o.Path, o.Start.Line)
}

// requestSection offers the fixes that wait for a person, one box for a rule.
func requestSection(plan *fixes.Plan, opts BodyOptions) string {
	list := budget{left: requestBudget}
	for _, rule := range Requestables(plan) {
		list.add(requestBox(plan, rule, opts))
	}
	if list.empty() {
		return ""
	}
	return "### On request\n\nTick a box, or comment `/nodedock apply RULE`, and the change is added here.\n\n" +
		list.lines() + list.omitted("change", "changes", "")
}

// requestBox returns the box of one rule with the places it is about.
func requestBox(plan *fixes.Plan, rule string, opts BodyOptions) string {
	var titles, places []string
	for _, o := range plan.Findings {
		if o.Rule != rule || StateOf(o) != Requestable {
			continue
		}
		if !slices.Contains(titles, o.Fix.Title) {
			titles = append(titles, o.Fix.Title)
		}
		if p := Code(shorten(foundAt(o), 100)); !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	where := strings.Join(places[:min(3, len(places))], ", ")
	if more := len(places) - 3; more > 0 {
		where += fmt.Sprintf(" and %d more", more)
	}
	what := Neutral(shorten(titles[0], 200))
	if more := len(titles) - 1; more > 0 {
		what += ", and " + plural(more, "other", "others")
	}
	return fmt.Sprintf("- [ ] %s %s: %s (%s)", boxMarker(rule), opts.link(rule), what, where)
}

// boxMarker is the hidden comment that says which rule a box is about.
func boxMarker(rule string) string { return "<!-- nodedock apply=" + slug(rule) + " -->" }

var ticked = pattern.New(`(?m)^\s*[-*] \[[xX]\] <!-- nodedock apply=([a-z0-9-]+) -->`)

// Ticked returns the rules whose boxes a person ticked in a body.
func Ticked(body string) []string {
	var rules []string
	for _, m := range ticked.FindAllStringSubmatch(strings.ReplaceAll(body, "\r\n", "\n"), -1) {
		if !slices.Contains(rules, m[1]) {
			rules = append(rules, m[1])
		}
	}
	return rules
}
