package webhook

import (
	"github.com/nodedock/nodedock/bot"
)

// routes are the events that can ask for something.
var routes = map[string]func(*payload) ([]bot.Command, error){
	"push":                      routePush,
	"pull_request":              routePullRequest,
	"issue_comment":             routeComment,
	"installation":              routeInstallation,
	"installation_repositories": routeRepositories,
	"repository":                routeRepository,
	"check_run":                 routeCheckRun,
	"check_suite":               routeCheckSuite,
}

// Route returns the commands that a delivery asks for, none when nodedock has
// nothing to do, and an error when the payload is not what GitHub sends for
// the event. The result depends on nothing but the arguments; Delivery and
// Event are left for the caller to fill in.
func Route(event string, raw []byte) ([]bot.Command, error) {
	route, ok := routes[event]
	if !ok {
		return nil, nil
	}
	p, err := decode(event, raw)
	if err != nil {
		return nil, err
	}
	return route(p)
}

// routeInstallation follows the App onto an account and off it.
func routeInstallation(p *payload) ([]bot.Command, error) {
	var kind bot.Kind
	switch p.Action {
	case "created", "unsuspend", "new_permissions_accepted":
		kind = bot.Rollout
	case "deleted", "suspend":
		kind = bot.Forget
	default:
		return nil, nil
	}
	whole, err := p.whole()
	if err != nil {
		return nil, err
	}
	return []bot.Command{{Kind: kind, Repository: whole}}, nil
}

// routeRepositories follows the App's access to single repositories.
func routeRepositories(p *payload) ([]bot.Command, error) {
	var commands []bot.Command
	add := func(kind bot.Kind, repositories []repository) error {
		for _, r := range repositories {
			repo, err := p.within(r)
			if err != nil {
				return err
			}
			commands = append(commands, bot.Command{Kind: kind, Repository: repo})
		}
		return nil
	}
	if err := add(bot.Reconcile, p.Added); err != nil {
		return nil, err
	}
	if err := add(bot.Forget, p.Removed); err != nil {
		return nil, err
	}
	return commands, nil
}

// routeRepository follows a repository to its new name or default branch.
func routeRepository(p *payload) ([]bot.Command, error) {
	kind := bot.Reconcile
	switch p.Action {
	case "renamed", "transferred", "unarchived":
	case "edited":
		if !present(p.Changes.DefaultBranch) {
			return nil, nil
		}
	case "deleted":
		kind = bot.Forget
	default:
		return nil, nil
	}
	repo, err := p.repo()
	if err != nil {
		return nil, err
	}
	return []bot.Command{{Kind: kind, Repository: repo}}, nil
}
