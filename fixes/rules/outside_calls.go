package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
)

// An outsideCall is a command that somebody but the Dockerfile runs in an image.
type outsideCall struct {
	by    string // the file that says so
	words []string
}

// foundCalls are the calls of a target, or why they could not be read.
type foundCalls struct {
	calls []outsideCall
	err   error
}

var callsFromOutside = &fixes.TargetFact[foundCalls]{From: func(p *fixes.Pass, t *fixes.Target) (f foundCalls) {
	f.calls, f.err = findOutsideCalls(p, t)
	return f
}}

// outsideCalls returns what compose, workflows, scripts, hosting platforms and
// Kubernetes run in a target's image, health checks included.
func outsideCalls(p *fixes.Pass, t *fixes.Target) ([]outsideCall, error) {
	f := callsFromOutside.Of(p, t)
	return f.calls, f.err
}

func findOutsideCalls(p *fixes.Pass, t *fixes.Target) (out []outsideCall, err error) {
	add := func(by string, lines [][]string) {
		for _, words := range lines {
			if words = fixes.Unwrap(words); len(words) > 0 {
				out = append(out, outsideCall{by, words})
			}
		}
	}
	for _, b := range t.Builds {
		add(b.Source.Path, append(serviceLines(t, b), spelledOut(b.Healthcheck)...))
		for _, run := range b.Runs {
			add(run.Source.Path, spelledOut(run.Words))
		}
	}
	files, err := p.Repo.Select(platformFiles)
	if err != nil {
		return nil, err
	}
	ours := likelyOurs(p, t)
	for _, name := range files {
		lines, err := platformLines(p, t, name, ours)
		if err != nil {
			return nil, err
		}
		add(name, lines)
	}
	return out, nil
}

// lacksForOutside looks at what is run in the images of a stage from outside.
func (s *leanSystem) lacksForOutside(p *fixes.Pass, stage *dockerfile.Stage, installed map[string]bool) string {
	for _, t := range p.Targets() {
		if t.Stage != stage && t.Chain.Root != stage && !slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return m.Stage == stage }) {
			continue
		}
		calls, err := outsideCalls(p, t)
		if err != nil {
			return "what else is run in the image could not be read"
		}
		for _, c := range calls {
			if program := s.missesFor(p, t, c.words, installed); program != "" {
				return fmt.Sprintf("%s runs %s in the image, which %s may not have", c.by, program, s.name)
			}
		}
	}
	return s.lacksForGuides(p, installed)
}

// lacksForGuides looks at what guides and scripts tell people to start in containers.
func (s *leanSystem) lacksForGuides(p *fixes.Pass, installed map[string]bool) string {
	names, err := p.Repo.Select(runsContainers)
	if err != nil || s.has("bash", installed) {
		return ""
	}
	for _, name := range names {
		lines, err := containerLines.Of(p.Repo, name)
		if err != nil || otherReadme(p, name) {
			continue
		}
		if slices.ContainsFunc(lines, func(l containerLine) bool { return slices.ContainsFunc(l.words, isBash) }) {
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
func (s *leanSystem) missesFor(p *fixes.Pass, t *fixes.Target, words []string, installed map[string]bool) string {
	if name := path.Base(words[0]); (toolOfFull[name] || name == "bash") && !s.has(name, installed) {
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
