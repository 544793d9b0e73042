package installs

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/text"
)

// OfferUnignore attaches the change of the ignore file that lets the lockfile
// into the build: its own entry goes, or an exception is added.
func OfferUnignore(p *fixes.Pass, ignore *dockerignore.File, lock string, f *fixes.Finding) error {
	rel := lock
	if dir := p.Context().Dir; dir != "." {
		rel = strings.TrimPrefix(lock, dir+"/")
	}
	var own []text.Edit
	for n, line := range ignore.Lines {
		if line.Kind == dockerignore.Pattern && !line.Negated && (line.Pattern == rel || line.Pattern == "**/"+rel) {
			if why := reasonAbove(ignore, n); why != "" {
				f.Withheld = fmt.Sprintf("the comment above its entry in %s makes it look meant: %q", ignore.Path, why)
				return nil
			}
			own = append(own, text.Delete(line.Span))
		}
	}
	for _, edits := range [][]text.Edit{own, {dockerignore.Append(ignore, []string{"!" + rel})}} {
		after, err := ignore.After(edits...)
		if len(edits) == 0 || err != nil || after.Ignored(rel) || after.FinalNewline != ignore.FinalNewline {
			continue
		}
		f.Fix = &fixes.Fix{
			Title: "Let " + lock + " into the build", Applicability: fixes.Review,
			Changes: []fixes.Change{{Path: ignore.Path, Edits: edits}},
		}
		return nil
	}
	f.Withheld = fmt.Sprintf("which entry of %s to change is not certain", ignore.Path)
	return nil
}

// StopsWithLock holds back: an install that passes without the lockfile, as classic Yarn does even
// with --frozen-lockfile, would not with it.
func StopsWithLock(p *fixes.Pass, i *fixes.Install, name string) string {
	lock, err := p.Repo.Lockfile(name)
	if err != nil || lock == nil || i.Manager == node.NPM && i.Clean {
		return ""
	}
	if why := ForeignHost(p, i, lock); why != "" {
		return why
	}
	if i.Manager.Yarn() && i.Clean {
		return devneeds.OutOfSync(p, i, lock)
	}
	return ""
}

// reasonAbove returns the comment over an entry, "" when it is too short to be more
// than a heading.
func reasonAbove(ignore *dockerignore.File, entry int) string {
	if entry == 0 || ignore.Lines[entry-1].Kind != dockerignore.Comment {
		return ""
	}
	words := strings.TrimSpace(strings.TrimLeft(ignore.Lines[entry-1].Text, "# "))
	if len(strings.Fields(words)) < 5 {
		return ""
	}
	return words
}
