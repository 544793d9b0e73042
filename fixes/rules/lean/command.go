package lean

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// lacksForCommand looks at every program that an instruction starts.
func (s *System) lacksForCommand(p *fixes.Pass, m fixes.Moment, installed map[string]bool) string {
	commands := launch.LeanCommands(m)
	if m.Is("HEALTHCHECK") && len(commands) == 0 && strings.EqualFold(strings.TrimSpace(m.Text[len("HEALTHCHECK"):]), "NONE") {
		return ""
	}
	if len(commands) == 0 {
		return fmt.Sprintf("what %s at line %d runs could not be read", m.Keyword, m.StartLine)
	}
	for _, c := range commands {
		words := c.Leading()
		if len(words) == 0 {
			return fmt.Sprintf("what %s at line %d runs is not certain", m.Keyword, m.StartLine)
		}
		dir := m.Scene.Abs(c.Dir)
		if reason := s.lacksProgram(p, m, dir, words, installed, 0); reason != "" {
			return reason
		}
	}
	return ""
}

// lockedBinary reports whether the lockfile of an install of the stage says that one of its
// packages brings a program.
func lockedBinary(p *fixes.Pass, stage *dockerfile.Stage, manifest *node.Manifest, program string) bool {
	return slices.ContainsFunc(p.Installs(stage), func(i *fixes.Install) bool {
		if i.Manifest != manifest || i.Lockfile == "" {
			return false
		}
		lock, err := p.Repo.Lockfile(i.Lockfile)
		if err != nil {
			return false
		}
		_, _, brings := lock.Bin(program)
		return brings
	})
}

// lacksProgram follows a command through package.json.
func (s *System) lacksProgram(p *fixes.Pass, m fixes.Moment, dir string, words []string, installed map[string]bool, depth int) string {
	missing := fmt.Sprintf("line %d runs %s, which %s may not have", m.StartLine, words[0], s.name)
	manifest := ManifestIn(p, m, dir)
	if name, _, ok := node.ScriptOf(words); ok && manifest != nil && manifest.Scripts[name] != "" && depth < 8 {
		return s.lacksScript(p, m, dir, manifest, name, installed, depth)
	}
	inner := node.Unwrap(words)
	switch {
	case s.has(inner[0], installed), project.IsJavaScript(inner[0]) || strings.HasPrefix(inner[0], "-"):
		return "" // words behind an ENTRYPOINT are arguments
	case len(inner) < len(words), strings.Contains(inner[0], "node_modules/.bin/"):
		return "" // a package of the project, which the lockfile answers for
	case manifest != nil && (manifest.HasBinary(inner[0]) || !ToolOfFull[inner[0]] && lockedBinary(p, m.Stage, manifest, inner[0])):
		return ""
	case installs.GloballyInstalled(p, m.Stage, inner[0]), inner[0] == "pnpm" && s.programs["corepack"] && launch.StartsCorepack(p.Chain(m.Stage)):
		return ""
	case path.IsAbs(inner[0]) || strings.HasPrefix(inner[0], "./") || strings.Contains(inner[0], "/") || strings.HasSuffix(inner[0], ".sh"):
		return s.lacksForScriptFile(p, m, dir, inner[0], installed)
	}
	return missing
}
