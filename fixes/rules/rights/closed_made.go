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
		words := plainWords(c)
		switch c.Name() {
		case "touch", "tee":
			return slices.ContainsFunc(words, func(w string) bool { return at.Abs(w) == abs })
		case "cp", "mv":
			return len(words) > 1 && at.Abs(words[len(words)-1]) == abs
		case "curl", "wget":
			to := valueAfter(c, "-o", "-O", "--output", "--output-document")
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
	for _, c := range launch.CommandsAt(m) {
		at := m.Scene
		at.Workdir = at.Abs(c.Dir)
		mode, file, written := closedMade(m, c)
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

// closedMade returns the file that one command makes, and its mode; "" for none.
func closedMade(m fixes.Moment, c *dockerfile.Command) (mode, file, written string) {
	words := plainWords(c)
	switch c.Name() {
	case "install":
		mode, owner := valueAfter(c, "-m", "--mode"), valueAfter(c, "-o", "--owner")
		if args, _ := c.Args(); mode == "" || owner != "" && !launch.MeansRoot(owner) || slices.Contains(args, "-d") {
			return "", "", ""
		}
		words = slices.DeleteFunc(words, func(w string) bool { return w == mode || w == owner || w == valueAfter(c, "-g", "--group") })
		return mode, destination(words), "install -m " + mode
	case "cp":
		if len(words) == 2 {
			if id := closedSecret(m, words[0]); id != "" {
				return "400", destination(words), "cp of the secret " + id
			}
		}
	case "openssl":
		return "600", keyFile(c), "openssl"
	case "ssh-keygen":
		return "600", valueAfter(c, "-f"), "ssh-keygen"
	}
	return "", "", ""
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

// keyFile returns the private key that openssl writes, which it keeps for its owner; ""
// when it writes none into a file.
func keyFile(c *dockerfile.Command) string {
	args, _ := c.Args()
	if len(args) == 0 || slices.Contains(args, "-pubout") || slices.Contains(args, "-noout") {
		return ""
	}
	switch args[0] {
	case "genrsa", "genpkey", "gendsa", "rsa", "ec", "pkey", "pkcs8":
		return valueAfter(c, "-out")
	case "ecparam":
		if slices.Contains(args, "-genkey") {
			return valueAfter(c, "-out")
		}
	case "pkcs12":
		if slices.Contains(args, "-export") {
			return valueAfter(c, "-out")
		}
	}
	return valueAfter(c, "-keyout")
}

// destination returns the last of the words of a copy, with the name of what it copies
// behind a folder.
func destination(words []string) string {
	if len(words) < 2 {
		return ""
	}
	to := words[len(words)-1]
	if strings.HasSuffix(to, "/") || to == "." {
		return path.Join(to, path.Base(words[0]))
	}
	return to
}

// plainWords returns the words of a command that are no flags.
func plainWords(c *dockerfile.Command) []string {
	args, _ := c.Args()
	return slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasPrefix(a, "-") })
}

// valueAfter returns the value of the first of the flags that a command has: in the next
// word, or behind "=".
func valueAfter(c *dockerfile.Command, flags ...string) string {
	args, _ := c.Args()
	for n, a := range args {
		flag, value, joined := strings.Cut(a, "=")
		switch {
		case !slices.Contains(flags, flag):
		case joined:
			return value
		case n+1 < len(args):
			return args[n+1]
		}
	}
	return ""
}
