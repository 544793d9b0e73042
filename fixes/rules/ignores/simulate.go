package ignores

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// Harm compares a context before and after a change of its ignore file, for
// every Dockerfile that is built from it: it returns a COPY source that would
// become ignored, "" when none would. before is nil when there was no file.
func (v *View) Harm(before, after *dockerignore.File) string {
	hidden := func(name string) bool {
		return after.Ignored(name) && (before == nil || !before.Ignored(name))
	}
	for _, file := range v.files {
		for _, i := range file.Instructions {
			for _, src := range launch.FromContext(i) {
				if name := v.hiddenSource(src, hidden); name != "" {
					return fmt.Sprintf("%s:%d %s %s", file.Path, i.StartLine, takes(i), name)
				}
			}
		}
	}
	return ""
}

// hiddenSource returns a file that a COPY source names and that is hidden now.
// A source that is the whole context, or a folder, may lose files: that is what
// an ignore file is for.
func (v *View) hiddenSource(src string, hidden func(string) bool) string {
	src = strings.TrimPrefix(path.Clean("/"+src), "/")
	if src == "" || strings.Contains(src, "$") {
		return ""
	}
	if !strings.ContainsAny(src, "*?[") {
		if hidden(src) {
			return src
		}
		return ""
	}
	if src == "*" {
		return ""
	}
	for _, name := range v.level(strings.Count(src, "/")) {
		if ok, err := path.Match(src, name); err == nil && ok && hidden(name) {
			return name
		}
	}
	return ""
}

// level returns the files and folders of the context that lie so many folders deep: a pattern of a COPY
// takes none at another depth.
func (v *View) level(depth int) []string {
	if names, known := v.levels[depth]; known {
		return names
	}
	names := []string{}
	for _, name := range v.tree {
		parts := strings.SplitN(name, "/", depth+2)
		if len(parts) <= depth {
			continue
		}
		if at := strings.Join(parts[:depth+1], "/"); len(names) == 0 || names[len(names)-1] != at {
			names = append(names, at)
		}
	}
	v.levels[depth] = names
	return names
}

// WholeContext returns the first COPY or ADD that takes the whole context, but
// for one that leaves out by itself what an ignore file should.
func WholeContext(file *dockerfile.File) *dockerfile.Instruction {
	for _, stage := range file.Stages {
		if at := wholeContextOf(stage); at != nil {
			return at
		}
	}
	return nil
}

// wholeContextOf is WholeContext for one stage.
func wholeContextOf(stage *dockerfile.Stage) *dockerfile.Instruction {
	for _, i := range stage.Instructions {
		if !i.Is("COPY", "ADD") || i.Flag("from") != nil || len(i.Args) < 2 {
			continue
		}
		for _, src := range i.Args[:len(i.Args)-1] {
			if (path.Clean("/"+src.Text) == "/" || src.Text == "*") && !excludesByItself(i) {
				return i
			}
		}
	}
	return nil
}

// excludesByItself reports whether the --exclude flags of a COPY keep out
// node_modules, the git history and environment files.
func excludesByItself(i *dockerfile.Instruction) bool {
	var lines []string
	for _, f := range i.Flags {
		if f.Name == "exclude" {
			lines = append(lines, f.Value)
		}
	}
	if len(lines) == 0 {
		return false
	}
	excluded, err := dockerignore.Parse("", []byte(dockerignore.Render(lines)))
	return err == nil && hidesAll(excluded, []string{"node_modules/a/index.js", ".git/HEAD", ".env"})
}
