package lean

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// lacksForOutside looks at what is run in the images of a stage from outside.
func (s *System) lacksForOutside(p *fixes.Pass, stage *dockerfile.Stage, installed map[string]bool) string {
	for _, t := range p.Targets() {
		if t.Stage != stage && t.Chain.Root != stage && !slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return m.Stage == stage }) {
			continue
		}
		calls, err := launch.OutsideCalls(p, t)
		if err != nil {
			return "what else is run in the image could not be read"
		}
		for _, c := range calls {
			if program := s.missesFor(p, t, c.Words, installed); program != "" {
				return fmt.Sprintf("%s runs %s in the image, which %s may not have", c.By, program, s.name)
			}
		}
	}
	return s.lacksForGuides(p, installed)
}

// lacksForGuides looks at what guides and scripts tell people to start in containers.
func (s *System) lacksForGuides(p *fixes.Pass, installed map[string]bool) string {
	names, err := p.Repo.Select(launch.RunsContainers)
	if err != nil || s.has("bash", installed) {
		return ""
	}
	for _, name := range names {
		lines, err := launch.ContainerLines.Of(p.Repo, name)
		if err != nil || deploy.OtherReadme(p, name) {
			continue
		}
		if slices.ContainsFunc(lines, func(l launch.ContainerLine) bool { return slices.ContainsFunc(l.Words, isBash) }) {
			return fmt.Sprintf("%s starts bash in a container, which %s does not have", name, s.name)
		}
	}
	return ""
}

// isBash reports whether a word is bash as a program.
func isBash(word string) bool { return word == "bash" || word == "/bin/bash" }

// missesFor returns the program that a command wants and the system may not
// have: its own, one that a script of package.json names, or that a file of the
// repository does.
func (s *System) missesFor(p *fixes.Pass, t *fixes.Target, words []string, installed map[string]bool) string {
	if name := path.Base(words[0]); (ToolOfFull[name] || name == "bash") && !s.has(name, installed) {
		return words[0]
	}
	text := ""
	if script, _, ok := node.ScriptOf(words); ok && t.Manifest != nil {
		text = t.Manifest.Scripts[script]
	} else if name, ok := p.Origin(t.Stage, t.Chain.End.Abs(words[0]), nil); ok {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return words[0]
		}
		text = string(data)
		if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "#!") {
			text = ""
		}
	}
	for _, word := range scriptWord.FindAllString(text, -1) {
		if name := path.Base(word); s.misses(word, installed) || name == "bash" && !s.has(name, installed) {
			return name
		}
	}
	return ""
}
