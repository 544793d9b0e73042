package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// mounted returns the repository path of the file that a RUN sees at an
// absolute path because it mounts it, or a folder above it, from the build
// context.
func (p *Pass) mounted(m Moment, abs string) (name string, ok bool) {
	for _, f := range m.Flags {
		source, target, bind := bindMount(f)
		if !bind {
			continue
		}
		source, known := m.Scene.Expand(source)
		target, knownTarget := m.Scene.Expand(target)
		if !known || !knownTarget {
			continue
		}
		if rel, inside := below(m.Scene.Abs(target), abs); inside {
			return p.inContext(path.Join("/", source, rel))
		}
	}
	return "", false
}

// bindMount reads a flag that mounts something of the build context.
func bindMount(f dockerfile.Flag) (source, target string, ok bool) {
	if f.Name != "mount" {
		return "", "", false
	}
	for _, part := range strings.Split(f.Value, ",") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "type":
			if value != "bind" {
				return "", "", false
			}
		case "from":
			return "", "", false
		case "source", "src":
			source = value
		case "target", "dst", "destination":
			target = value
		}
	}
	return source, target, target != ""
}

// seen returns the repository path of the file that a RUN sees at an absolute
// path: mounted for it, or in the image.
func (p *Pass) seen(m Moment, abs string) (name string, ok bool) {
	if name, ok := p.mounted(m, abs); ok {
		return name, true
	}
	return p.Origin(m.Stage, abs, m.Instruction)
}

// SeenBy returns the repository path of the file that an install sees at an
// absolute path: mounted for it, or in the image.
func (p *Pass) SeenBy(i *Install, abs string) (name string, ok bool) {
	return p.seen(Moment{Instruction: i.At, Scene: i.Scene}, abs)
}
