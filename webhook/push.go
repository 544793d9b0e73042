package webhook

import (
	"strings"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/fixes"
)

// Beyond these sizes GitHub leaves commits, or files of a commit, out of a
// push: then the push may touch anything.
const (
	maxCommits = 2048
	maxFiles   = 3000
)

// ownerRepository is the repository that holds an owner's policy for all of
// its repositories.
const ownerRepository = ".github"

// routePush looks at pushes to the default branch.
func routePush(p *payload) ([]bot.Command, error) {
	repo, err := p.repo()
	if err != nil {
		return nil, err
	}
	if p.Deleted || p.After != "" && strings.Trim(p.After, "0") == "" || p.Ref != "refs/heads/"+repo.DefaultBranch || p.Repository.Archived || p.Repository.Disabled {
		return nil, nil
	}
	var commands []bot.Command
	if repo.Name == ownerRepository && p.touches(isOwnerPolicy) {
		whole, err := p.whole()
		if err != nil {
			return nil, err
		}
		commands = append(commands, bot.Command{Kind: bot.Rollout, Repository: whole, Key: p.After})
	}
	if p.touches(fixes.Relevant) {
		commands = append(commands, bot.Command{Kind: bot.Reconcile, Repository: repo, Key: p.After, Head: p.After})
	}
	return commands, nil
}

// whole returns the payload's installation as a repository without a name.
func (p *payload) whole() (bot.Repository, error) {
	if p.Installation == nil || p.Installation.ID <= 0 {
		return bot.Repository{}, errNoInstallation
	}
	return bot.Repository{Installation: p.Installation.ID, Owner: p.Installation.Account.Login}, nil
}

func isOwnerPolicy(path string) bool { return path == fixes.OwnerPolicyPath }

// touches reports whether the push may touch a path of that kind: one of its
// commits names such a path, or the payload does not tell.
func (p *payload) touches(kind func(path string) bool) bool {
	if p.Created || p.Forced || p.truncated() {
		return true
	}
	for _, c := range p.Commits {
		for _, paths := range [][]string{c.Added, c.Modified, c.Removed} {
			for _, path := range paths {
				if kind(strings.TrimPrefix(path, "/")) {
					return true
				}
			}
		}
	}
	return false
}

// truncated reports whether the payload leaves out some of what was pushed.
func (p *payload) truncated() bool {
	n := len(p.Commits)
	if n == 0 && p.Before != p.After || n >= maxCommits || n < p.Size || n < p.Distinct {
		return true
	}
	for _, c := range p.Commits {
		untold := c.Added == nil && c.Modified == nil && c.Removed == nil
		if untold || len(c.Added)+len(c.Modified)+len(c.Removed) >= maxFiles {
			return true
		}
	}
	return false
}
