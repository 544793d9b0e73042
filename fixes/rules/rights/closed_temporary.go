package rights

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// makesTemporary finds a call of mktemp, which makes a file or, with -d, a folder for its owner alone.
var makesTemporary = pattern.New("^\"?(?:\\$\\(|`)\\s*mktemp\\b(\\s[^)`]*)?[)`]\"?$").Needs("mktemp")

// folderFlag finds the flag of mktemp for a folder.
var folderFlag = pattern.New(`(^|\s)(-[a-zA-Z]*d|--directory)\b`)

// movedTemporary returns what a RUN of root moves or copies out of what mktemp made, with
// the mode that it has there.
func movedTemporary(p *fixes.Pass, t *fixes.Target, m fixes.Moment) (out []modeSet) {
	if !m.Is("RUN") || !strings.Contains(m.Spoken(), "mktemp") || !m.Scene.WorkdirKnown || m.Scene.UserAt != nil && !launch.MeansRoot(m.Scene.User) {
		return nil
	}
	for _, script := range deploy.ScriptsOf(m) {
		modes := map[string]string{} // by the names of variables
		for _, c := range script.Commands {
			for _, a := range c.Assigns {
				if mode := temporaryMode(a.Value.Text); mode != "" {
					modes[a.Name] = mode
				}
			}
			at := m.Scene
			at.Workdir = at.Abs(c.Dir)
			mode, to := temporaryGoes(c, modes)
			if to == "" || !c.DirKnown || changedLater(t.Chain, at.Abs(to)) {
				continue
			}
			if _, there := p.Origin(m.Stage, at.Abs(to), m.Instruction); there && copiesInto(c) {
				continue // a file that is there keeps its mode
			}
			out = append(out, modeSet{path: at.Abs(to), mode: mode, written: c.Name() + " of what mktemp made", made: true, byStep: true})
		}
	}
	return out
}

// temporaryMode returns the mode of what a value makes by mktemp, "" for another value.
func temporaryMode(value string) string {
	call := makesTemporary.FindStringSubmatch(strings.TrimSpace(value))
	switch {
	case call == nil:
		return ""
	case folderFlag.MatchString(call[1]):
		return "700"
	}
	return "600"
}

// temporaryGoes returns where a command moves or copies what mktemp made, and its mode; "" for
// other commands, and for a place that the shell would find.
func temporaryGoes(c *dockerfile.Command, modes map[string]string) (mode, to string) {
	if c.Name() != "mv" && c.Name() != "cp" {
		return "", ""
	}
	words := slices.DeleteFunc(slices.Clone(c.Words[1:]), func(w dockerfile.ShellWord) bool { return strings.HasPrefix(w.Text, "-") })
	if len(words) != 2 || !words[1].Literal {
		return "", ""
	}
	from := strings.Trim(words[0].Text, `"`)
	mode = temporaryMode(words[0].Text)
	if name, ok := strings.CutPrefix(from, "$"); ok && mode == "" {
		mode = modes[strings.Trim(name, "{}")]
	}
	if mode == "" {
		return "", ""
	}
	return mode, words[1].Text
}

// copiesInto reports whether a command is a cp without the flags that take modes along.
func copiesInto(c *dockerfile.Command) bool {
	args, _ := c.Args()
	return c.Name() == "cp" && !slices.ContainsFunc(args, func(a string) bool { return keepsModes.MatchString(a) })
}

// keepsModes finds the flags of cp that take modes along.
var keepsModes = pattern.New(`^(-[a-zA-Z]*[pa][a-zA-Z]*|--archive|--preserve.*)$`)
