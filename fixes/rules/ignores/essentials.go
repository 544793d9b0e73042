package ignores

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/text"
)

// MissingEssentials says what the file lets through that it should not: what
// can be left out, and what the build needs.
func (v *View) MissingEssentials(file *dockerignore.File) (missing, needed []string) {
	for _, e := range ignoreEntries(v) {
		if !e.essential {
			continue
		}
		if !hidesAll(file, e.probes) && v.need(&e) == "" {
			missing = append(missing, e.what)
		}
		if what, _ := e.kept(v, file); what != "" {
			needed = append(needed, what)
		}
	}
	return missing, needed
}

// Held returns the reasons for the essentials that the build needs.
func (v *View) Held(file *dockerignore.File) []string {
	var held []string
	for _, e := range ignoreEntries(v) {
		if !e.essential {
			continue
		}
		if what, why := e.kept(v, file); what != "" {
			held = append(held, fmt.Sprintf("%s: not ignored, because %s", what, why))
		}
	}
	return held
}

// Complete offers the missing lines at the end of the file, when no build that
// uses the context loses a file it copies.
func (v *View) Complete(file *dockerignore.File) (fix *fixes.Fix, withheld string) {
	if v.Context.Uncertain != "" {
		return nil, "an ignore file belongs to the build context, and " + v.Context.Uncertain
	}
	if !v.p.Repo.Regular(v.Context.IgnorePath) {
		return nil, v.Context.IgnorePath + " is a link to another file, which others may read too"
	}
	lines, _ := v.Lines(file)
	edit := dockerignore.Append(file, lines)
	after, err := file.After(edit)
	if again := v.takenBack(after); err == nil && len(again) > 0 {
		if line := v.openedByName(file, again); line != "" {
			return nil, fmt.Sprintf("%s takes one of the usual entries back by name: %s", v.Context.IgnorePath, line)
		}
		edit = dockerignore.AppendAgain(file, lines, again)
		after, err = file.After(edit)
	}
	switch {
	case err != nil:
		return nil, "the file could not be extended: " + err.Error()
	case edit.New == "":
		return nil, "a later line of the file takes the usual entries back"
	case v.Harm(file, after) != "":
		return nil, v.Harm(file, after) + ", which the usual entries would leave out"
	}
	return &fixes.Fix{
		Title:         "Complete " + v.Context.IgnorePath,
		Applicability: fixes.Review,
		Changes:       []fixes.Change{{Path: v.Context.IgnorePath, Edits: []text.Edit{edit}}},
		Notes:         v.EnvNotes(lines),
	}, ""
}

// takenBack returns the lines of essentials that the file has and that it takes back for a folder by an
// exception below them: "**/node_modules", "packages/*", "!packages/api".
func (v *View) takenBack(file *dockerignore.File) (lines []string) {
	if file == nil {
		return nil
	}
	for _, e := range ignoreEntries(v) {
		if e.essential && v.need(&e) == "" && !hidesAll(file, e.probes) {
			lines = append(lines, e.lines...)
		}
	}
	return lines
}

// openedByName returns the exception of a file that names what one of some lines leaves out: somebody wants that
// in the build. "" for none.
func (v *View) openedByName(file *dockerignore.File, lines []string) string {
	for _, line := range file.Lines {
		name := path.Base(line.Pattern)
		if line.Negated && !envExample.MatchString(name) && slices.ContainsFunc(lines, func(entry string) bool {
			matched, err := path.Match(path.Base(entry), name)
			return !strings.HasPrefix(entry, "!") && err == nil && matched
		}) && !slices.Contains(lines, line.Text) {
			return line.Text
		}
	}
	return ""
}
