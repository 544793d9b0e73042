package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/report"
)

// commandSpec is one command that people may give in a comment.
type commandSpec struct {
	name string
	// rule reports whether the command takes the name of a rule.
	rule bool
	help string
	// authors lets the author of a pull request give the command without
	// write permission.
	authors bool
	run     func(*Bot, context.Context, Command, string, *Run) (answer, error)
}

// specs is the table of commands, in the order of the help. It is a function
// because help itself reads it.
func specs() []commandSpec {
	return []commandSpec{
		{name: "recheck", authors: true, run: (*Bot).runRecheck, help: "looks at the repository again. On a pull request of nodedock that was closed it also takes the \"no\" back."},
		{name: "apply", rule: true, run: (*Bot).runApply, help: "adds the fix of a rule that waits for somebody to ask."},
		{name: "skip", rule: true, run: (*Bot).runSkip, help: "leaves a rule out of this pull request."},
		{name: "explain", rule: true, authors: true, run: (*Bot).runExplain, help: "shows the page of a rule."},
		{name: "help", run: (*Bot).runHelp, help: "shows this list."},
	}
}

// order is a command as a person gave it.
type order struct {
	spec  *commandSpec // nil when there is no such command
	word  string
	rule  string
	extra bool // more words than the command takes
}

// parseOrder reads the words after "/nodedock".
func parseOrder(line string) order {
	words := strings.Fields(line)
	if len(words) == 0 {
		words = []string{"help"}
	}
	o := order{word: words[0]}
	all := specs()
	n := slices.IndexFunc(all, func(s commandSpec) bool { return s.name == strings.ToLower(words[0]) })
	if n < 0 {
		return o
	}
	o.spec = &all[n]
	if words = words[1:]; o.spec.rule && len(words) > 0 {
		o.rule, words = strings.Trim(words[0], "`"), words[1:]
	}
	o.extra = len(words) > 0
	return o
}

// problem returns what is wrong with an order, "" when it can be carried out.
func (b *Bot) problem(o order) string {
	switch {
	case o.spec == nil:
		var names []string
		for _, s := range specs() {
			names = append(names, s.name)
		}
		return fmt.Sprintf("There is no command %s.%s\n\n%s", report.Code(clip(o.word)), meant(policy.Nearest(o.word, names, 1)), helpText())
	case o.spec.rule && o.rule == "":
		return fmt.Sprintf("The command `%s` needs the name of a rule: `/nodedock %s RULE`.", o.spec.name, o.spec.name)
	case o.extra:
		return fmt.Sprintf("The command `%s` takes %s and nothing more.", o.spec.name, map[bool]string{true: "the name of one rule", false: "no words"}[o.spec.rule])
	case o.spec.rule && b.rule(o.rule) == nil:
		var names []string
		for _, r := range b.Rules {
			names = append(names, r.ID)
		}
		return fmt.Sprintf("There is no rule %s.%s", report.Code(clip(o.rule)), meant(policy.Nearest(o.rule, names, 1)))
	}
	return ""
}

func meant(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return " Did you mean `" + near[0] + "`?"
}

// clip shortens a person's word for a reply.
func clip(word string) string {
	if runes := []rune(word); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return word
}

// rule finds a rule by its name or by another tool's name for it.
func (b *Bot) rule(name string) *fixes.Rule {
	for _, r := range b.Rules {
		if r.ID == name || slices.Contains(r.Aliases, name) {
			return r
		}
	}
	return nil
}

// helpText lists the commands. None of its lines begins with one.
func helpText() string {
	var s strings.Builder
	s.WriteString("Commands stand at the beginning of a line of their own:\n\n")
	for _, c := range specs() {
		use := c.name
		if c.rule {
			use += " RULE"
		}
		fmt.Fprintf(&s, "- `/nodedock %s` %s\n", use, c.help)
	}
	return s.String()
}

func (b *Bot) runHelp(context.Context, Command, string, *Run) (answer, error) {
	return answer{text: helpText()}, nil
}

func (b *Bot) runExplain(_ context.Context, _ Command, name string, _ *Run) (answer, error) {
	r := b.rule(name)
	page := strings.TrimSpace(r.Doc().Markdown)
	if page == "" {
		page = r.Doc().Summary
	}
	return answer{text: fmt.Sprintf("%s\n\n[%s in the catalogue](%s)", page, r.ID, report.PageURL(b.PagesURL, r.ID))}, nil
}

func (b *Bot) runRecheck(ctx context.Context, cmd Command, _ string, run *Run) (answer, error) {
	if author := cmd.Comment.PRAuthor; author != "" && !strings.HasSuffix(author, "[bot]") {
		return b.recheckTheirs(ctx, cmd, run)
	}
	res, err := b.reconcile(ctx, cmd, request{pull: cmd.PullRequest}, run)
	switch {
	case err != nil:
		return answer{}, err
	case res.refused != "":
		return puzzled("Nothing was written: %s.", res.refused), nil
	case !res.ours:
		return b.recheckTheirs(ctx, cmd, run)
	case res.left != "":
		return answer{text: res.left, puzzled: true}, nil
	}
	return answer{}, nil
}

// recheckTheirs checks a pull request of somebody else again, and says so when
// there is nothing to check.
func (b *Bot) recheckTheirs(ctx context.Context, cmd Command, run *Run) (answer, error) {
	if err := b.check(ctx, cmd.Repository, cmd.PullRequest, run); err != nil || run.Why == "" {
		return answer{}, err
	}
	return puzzled("Nothing was checked: %s.", run.Why), nil
}

func (b *Bot) runApply(ctx context.Context, cmd Command, name string, run *Run) (answer, error) {
	id := b.rule(name).ID
	res, err := b.change(ctx, cmd, request{pull: cmd.PullRequest, apply: id}, run)
	if err != nil || res.puzzled {
		return res.answer, err
	}
	for _, s := range res.plan.Steps {
		if s.Rule == id {
			return answer{}, nil
		}
	}
	for _, f := range res.plan.Findings {
		if f.Rule == id && f.Withheld != "" {
			return puzzled("`%s` is not applied in %s: %s", id, report.Code(f.Path), report.Neutral(f.Withheld)), nil
		}
	}
	return puzzled("`%s` has no fix to apply here.", id), nil
}

func (b *Bot) runSkip(ctx context.Context, cmd Command, name string, run *Run) (answer, error) {
	res, err := b.change(ctx, cmd, request{pull: cmd.PullRequest, skip: b.rule(name).ID}, run)
	return res.answer, err
}

// changed is a reconcile with an answer to who asked for it.
type changed struct {
	result
	answer
}

// change reconciles with something turned on or off in our pull request.
func (b *Bot) change(ctx context.Context, cmd Command, req request, run *Run) (changed, error) {
	res, err := b.reconcile(ctx, cmd, req, run)
	c := changed{result: res}
	switch {
	case err != nil:
		return c, err
	case res.refused != "":
		c.answer = puzzled("Nothing was written: %s.", res.refused)
	case !res.ours:
		c.answer = puzzled("This works on a pull request that nodedock made.")
	case res.left != "":
		c.answer = answer{text: res.left, puzzled: true}
	}
	return c, nil
}
