package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// stepMade marks the modes of files that a RUN of the target makes, by a redirection or
// by a command that writes a file: they are root's, whatever a copy gives away.
func stepMade(t *fixes.Target, sets []modeSet) []modeSet {
	for n, set := range sets {
		sets[n].byStep = !set.made && slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool { return makesPath(m, set.path) })
	}
	return sets
}

// makesPath reports whether a RUN makes the file at an absolute path of the image.
func makesPath(m fixes.Moment, abs string) bool {
	if !m.Is("RUN") || !m.Scene.WorkdirKnown {
		return false
	}
	if slices.ContainsFunc(launch.Redirections(m.Spoken()), func(r []string) bool { return m.Scene.Abs(r[1]) == abs }) {
		return true
	}
	return slices.ContainsFunc(launch.CommandsAt(m), func(c *dockerfile.Command) bool {
		at := m.Scene
		at.Workdir = at.Abs(c.Dir)
		args, _ := c.Args()
		words := plainWords(args)
		switch c.Name() {
		case "touch", "tee":
			return slices.ContainsFunc(words, func(w string) bool { return at.Abs(w) == abs })
		case "cp", "mv":
			return len(words) > 1 && at.Abs(words[len(words)-1]) == abs
		case "curl", "wget":
			to := valueAfter(args, "-o", "-O", "--output", "--output-document")
			return to != "" && at.Abs(to) == abs
		}
		return false
	})
}

// madeClosed returns the files that a RUN of root makes with a mode by which only root may
// read them, by install, as a copy of a mounted secret or as a private key, and which no
// step changes.
func madeClosed(chain *fixes.Chain, m fixes.Moment) (out []modeSet) {
	if !m.Is("RUN") || !m.Scene.WorkdirKnown || m.Scene.UserAt != nil && !launch.MeansRoot(m.Scene.User) {
		return nil
	}
	for _, c := range stepCommands(m) {
		at := m.Scene
		at.Workdir = at.Abs(c.Dir)
		args, _ := c.Args()
		mode, file, written := closedMade(append([]string{c.Name()}, args...))
		if words := plainWords(args); c.Name() == "cp" && len(words) == 2 {
			if id := closedSecret(m, words[0]); id != "" {
				mode, file, written = "400", destination(words), "cp of the secret "+id
			}
		}
		if file == "" || !c.DirKnown || changedLater(chain, at.Abs(file)) {
			continue
		}
		out = append(out, modeSet{path: at.Abs(file), mode: mode, written: written, made: true, byStep: true})
	}
	return out
}

// broughtClosed returns the files that a copy brings from another stage, where a step made
// them for root alone, with the places that they get. A copy keeps modes.
func broughtClosed(p *fixes.Pass, m fixes.Moment) (out []modeSet) {
	c, ok := p.ReadCopy(m)
	if !ok || c.From == nil || m.Flag("chmod") != nil {
		return nil
	}
	from := p.Chain(c.From)
	for _, step := range from.Steps {
		for _, made := range madeClosed(from, step) {
			for _, src := range c.Sources {
				src = path.Join("/", src)
				rel, below := strings.CutPrefix(made.path, src+"/")
				if !below && made.path != src {
					continue
				}
				if made.byStep = false; below {
					made.path = path.Join(c.Dest, rel)
				} else if made.path = c.Dest; c.Dir {
					made.path = path.Join(c.Dest, path.Base(src))
				}
				out = append(out, made)
			}
		}
	}
	return out
}

// closedSecret returns the id of the secret that a RUN mounts at a path for root alone, as
// it is without a mode; "" when none is there.
func closedSecret(m fixes.Moment, at string) string {
	for _, f := range m.Flags {
		if f.Name != "mount" {
			continue
		}
		options := map[string]string{}
		for _, part := range strings.Split(f.Value, ",") {
			key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			options[key] = value
		}
		target := options["target"] + options["dst"] + options["destination"]
		if target == "" {
			target = "/run/secrets/" + options["id"]
		}
		if options["type"] == "secret" && options["uid"] == "" && m.Scene.Abs(target) == m.Scene.Abs(at) && (modeSet{mode: "0" + strings.TrimLeft(options["mode"], "0")}).unreadable() {
			return path.Base(target)
		}
	}
	return ""
}
