package credentials

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// ReportMountedLeaks reports secrets that are mounted as they should be and
// then written into the layer: by cp or mv, or by cat or echo into a file.
func ReportMountedLeaks(p *fixes.Pass, literal map[*dockerfile.Instruction]bool) {
	for _, i := range p.File.Instructions {
		if !i.Is("RUN") || literal[i] {
			continue
		}
		for n := range i.Flags {
			id, file := mountedSecret(&i.Flags[n])
			if file == "" {
				continue
			}
			if to := writtenTo(i, file); to != "" && !removedIn(i, to) {
				p.Report(fixes.Finding{
					Span: i.Span, Key: "mounted " + id,
					Message:  fmt.Sprintf("The secret %s is mounted for this step only, but the step writes it into %s, which stays in the layer.", id, to),
					Withheld: "what else reads that file is not known. Mount the secret at the place where it is read (target=), or remove the file in the same RUN",
				})
				break
			}
		}
	}
}

// mountedSecret returns the id of the secret that a flag mounts, and the file
// it is mounted at or the variable, as $NAME.
func mountedSecret(f *dockerfile.Flag) (id, file string) {
	if f.Name != "mount" {
		return "", ""
	}
	options := launch.MountOptions(f.Value)
	if options["type"] != "secret" {
		return "", ""
	}
	for _, key := range []string{"target", "dst", "destination"} {
		if file == "" {
			file = options[key]
		}
	}
	if id = options["id"]; id == "" {
		id = path.Base(file)
	}
	switch {
	case file == "" && options["env"] != "":
		file = "$" + options["env"]
	case file == "":
		file = "/run/secrets/" + id
	}
	return id, file
}

// writtenTo returns the file into which a RUN writes the secret, "" for none.
func writtenTo(i *dockerfile.Instruction, file string) string {
	for _, script := range i.Scripts(i.Stage.ShellAt(i)) {
		for _, c := range script.Commands {
			if n := c.Name(); (n == "cp" || n == "mv" || n == "install") && len(c.Words) > 2 {
				for _, w := range c.Words[1 : len(c.Words)-1] {
					if w.Text == file {
						return c.Words[len(c.Words)-1].Text
					}
				}
			}
		}
	}
	if to := configuredWith(i, file); to != "" {
		return to
	}
	named := regexp.QuoteMeta(file)
	if name, ok := strings.CutPrefix(file, "$"); ok {
		named = `\$\{?` + regexp.QuoteMeta(name) + `\b\}?`
	}
	onlyName := regexp.MustCompile(`'[^'\n]*` + named + `[^'\n]*'`)
	sourced := regexp.MustCompile(`(?:^|[;&|\s])(?:\.|source|export|set)\s[^;&|]*` + named + `(?:.|\n)*?\b(?:printenv|env)\s*>>?\s*["']?([^\s"'|;&]+)`)
	into := regexp.MustCompile(`(?:cat|echo|printf|base64[^|;&]*)\s[^|;&>]*` + named + `[^|;&>]*>>?\s*["']?([^\s"'|;&]+)`)
	for _, src := range append([]string{i.Text}, HeredocText(i)...) {
		m := into.FindStringSubmatch(src)
		if m != nil && onlyName.MatchString(m[0]) {
			m = nil // the file gets the name of the variable
		}
		if m == nil {
			m = sourced.FindStringSubmatch(src)
		}
		if m != nil && m[1] != "/dev/null" && !strings.HasPrefix(m[1], "/tmp/") && !strings.HasPrefix(m[1], "/dev/") {
			return m[1]
		}
	}
	return ""
}

// HeredocText returns the texts that the heredocs of an instruction hold.
func HeredocText(i *dockerfile.Instruction) []string {
	var out []string
	for _, h := range i.Heredocs {
		out = append(out, h.Content)
	}
	return out
}

// removedIn reports whether the RUN removes the file again.
func removedIn(i *dockerfile.Instruction, name string) bool {
	for _, script := range i.Scripts(i.Stage.ShellAt(i)) {
		for _, c := range script.Commands {
			if c.Name() != "rm" && c.Name() != "shred" {
				continue
			}
			for _, w := range c.Words[1:] {
				if path.Clean(w.Text) == path.Clean(name) || name == "." && strings.HasPrefix(w.Text, ".") {
					return true
				}
			}
		}
	}
	return false
}
