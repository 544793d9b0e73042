package ignores

import (
	"fmt"

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
	}, ""
}
