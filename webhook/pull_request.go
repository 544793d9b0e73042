package webhook

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/bot"
)

var (
	errNoInstallation = errors.New("the payload names no installation")
	errNoPullRequest  = errors.New("the payload names no pull request")
	errNoCheck        = errors.New("the payload names no check")
)

// ourBranches is how the names of the bot's own branches begin.
const ourBranches = "nodedock/"

// ours reports whether the pull request comes from one of our branches. A
// fork's branch of such a name is not ours; that of a fork that is gone was
// proposed by a person.
func (pr *pullRequest) ours(repo bot.Repository) bool {
	head := pr.Head.Repo
	switch {
	case !strings.HasPrefix(pr.Head.Ref, ourBranches):
		return false
	case head == nil:
		return pr.User.isBot()
	}
	return head.ID == repo.ID || head.ID == 0 && strings.EqualFold(head.FullName, repo.FullName())
}

// routePullRequest checks the pull requests of others and follows what people
// do with ours.
func routePullRequest(p *payload) ([]bot.Command, error) {
	switch p.Action {
	case "opened", "synchronize", "reopened", "closed", "edited":
	default:
		return nil, nil
	}
	repo, err := p.repo()
	if err != nil {
		return nil, err
	}
	pr := p.PullRequest
	if pr == nil || pr.Number <= 0 || pr.Head.SHA == "" {
		return nil, errNoPullRequest
	}
	if pr.ours(repo) {
		return p.followOurs(repo, pr), nil
	}
	if p.Action == "closed" || p.Action == "edited" {
		return nil, nil
	}
	return []bot.Command{checkOf(repo, pr.Number, pr.Head.SHA)}, nil
}

// followOurs looks again when somebody other than the bot touched its pull
// request.
func (p *payload) followOurs(repo bot.Repository, pr *pullRequest) []bot.Command {
	byItself := p.Sender.isBot() && p.Sender.Login == pr.User.Login
	if byItself || p.Action == "opened" || p.Action == "edited" && !present(p.Changes.Body) {
		return nil
	}
	return []bot.Command{{Kind: bot.Reconcile, Repository: repo, Key: fmt.Sprintf("%s-%d", p.Action, pr.Number)}}
}

func checkOf(repo bot.Repository, number int, head string) bot.Command {
	return bot.Command{Kind: bot.CheckPullRequest, Repository: repo, PullRequest: number, Head: head, Key: head}
}

// routeCheckRun repeats a check that a person asked for again.
func routeCheckRun(p *payload) ([]bot.Command, error) {
	if p.Action != "rerequested" {
		return nil, nil
	}
	return p.recheck(p.CheckRun)
}

// routeCheckSuite is told of every push, and drops what nobody asked for.
func routeCheckSuite(p *payload) ([]bot.Command, error) {
	if p.Action != "rerequested" {
		return nil, nil
	}
	return p.recheck(p.CheckSuite)
}

// recheck checks the pull requests of a check again. GitHub names none for a
// fork's: the head has to say which it is.
func (p *payload) recheck(c *check) ([]bot.Command, error) {
	repo, err := p.repo()
	if err != nil {
		return nil, err
	}
	if c == nil || c.HeadSHA == "" {
		return nil, errNoCheck
	}
	var commands []bot.Command
	for _, pr := range c.PullRequests {
		if pr.Number > 0 && !strings.HasPrefix(pr.Head.Ref, ourBranches) {
			commands = append(commands, checkOf(repo, pr.Number, c.HeadSHA))
		}
	}
	if len(commands) == 0 {
		commands = append(commands, checkOf(repo, 0, c.HeadSHA))
	}
	for n := range commands {
		commands[n].Key = "" // as often as it is asked for
	}
	return commands, nil
}
