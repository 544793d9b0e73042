package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// ImageFacts are what a person compares when an image moves. All are optional.
type ImageFacts struct {
	Created     time.Time
	NodeVersion string
	Platforms   []string
	// Size is that of the compressed layers, in bytes.
	Size   int64
	Layers []image.Digest
}

// A BumpFacts is what is known of both images of a bump.
type BumpFacts struct {
	fixes.Bump
	Old, New ImageFacts
}

// bumpBudget is how many bytes the table of images may take.
const bumpBudget = 12000

// bumpsTable lists the images that move to another digest, a row each.
func bumpsTable(bumps []BumpFacts) string {
	if len(bumps) == 0 {
		return ""
	}
	list := budget{left: bumpBudget}
	for _, b := range bumps {
		list.add("| " + strings.Join(b.cells(), " | ") + " |")
	}
	return "| image | tag | digest | created | Node | platforms | size | layers |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n" +
		list.lines() + list.omitted("image", "images", "The diff shows them all.")
}

func (b BumpFacts) cells() []string {
	return []string{
		codeCell(shorten(b.Ref.FamiliarName(), 100)), codeCell(shorten(b.Ref.Tag, 100)),
		moved(Code(b.Ref.Digest.Short()), Code(b.To.Short())),
		moved(day(b.Old.Created), day(b.New.Created)),
		b.node(),
		b.platforms(),
		moved(megabytes(b.Old.Size), megabytes(b.New.Size)),
		b.layers(),
	}
}

// moved shows a value before and after; one that is unknown is a dash.
func moved(old, now string) string {
	if old == "" && now == "" {
		return "–"
	}
	if old == now {
		return now
	}
	dash := func(s string) string { return map[bool]string{true: "–", false: s}[s == ""] }
	return dash(old) + " → " + dash(now)
}

func day(t time.Time) string {
	if t.Year() < 1980 { // a build that is the same each time names no date
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func (b BumpFacts) node() string {
	text := moved(version(b.Old.NodeVersion), version(b.New.NodeVersion))
	old, _, _ := strings.Cut(b.Old.NodeVersion, ".")
	now, _, _ := strings.Cut(b.New.NodeVersion, ".")
	if old != "" && now != "" && old != now {
		text += " (**major upgrade**)"
	}
	return text
}

var plainVersion = pattern.New(`^[0-9]+(\.[0-9]+)*$`)

// version shows what an image says its version is; an image may say anything.
func version(s string) string {
	if s == "" || plainVersion.MatchString(s) && len(s) <= 40 {
		return s
	}
	return codeCell(shorten(s, 40))
}

// platforms lists the platforms, and which of them are new or gone.
func (b BumpFacts) platforms() string {
	var words []string
	for _, p := range b.New.Platforms {
		if len(b.Old.Platforms) > 0 && !slices.Contains(b.Old.Platforms, p) {
			p = "+" + p
		}
		words = append(words, p)
	}
	for _, p := range b.Old.Platforms {
		if len(b.New.Platforms) > 0 && !slices.Contains(b.New.Platforms, p) {
			words = append(words, "−"+p)
		}
	}
	if len(words) == 0 {
		return "–"
	}
	return Neutral(shorten(strings.Join(words, ", "), 200))
}

func megabytes(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 1e5:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// layers says how many of the layers are others than before.
func (b BumpFacts) layers() string {
	if len(b.Old.Layers) == 0 || len(b.New.Layers) == 0 {
		return "–"
	}
	changed := 0
	for _, l := range b.New.Layers {
		if !slices.Contains(b.Old.Layers, l) {
			changed++
		}
	}
	return fmt.Sprintf("%d of %d changed", changed, len(b.New.Layers))
}
