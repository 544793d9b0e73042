package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
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
	if !slices.ContainsFunc(later, func(m fixes.Moment) bool { return m.Is("RUN") && !launch.InstallsSystem(m) }) || !bringsHistory(p, c) {
		return false
	}
	view, err := ignores.New(p)
	return err != nil || view.FilesAskGit() != ""
}

// asksForRevision finds code that starts git to ask for the revision.
var asksForRevision = pattern.New(ignores.GitCall).Needs("git")

// AsksGitAtStart holds back: the program asks git about files that root copied.
func AsksGitAtStart(p *fixes.Pass, t *fixes.Target) string {
	brought := slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		c, ok := p.ReadCopy(m)
		return ok && bringsHistory(p, c)
	})
	manifest, dir := deploy.ProgramManifest(p, t)
	if !brought || manifest == nil {
		return ""
	}
	r := launch.Reach{P: p, T: t}
	for _, name := range launch.SourcesIn(p, dir) {
		if asks, err := p.Repo.Matches(name, asksForRevision); err != nil || !asks {
			continue
		}
		if has, err := r.Has(name); err != nil || has {
			return fmt.Sprintf("%s asks git, which refuses files that belong to another user than the one who asks", name)
		}
	}
	return ""
}
