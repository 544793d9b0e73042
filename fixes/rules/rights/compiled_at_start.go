package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// compilesBelow reports whether all that a start text builds is compiled file by
// file into a folder below the working directory, which the build of the image
// has not made: whoever owns that directory, and what is copied into it, can do
// so.
func compilesBelow(p *fixes.Pass, t *fixes.Target, text string) bool {
	workdir := t.Chain.End.Workdir
	if t.Manifest == nil || !t.Chain.End.WorkdirKnown || workdir == "/" || RunAs(p, t).Owner != "node:node" {
		return false
	}
	given := AppCopies(p, t, true)
	for _, m := range t.Chain.Steps {
		c, ok := p.ReadCopy(m)
		if launch.ProjectBuild(m) != "" || ok && deploy.InFolder(c.Dest, workdir) && !ownedCopy(given, m.Instruction) {
			return false
		}
	}
	for _, name := range p.Repo.Under(t.Dir) {
		if base := path.Base(name); strings.HasPrefix(base, "tsconfig") && path.Ext(base) == ".json" {
			if outside, err := p.Repo.Matches(name, compiledOutside); err != nil || outside {
				return false
			}
		}
	}
	return plainCompile(t.Manifest, text, 0)
}

var (
	// compiledOutside finds settings that put what is compiled into a folder that
	// does not change hands.
	compiledOutside = pattern.New(`"(outDir|outFile|declarationDir|tsBuildInfoFile)"\s*:\s*"(\.\./|/|[^"]*node_modules)`)
	outsidePath     = pattern.New(`^(--?[\w-]+=)?(\.\./|/|~)`)
)

// compilers are programs that compile file by file, and what comes with them.
var compilers = map[string]bool{"tsc": true, "nest": true, "swc": true, "tsc-alias": true, "rimraf": true}

// starters are programs that only start another one, or that are the program.
var starters = map[string]bool{"node": true, "pm2-runtime": true, "pm2-docker": true, "dumb-init": true, "tini": true}

// plainCompile reports whether every command of a text compiles, or starts the
// program; what package scripts do that it calls counts too.
func plainCompile(m *node.Manifest, text string, depth int) bool {
	commands, ok := project.ScriptCommands(text)
	return ok && depth < 5 && !slices.ContainsFunc(commands, func(c project.ScriptCommand) bool { return !compilesOrStarts(m, c.Words, depth) })
}

func compilesOrStarts(m *node.Manifest, words []string, depth int) bool {
	for len(words) > 0 && (words[0] == "exec" || path.Base(words[0]) == "cross-env" || path.Base(words[0]) == "env" || strings.Contains(words[0], "=")) {
		words = words[1:]
	}
	words = node.Unwrap(fixes.Unwrap(words))
	if name, _, ok := node.ScriptOf(words); ok && m.Scripts[name] != "" {
		return !slices.ContainsFunc([]string{"pre" + name, name, "post" + name}, func(s string) bool {
			return m.Scripts[s] != "" && !plainCompile(m, m.Scripts[s], depth+1)
		})
	}
	if len(words) == 0 {
		return true
	}
	program := path.Base(words[0])
	return starters[program] || compilers[program] && !slices.ContainsFunc(words[1:], outsidePath.MatchString)
}
