package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// Git refuses a work tree that belongs to another user than the one who asks
// (https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory).

// bringsHistory reports whether a copy takes the git history of the context along.
func bringsHistory(p *fixes.Pass, c *fixes.Copy) bool {
	return c.Context() && !p.Ignored(path.Join(p.Context().Dir, ".git/HEAD")) && slices.ContainsFunc(c.Sources, func(src string) bool {
		first, _, _ := strings.Cut(path.Clean("/" + src)[1:], "/")
		return first == "" || first == "." || first == ".git"
	})
}

// buildAsksGit reports whether a file that a later RUN may start asks git about a
// copy that brings the history.
func buildAsksGit(p *fixes.Pass, c *fixes.Copy, later []fixes.Moment) bool {
	if !slices.ContainsFunc(later, func(m fixes.Moment) bool { return m.Is("RUN") && !installsSystem(m) }) || !bringsHistory(p, c) {
		return false
	}
	view, err := newIgnoreView(p)
	return err != nil || view.filesAskGit() != ""
}

// asksForRevision finds code that starts git to ask for the revision.
var asksForRevision = pattern.New(gitCall).Needs("git")

// asksGitAtStart: the program asks git about files that root copied.
func asksGitAtStart(p *fixes.Pass, t *fixes.Target) string {
	brought := slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		c, ok := p.ReadCopy(m)
		return ok && bringsHistory(p, c)
	})
	manifest, dir := programManifest(p, t)
	if !brought || manifest == nil {
		return ""
	}
	r := reach{p: p, t: t}
	for _, name := range sourcesIn(p, dir) {
		if asks, err := p.Repo.Matches(name, asksForRevision); err != nil || !asks {
			continue
		}
		if has, err := r.has(name); err != nil || has {
			return fmt.Sprintf("%s asks git, which refuses files that belong to another user than the one who asks", name)
		}
	}
	return ""
}
