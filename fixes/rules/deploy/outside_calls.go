package deploy

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
)

// An OutsideCall is a command that somebody but the Dockerfile runs in an image.
type OutsideCall struct {
	By    string // the file that says so
	Words []string
}

// FindOutsideCalls returns the commands that pipelines, services, platforms and other
// files run in the target's image. Read them through launch.OutsideCalls, which
// remembers them.
func FindOutsideCalls(p *fixes.Pass, t *fixes.Target) (out []OutsideCall, err error) {
	add := func(by string, lines [][]string) {
		for _, words := range lines {
			if words = fixes.Unwrap(words); len(words) > 0 {
				out = append(out, OutsideCall{by, words})
			}
		}
	}
	for _, b := range t.Builds {
		add(b.Source.Path, append(ServiceLines(t, b), SpelledOut(b.Healthcheck)...))
		for _, run := range b.Runs {
			add(run.Source.Path, SpelledOut(run.Words))
		}
	}
	files, err := p.Repo.Select(PlatformFiles)
	if err != nil {
		return nil, err
	}
	ours := LikelyOurs(p, t)
	for _, name := range files {
		lines, err := PlatformLines(p, t, name, ours)
		if err != nil {
			return nil, err
		}
		add(name, lines)
	}
	return out, nil
}

// ServiceLines returns the commands that a service starts in a target's image:
// its own, and its command as the image's ENTRYPOINT gets it.
func ServiceLines(t *fixes.Target, b builds.Build) [][]string {
	lines := append(SpelledOut(b.Entrypoint), SpelledOut(b.Command)...)
	if given := t.GivenBy(b); len(given) > 0 {
		lines = append(lines, given)
	}
	return lines
}
