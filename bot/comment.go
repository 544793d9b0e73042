package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// maxCommands is how many commands a pull request may hold in an hour.
const maxCommands = 10

// comment carries the commands of a comment out, one after another.
func (b *Bot) comment(ctx context.Context, cmd Command, run *Run) error {
	c := cmd.Comment
	if c == nil || len(c.Lines) == 0 || strings.HasSuffix(c.Author, "[bot]") {
		run.Why = "the comment holds no command of a person"
		return nil
	}
	orders := make([]order, len(c.Lines))
	for n, line := range c.Lines {
		orders[n] = parseOrder(line)
	}
	allowed, err := b.allowed(ctx, cmd, orders)
	if err != nil {
		return err
	}
	// Whoever may not give commands must not use up those of the others.
	ok, err := b.ledger().GiveCommands(ctx, fmt.Sprintf("%s %t", pullName(cmd), allowed), c.ID, len(c.Lines), maxCommands)
	switch {
	case err != nil:
		return err
	case !ok && !allowed:
		run.Why = c.Author + " may not give commands, and gave many"
		return nil
	case !ok:
		run.Why = "too many commands on one pull request within an hour"
		return b.tooMany(ctx, cmd)
	case !allowed:
		run.Why = c.Author + " may not give this command"
		return b.GitHub.React(ctx, cmd.Repository, c.ID, Refused)
	}
	if err := b.GitHub.React(ctx, cmd.Repository, c.ID, Seen); err != nil {
		return err
	}
	return b.obey(ctx, cmd, orders, run)
}

// tooMany says once on a pull request that it has had enough commands.
func (b *Bot) tooMany(ctx context.Context, cmd Command) error {
	what := "too many commands on " + pullName(cmd)
	told, err := b.ledger().Told(ctx, what)
	if err != nil {
		return err
	}
	if !told {
		text := fmt.Sprintf("nodedock carries out %d commands an hour on one pull request. Give this one again later.", maxCommands)
		if err := b.reply(ctx, cmd, text); err != nil {
			return err
		}
		if err := b.ledger().Tell(ctx, what); err != nil {
			return err
		}
	}
	return b.GitHub.React(ctx, cmd.Repository, cmd.Comment.ID, Puzzled)
}

// reply answers a comment, once.
func (b *Bot) reply(ctx context.Context, cmd Command, text string) error {
	return b.GitHub.Reply(ctx, cmd.Repository, cmd.PullRequest, fmt.Sprint(cmd.Comment.ID), text)
}

// allowed asks for the author's permission. The author of the pull request
// needs none for what changes nothing.
func (b *Bot) allowed(ctx context.Context, cmd Command, orders []order) (bool, error) {
	own := cmd.Comment.Author == cmd.Comment.PRAuthor
	for _, o := range orders {
		if own && o.spec != nil && o.spec.authors {
			continue
		}
		return b.GitHub.MayWrite(ctx, cmd.Repository, cmd.Comment.Author)
	}
	return true, nil
}

// obey carries the orders out, answers where there is something to say, and
// reacts at the end. What GitHub refuses for good is told, and then an error.
func (b *Bot) obey(ctx context.Context, cmd Command, orders []order, run *Run) error {
	var says []string
	var refusal error
	reaction := Done
	for _, o := range orders {
		answer, err := b.obeyOne(ctx, cmd, o, run)
		switch {
		case IsPermanent(err):
			refusal = errors.Join(refusal, err)
			answer = puzzled("GitHub did not let nodedock do what `%s` asks for. Whoever runs nodedock finds GitHub's answer on its status page.", o.spec.name)
		case err != nil:
			return err
		}
		if answer.text != "" {
			says = append(says, answer.text)
		}
		if answer.puzzled {
			reaction = Puzzled
		}
	}
	if len(says) > 0 {
		if err := b.reply(ctx, cmd, strings.Join(says, "\n\n")); err != nil {
			return err
		}
	}
	if err := b.GitHub.React(ctx, cmd.Repository, cmd.Comment.ID, reaction); err != nil {
		return err
	}
	return refusal
}

func (b *Bot) obeyOne(ctx context.Context, cmd Command, o order, run *Run) (answer, error) {
	if problem := b.problem(o); problem != "" {
		return puzzled("%s", problem), nil
	}
	return o.spec.run(b, ctx, cmd, o.rule, run)
}

// An answer is what a command has to say, in Markdown.
type answer struct {
	text string
	// puzzled reports that the command was not carried out.
	puzzled bool
}

func puzzled(format string, args ...any) answer {
	return answer{text: fmt.Sprintf(format, args...), puzzled: true}
}
