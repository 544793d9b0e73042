package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// bringsFiles finds what a RUN may make or fetch a program with.
	bringsFiles = pattern.New(`\b(git|curl|wget|npm|npx|yarn|pnpm|tar|unzip|cp|mv|ln|rsync|echo|cat|printf)\b|\.sh\b|>`)
	// systemFile finds a download that belongs to the system's packages.
	systemFile = pattern.New(`\.(deb|rpm|apk|gpg|asc|key)\b`)
)

// BringsNoProgram reports whether the image runs a program that nothing in the
// Dockerfile brings.
func BringsNoProgram(p *fixes.Pass, t *fixes.Target) bool {
	return lacksProgram(p, t) || onlyMounts(p, t)
}

// onlyMounts reports whether services bring all that runs in the image: they mount
// a folder of the host over a working directory that nothing else fills, or they
// say what to start where the file brings no files at all.
func onlyMounts(p *fixes.Pass, t *fixes.Target) bool {
	if t.Manifest != nil || t.Chain.Base.Kind != image.OfficialNode || !t.Chain.Known || t.Chain.Base.OnBuild || len(t.Chain.Ambiguous) > 0 || !t.Chain.End.WorkdirKnown {
		return false
	}
	_, _, mounted := SourcesMounted(t)
	return !slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		if mounted {
			return fetchesFiles(m) || bringsProgram(p, m, t.Chain.End.Workdir)
		}
		return fetchesFiles(m) || m.Is("COPY", "ADD")
	}) && (mounted || t.Process.Last() == nil && StartedByServices(t))
}

// lacksProgram reports whether the image runs a script of package.json, or a file,
// that nothing in the Dockerfile brings.
func lacksProgram(p *fixes.Pass, t *fixes.Target) bool {
	words := t.Program()
	_, _, script := node.ScriptName(words)
	at := t.Chain.End.Workdir
	switch {
	case script:
	default:
		files := deploy.RunnerFiles(project.BareProgram(words))
		if len(files) == 0 || !project.IsJavaScript(files[0]) || path.Base(project.BareProgram(words)[0]) != "node" {
			return false
		}
		at = t.Chain.End.Abs(files[0])
	}
	if t.Manifest != nil || t.Chain.Base.Kind != image.OfficialNode && t.Chain.Lower == nil || !t.Chain.Known || t.Chain.Base.OnBuild || len(t.Chain.Ambiguous) > 0 || !t.Chain.End.WorkdirKnown || broughtBelow(t, at) != "" {
		return false
	}
	covered := mountedOver(t, at)
	return !slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return fetchesFiles(m) && !(covered && onlyWritesOut(m)) || bringsProgram(p, m, at)
	})
}

// mountedOver reports whether a service mounts something over a path, or over a folder that it is in.
func mountedOver(t *fixes.Target, at string) bool {
	return slices.ContainsFunc(t.Builds, func(b builds.Build) bool {
		return slices.ContainsFunc(b.Volumes, func(v builds.Volume) bool { return v.Target != "" && deploy.InFolder(at, path.Clean(v.Target)) })
	})
}

// onlyWritesOut reports whether a RUN makes its files of what stands in it: a program that a mount takes
// the place of is one to stand in for it.
func onlyWritesOut(m fixes.Moment) bool {
	commands := CommandsAt(m)
	return len(commands) > 0 && !slices.ContainsFunc(commands, func(c *dockerfile.Command) bool {
		switch c.Name() {
		case "echo", "printf", "mkdir", "touch", "chmod", "chown", "set", "cd":
			return false
		case "cat", "tee":
			return !c.Redirects
		}
		return true
	})
}

// fetchesFiles reports whether a RUN may make or fetch more than packages for the
// whole system.
func fetchesFiles(m fixes.Moment) bool {
	if !m.Is("RUN") || !bringsFiles.MatchString(m.Spoken()) {
		return false
	}
	scripts := deploy.ScriptsOf(m)
	return len(scripts) == 0 || slices.ContainsFunc(scripts, func(s *dockerfile.Script) bool {
		return len(s.Commands) == 0 || slices.ContainsFunc(s.Commands, func(c *dockerfile.Command) bool {
			text := strings.Join(deploy.WordsOf(c), " ")
			install, ok := node.ParseInstall(deploy.WordsOf(c))
			switch {
			case ok && install.Global, c.Name() == "yarn" && strings.HasPrefix(text, "yarn cache"), c.Name() == "npm" && (strings.HasPrefix(text, "npm cache") || strings.HasPrefix(text, "npm config")):
				return false
			case c.Name() == "apt-get", c.Name() == "apt", c.Name() == "apk", c.Name() == "dpkg":
				return false
			case makesEmpty(c):
				return false
			case c.Name() == "curl", c.Name() == "wget":
				return !systemFile.MatchString(text)
			}
			return bringsFiles.MatchString(text) || c.Redirects
		})
	})
}

// makesEmpty reports whether a command writes nothing into the file that it makes: something else
// takes its place.
func makesEmpty(c *dockerfile.Command) bool {
	args, _ := c.Args()
	says := slices.ContainsFunc(args, func(a string) bool { return strings.TrimSpace(a) != "" && a != "-n" })
	return c.Name() == "touch" || (c.Name() == "echo" || c.Name() == "printf" || c.Name() == ":" || c.Name() == "true") && !says
}

// bringsProgram reports whether a COPY or ADD may hold what is to be at a path.
func bringsProgram(p *fixes.Pass, m fixes.Moment, at string) bool {
	if !m.Is("COPY", "ADD") {
		return false
	}
	c, ok := p.ReadCopy(m)
	if !ok || c.From != nil || !c.Known || c.Outside {
		return true
	}
	if !deploy.InFolder(at, c.Dest) && !deploy.InFolder(c.Dest, at) && c.Dest != "/" {
		return false
	}
	return slices.ContainsFunc(c.Sources, func(s string) bool {
		name := path.Join(p.Context().Dir, s)
		settings := path.Ext(name) == "" && path.Base(name)[0] == '.' || path.Ext(name) == ".env" || path.Base(name) == ".env" || path.Ext(name) == ".sh"
		return !settings || p.Repo.IsDir(name)
	})
}
