package launch

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// NamedScripts returns the shell scripts that a service's command names: where the
// image has them, beside the compose file, or in the context.
func NamedScripts(p *fixes.Pass, t *fixes.Target, b builds.Build, command []string) (out []StartText) {
	for _, words := range deploy.SpelledOut(command) {
		for _, word := range words {
			if path.Ext(word) != ".sh" {
				continue
			}
			for _, name := range scriptPlaces(p, t, b, word) {
				if data, ok, err := p.Repo.Read(name); err == nil && ok {
					out = append(out, StartText{Where: name, Text: string(data)})
					break
				}
			}
		}
	}
	return out
}

// mountedFrom returns the file of the repository that a service mounts at a path, by itself or in a
// folder; "" when it mounts none there.
func mountedFrom(b builds.Build, abs string) string {
	for _, v := range b.Volumes {
		below, inside := strings.CutPrefix(abs, strings.TrimSuffix(path.Clean(v.Target), "/")+"/")
		if v.Bind && strings.HasPrefix(v.Source, ".") && (inside || abs == path.Clean(v.Target)) {
			if !inside {
				below = ""
			}
			return path.Join(path.Dir(v.Path), v.Source, below)
		}
	}
	return ""
}

// scriptPlaces returns the files of the repository that a service may mean by a
// word, the likeliest first.
func scriptPlaces(p *fixes.Pass, t *fixes.Target, b builds.Build, word string) (out []string) {
	workdir := b.Workdir
	if workdir == "" {
		workdir = t.Chain.End.Workdir
	}
	if abs := below(workdir, word); path.IsAbs(abs) {
		if name := mountedFrom(b, abs); name != "" {
			return []string{name}
		}
		if name, ok := p.Origin(t.Stage, abs, nil); ok {
			out = append(out, name)
		}
	}
	if path.IsAbs(word) {
		return out
	}
	return append(out, path.Join(path.Dir(b.Source.Path), word), path.Join(b.Context, word))
}
