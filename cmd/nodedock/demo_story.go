package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/bot/ghsim"
)

//go:embed demo/*.txtar
var demoFiles embed.FS

// demoRepos are the repositories of the story. A pull request is due in those
// where something is to be fixed.
var demoRepos = []struct {
	name string
	due  bool
}{{"shop", true}, {"web", true}, {"worker", false}}

const demoIntro = `nodedock is installed on the organisation **acme**. Its repositories were just pushed to; where there was something to fix, a pull request is open. The one of ada in acme/worker has a check run instead: nodedock writes nothing to a person's branch.

Edit a file and push, comment ` + "`/nodedock recheck`" + ` on a pull request, close it, merge it, or push a commit to its branch as a person, and watch what the App does.`

// tell makes the organisation, installs the App, pushes, and waits for the pull
// requests.
func (s *stage) tell(ctx context.Context, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	s.sim.AddOrg("acme")
	s.sim.AddUser(demoPerson)
	for _, r := range demoRepos {
		if err := s.sim.AddRepo(ghsim.Repo{Owner: "acme", Name: r.name, Access: map[string]string{demoPerson: "admin"}}); err != nil {
			return err
		}
		first := ghsim.Push{Repo: "acme/" + r.name, User: demoPerson, Message: "Begin", Files: map[string]string{"README.md": "# " + r.name + "\n"}}
		if _, err := s.sim.Push(first); err != nil {
			return err
		}
	}
	if _, err := s.sim.Install(demoApp, "acme"); err != nil {
		return err
	}
	start := time.Now()
	since(start, w, "nodedock is installed on the organisation acme")
	for _, r := range demoRepos {
		files, err := s.files(r.name)
		if err != nil {
			return err
		}
		if _, err := s.sim.Push(ghsim.Push{Repo: "acme/" + r.name, User: demoPerson, Message: "Add the program and its image", Files: files}); err != nil {
			return err
		}
		since(start, w, "%s pushed to acme/%s", demoPerson, r.name)
	}
	if err := s.await(ctx, start, w); err != nil {
		return err
	}
	return s.propose(ctx, start, w)
}

// propose opens a person's pull request that makes an image worse, and waits
// for its check run.
func (s *stage) propose(ctx context.Context, start time.Time, w io.Writer) error {
	const repo, branch = "acme/worker", "install-at-start"
	files, err := s.files("worker")
	if err != nil {
		return err
	}
	worse := strings.NewReplacer("RUN npm ci --omit=dev", "RUN npm install", "USER node\n", "").Replace(files["Dockerfile"])
	push := ghsim.Push{Repo: repo, Branch: branch, User: demoPerson, Message: "Install what is newest", Files: map[string]string{"Dockerfile": worse}}
	if _, err := s.sim.Push(push); err != nil {
		return err
	}
	number, err := s.sim.OpenPull(ghsim.NewPull{Repo: repo, User: demoPerson, Head: branch, Title: "Install what is newest", Body: "Saves us from updating the lockfile."})
	if err != nil {
		return err
	}
	var check ghsim.CheckView
	err = s.sim.Wait(ctx, func() bool {
		pull, err := s.sim.Pull(repo, number)
		if err != nil || len(pull.Checks) == 0 {
			return false
		}
		check = pull.Checks[0]
		return check.Conclusion != ""
	})
	if err != nil {
		return fmt.Errorf("no check run appeared in %s: %w", repo, err)
	}
	since(start, w, "check run:    %s/%s/pull/%d  %s: %s", s.web, repo, number, check.Conclusion, check.Title)
	return nil
}

// files reads a repository of the story. A name in capitals behind "@" stands
// for the digest that the registry has.
func (s *stage) files(repo string) (map[string]string, error) {
	data, err := demoFiles.ReadFile("demo/" + repo + ".txtar")
	if err != nil {
		return nil, err
	}
	digest := string(s.registry.Digest("node:22-alpine"))
	files := map[string]string{}
	for _, f := range txtar.Parse(data).Files {
		files[f.Name] = strings.ReplaceAll(string(f.Data), "@NODE22ALPINE", "@"+digest)
	}
	return files, nil
}

// await returns when each pull request that is due is there, with its review.
func (s *stage) await(ctx context.Context, start time.Time, w io.Writer) error {
	for _, r := range demoRepos {
		if !r.due {
			continue
		}
		name := "acme/" + r.name
		err := s.sim.Wait(ctx, func() bool {
			pull, ok := s.pull(name)
			return ok && len(pull.Reviews) > 0
		})
		if err != nil {
			return fmt.Errorf("no pull request appeared in %s: %w", name, err)
		}
		pull, _ := s.pull(name)
		since(start, w, "pull request: %s/%s/pull/%d  %s", s.web, name, pull.Number, pull.Title)
	}
	for _, r := range demoRepos {
		if !r.due {
			since(start, w, "acme/%s is in order: no pull request", r.name)
		}
	}
	return nil
}

// pull returns the newest pull request of a repository.
func (s *stage) pull(name string) (ghsim.PullView, bool) {
	repo, err := s.sim.Repo(name)
	if err != nil || len(repo.Pulls) == 0 {
		return ghsim.PullView{}, false
	}
	pull, err := s.sim.Pull(name, repo.Pulls[0].Number)
	return pull, err == nil
}
