package installs

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// lockInStage reports whether the lockfile of the repository certainly lies beside the
// package.json that a COPY --from takes, by the word of it that does, when the other stage is done.
func lockInStage(p *fixes.Pass, c *fixes.Copy, word int, lock string) bool {
	if c.From == nil || strings.ContainsAny(path.Dir(c.Sources[word]), "*?[") {
		return false
	}
	dir := path.Join("/", path.Dir(c.Sources[word]))
	for _, name := range []string{path.Base(lock), "package.json"} {
		if origin, ok := p.Origin(c.From, path.Join(dir, name), nil); !ok || origin != path.Join(path.Dir(lock), name) {
			return false
		}
	}
	return !slices.ContainsFunc(p.Chain(c.From).Steps, func(m fixes.Moment) bool { return m.Is("RUN") && !leavesNamed(m, dir, path.Base(lock), "package.json") })
}

// leavesNamed reports whether a RUN certainly takes neither of the files of a folder away: it calls package
// managers and tools that install or make something and name none of them, and an rm only of what else there is.
func leavesNamed(m fixes.Moment, dir string, names ...string) bool {
	scripts := deploy.ScriptsOf(m)
	return len(scripts) > 0 && len(m.Heredocs) == 0 && !slices.ContainsFunc(scripts, func(s *dockerfile.Script) bool {
		return slices.ContainsFunc(s.Commands, func(c *dockerfile.Command) bool {
			if c.Name() == "rm" {
				return !removesOther(m, c, dir, names)
			}
			return !leaving[c.Name()] || slices.ContainsFunc(deploy.WordsOf(c), func(w string) bool {
				return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(w, name) })
			})
		})
	})
}

// removesOther reports whether an rm certainly takes neither of the files of a folder, nor the folder.
func removesOther(m fixes.Moment, c *dockerfile.Command, dir string, names []string) bool {
	if !c.DirKnown || !m.Scene.WorkdirKnown {
		return false
	}
	at := m.Scene
	at.Workdir = at.Abs(c.Dir)
	words, ok := c.Args()
	return ok && !slices.ContainsFunc(words, func(w string) bool {
		abs := at.Abs(w)
		switch {
		case strings.HasPrefix(w, "-"):
			return false
		case strings.ContainsAny(path.Dir(abs), "*?[$") || strings.Contains(w, "$"):
			return true
		}
		return abs == "/" || deploy.InFolder(dir, abs) || path.Dir(abs) == dir && slices.ContainsFunc(names, func(name string) bool { return launch.GlobMatchesName(path.Base(abs), name) })
	})
}

// leaving are commands that take no file of a project away.
var leaving = project.WordSet(`npm npx yarn pnpm corepack apk apt-get apt cd echo export set true mkdir chmod chown ls cp tsc nest next vite turbo nx prisma ncc esbuild tsup swc babel webpack`)
