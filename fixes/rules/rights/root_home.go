package rights

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// inRootHome finds a file of root's home directory, as a shell names it.
	inRootHome = pattern.New(`^["']?(?:/root|~|\$HOME|\$\{HOME\})["']?/(\S+?)["']?$`)
	// onlyForBuilds are the files there that installs and login shells use; the
	// keys of ssh are for git alone.
	onlyForBuilds = pattern.New(`^\.(?:npm|npmrc|yarn|yarnrc|cache|gnupg|node-gyp|netrc|git-credentials|bashrc|bash_profile|profile|ashrc|zshrc|ssh|gitconfig)(?:$|[/.])`)
	// forGit are those of them that git and ssh read.
	forGit = pattern.New(`^\.(?:ssh|gitconfig|git-credentials|netrc)(?:$|/)`)
	// callsGit finds what code starts git with.
	callsGit = pattern.New("['\"`]git(?:['\"`]| [a-z-])").Needs("git")
)

// writers are commands that make files of the last word, or of any.
var writers = project.WordSet(`cp mv ln install rsync mkdir touch tee tar unzip git curl wget sed openssl`)

// namesFiles are those of them whose words are the files, be they of the folder that they work in.
var namesFiles = project.WordSet(`cp mv ln install mkdir touch tee`)

// writesRootHome returns what a RUN of root leaves in its home directory and the
// program may look for in its own.
func writesRootHome(p *fixes.Pass, t *fixes.Target) string {
	removed := removedPaths(t.Chain)
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") || m.Scene.User != "" && !launch.MeansRoot(m.Scene.User) {
			continue
		}
		for _, file := range homeFiles(m) {
			if !onlyForBuilds.MatchString(file) && !slices.ContainsFunc(removed, func(r string) bool { return file == r || strings.HasPrefix(file, r+"/") }) {
				return fmt.Sprintf("line %d writes %s into root's home directory, which no other user may enter", m.StartLine, file)
			}
			if forGit.MatchString(file) && startsGitItself(p, t) {
				return fmt.Sprintf("line %d writes %s into root's home directory, and the program calls git: another user would go without it", m.StartLine, file)
			}
		}
		if installsModule(m) {
			return fmt.Sprintf("line %d installs a module of pm2 into root's home directory, where it is not found by another user", m.StartLine)
		}
		if why := setsHomeUp(p, t, m); why != "" {
			return fmt.Sprintf("line %d %s", m.StartLine, why)
		}
		if model := downloadsModel(m); model != "" {
			return fmt.Sprintf("line %d downloads what %s keeps in root's home directory, where it is not found by another user", m.StartLine, model)
		}
		if setsGitUp(m) && startsGitItself(p, t) {
			return fmt.Sprintf("line %d sets git up in root's home directory, and the program calls git: another user would not have these settings", m.StartLine)
		}
	}
	return ""
}

// homeFiles returns the files that the commands of a RUN make in root's home
// directory, relative to it.
func homeFiles(m fixes.Moment) (files []string) {
	add := func(word string) {
		if found := inRootHome.FindStringSubmatch(word); found != nil {
			files = append(files, strings.TrimSuffix(found[1], "/"))
		}
	}
	for _, script := range m.Scripts(m.Scene.Shell) {
		for _, c := range script.Commands {
			there := inHomeAt(m, c)
			for _, to := range c.Outputs {
				add(there(to.Text))
			}
			if !writers[c.Name()] {
				continue
			}
			words := c.Words[1:]
			if n := c.Name(); len(words) > 0 && (n == "cp" || n == "mv" || n == "ln" || n == "install" || n == "rsync" || n == "sed") {
				words = words[len(words)-1:]
			}
			for _, w := range words {
				add(w.Text)
				if namesFiles[c.Name()] && !strings.HasPrefix(w.Text, "-") {
					add(there(w.Text))
				}
			}
		}
	}
	for _, r := range launch.Redirections(m.Spoken()) {
		add(r[1])
	}
	return files
}

// inHomeAt returns how a command in root's home directory spells its words from elsewhere: with
// the folder that it works in before those that are relative.
func inHomeAt(m fixes.Moment, c *dockerfile.Command) func(word string) string {
	dir := c.Dir
	if !strings.HasPrefix(dir, "~") {
		dir = m.Scene.Abs(dir)
	}
	return func(word string) string {
		bare := strings.Trim(word, `"'`)
		if inRootHome.MatchString(dir+"/x") && !path.IsAbs(bare) && !strings.HasPrefix(bare, "~") && !strings.HasPrefix(bare, "$") {
			return dir + "/" + bare
		}
		return ""
	}
}

// removedPaths returns what the commands of a chain remove from root's home
// directory.
func removedPaths(c *fixes.Chain) (paths []string) {
	for _, cmd := range launch.CommandsOf(c) {
		if cmd.Name() != "rm" {
			continue
		}
		for _, w := range cmd.Words[1:] {
			if found := inRootHome.FindStringSubmatch(w.Text); found != nil {
				paths = append(paths, strings.TrimSuffix(found[1], "/"))
			}
		}
	}
	return paths
}

// installsModule reports whether a RUN gives pm2 a module, which it keeps in the home
// directory of who runs it.
func installsModule(m fixes.Moment) bool {
	return slices.ContainsFunc(m.Scripts(m.Scene.Shell), func(s *dockerfile.Script) bool {
		return slices.ContainsFunc(s.Commands, func(c *dockerfile.Command) bool {
			args, _ := c.Args()
			return path.Base(c.Name()) == "pm2" && len(args) > 1 && args[0] == "install"
		})
	})
}

// setsGitUp reports whether a RUN writes git's settings of its user.
func setsGitUp(m fixes.Moment) bool {
	return slices.ContainsFunc(m.Scripts(m.Scene.Shell), func(s *dockerfile.Script) bool {
		return slices.ContainsFunc(s.Commands, func(c *dockerfile.Command) bool {
			args, _ := c.Args()
			return path.Base(c.Name()) == "git" && slices.Contains(args, "config") && slices.Contains(args, "--global")
		})
	})
}

// startsGitItself reports whether the program calls git while it runs.
func startsGitItself(p *fixes.Pass, t *fixes.Target) bool {
	manifest, dir := deploy.ProgramManifest(p, t)
	if manifest == nil {
		return false
	}
	for _, pkg := range []string{"simple-git", "nodegit", "dugite"} {
		if manifest.Dependencies[pkg] != "" {
			return true
		}
	}
	return slices.ContainsFunc(launch.SourcesIn(p, dir), func(name string) bool {
		calls, err := p.Repo.Matches(name, callsGit)
		return err == nil && calls
	})
}
