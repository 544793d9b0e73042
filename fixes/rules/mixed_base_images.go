package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// mixedBaseImages reports packages and programs that are copied between images
// of different C libraries or different Node majors.
var mixedBaseImages = &fixes.Rule{
	ID: "mixed-base-images", Practice: 1,
	Doc: doc("mixed_base_images.md"), Severity: fixes.Warning, Offers: fixes.OnRequest,
	Check: checkMixedBaseImages,
}

func checkMixedBaseImages(p *fixes.Pass) error {
	for _, stage := range p.File.Stages {
		to := p.Chain(stage)
		if !to.Known || len(to.Ambiguous) > 0 {
			continue
		}
		var mixed []*mixedCopies
		for _, m := range to.Steps {
			if !to.Own(m) {
				continue
			}
			if c, ok := p.ReadCopy(m); ok {
				mixed = withMixed(p, to, lean.BehindScratch(p, c), mixed)
			}
		}
		for _, m := range mixed {
			m.report(p, to)
		}
	}
	return nil
}

// mixedCopies are the copies of a stage from one other image whose packages or programs it cannot use: what is
// said of one is said of all.
type mixedCopies struct {
	difference string
	from       *dockerfile.Instruction // the FROM of the image that is copied from, nil for one outside
	copies     []*fixes.Copy
}

// withMixed compares where a copy takes its files from with where it puts them, and adds it to
// those that it is one of.
func withMixed(p *fixes.Pass, to *fixes.Chain, c *fixes.Copy, mixed []*mixedCopies) []*mixedCopies {
	from, ref := sourceBase(p, c)
	if from.Libc() == "" || to.Base.Libc() == "" || !lean.CarriesModules(p, c) && !lean.CarriesNode(c, from) {
		return mixed
	}
	m := &mixedCopies{copies: []*fixes.Copy{c}}
	switch {
	case from.Libc() != to.Base.Libc():
		m.difference = fmt.Sprintf("%s has %s and %s has %s", ref.Familiar(), from.Libc(), to.Ref.Familiar(), to.Base.Libc())
	case from.Major > 0 && to.Base.Major > 0 && from.Major != to.Base.Major && !lean.CarriesNode(c, from):
		m.difference = fmt.Sprintf("%s and %s are of different Node majors", ref.Familiar(), to.Ref.Familiar())
	default:
		return mixed
	}
	if c.From != nil {
		m.from = p.Chain(c.From).Root.From
	}
	for _, other := range mixed {
		if other.difference == m.difference && other.from == m.from {
			other.copies = append(other.copies, c)
			return mixed
		}
	}
	return append(mixed, m)
}

// report says it at the first of the copies.
func (m *mixedCopies) report(p *fixes.Pass, to *fixes.Chain) {
	c := m.copies[0]
	var whats, native []string
	for _, c := range m.copies {
		if w := what(c); !slices.Contains(whats, w) {
			whats = append(whats, w)
		}
		for _, pkg := range nativePackages(p, c) {
			if !slices.Contains(native, pkg) {
				native = append(native, pkg)
			}
		}
	}
	slices.Sort(native)
	f := fixes.Finding{
		Span: c.At.KeywordSpan, Key: strings.Join(c.Sources, " ") + " " + c.Dest,
		Message: fmt.Sprintf("This copies %s between systems that differ: %s.", launch.And(whats), m.difference),
	}
	if flag := c.At.Flag("from"); flag != nil && flag.Word.Located {
		f.Span = flag.Word.Span
	}
	if len(native) > 0 {
		f.Severity = fixes.Error
		f.Message += fmt.Sprintf(" %s may have native code, which does not load there.", launch.And(native[:min(len(native), 3)]))
	} else {
		f.Message += " Native code in it would not load there."
	}
	if more := len(m.copies) - 1; more > 0 {
		f.Message += fmt.Sprintf(" The same holds for %s.", moreCopies(m.copies[1:]))
	}
	f.Fix, f.Withheld = sameBase(p, to, c)
	p.Report(f)
}

// moreCopies names copies by their lines.
func moreCopies(copies []*fixes.Copy) string {
	var lines []string
	for _, c := range copies {
		lines = append(lines, fmt.Sprint(c.At.StartLine))
	}
	if len(lines) == 1 {
		return "line " + lines[0]
	}
	return "lines " + launch.And(lines)
}

// sourceBase returns the image that a copy takes its files from.
func sourceBase(p *fixes.Pass, c *fixes.Copy) (image.Base, image.Ref) {
	if c.From != nil {
		from := p.Chain(c.From)
		if len(from.Ambiguous) > 0 {
			return image.Base{}, image.Ref{}
		}
		return from.Base, from.Ref
	}
	for _, ref := range p.ImageRefs() {
		if ref.At == c.At && ref.Err == nil {
			return image.Classify(ref.Ref), ref.Ref
		}
	}
	return image.Base{}, image.Ref{}
}

// what names the files of a copy.
func what(c *fixes.Copy) string {
	for _, s := range c.Sources {
		if strings.Contains(s, "node_modules") {
			return "node_modules"
		}
	}
	return c.Sources[0]
}

// nativePackages returns the packages of the copied node_modules that run a
// script when they are installed.
func nativePackages(p *fixes.Pass, c *fixes.Copy) []string {
	native := map[string]bool{}
	if c.From == nil {
		return nil
	}
	for _, i := range p.Inherited(c.From) {
		lock, err := p.Repo.Lockfile(i.Lockfile)
		if i.Lockfile == "" || err != nil || lock == nil {
			continue
		}
		for _, pkg := range lock.ProductionInstallScripts() {
			if !lean.HarmlessScripts[pkg] {
				native[pkg] = true
			}
		}
	}
	return project.SortedNames(native)
}

// sameBase offers the receiving stage's image for the stage that is copied
// from.
func sameBase(p *fixes.Pass, to *fixes.Chain, c *fixes.Copy) (*fixes.Fix, string) {
	if c.From == nil {
		return nil, fmt.Sprintf("take %s from an image on the same system as %s", what(c), to.Ref.Familiar())
	}
	from := p.Chain(c.From)
	source, target := launch.ReferenceAt(p, from.Root.From), launch.ReferenceAt(p, to.Root.From)
	switch {
	case source == nil || target == nil || !source.Literal() || !target.Literal():
		return nil, "one of the images is chosen by a build argument. Give both the same version and variant"
	case from.Base.Kind != image.OfficialNode || to.Base.Kind != image.OfficialNode || source.Ref.Name() != target.Ref.Name():
		return nil, fmt.Sprintf("no variant of %s is known to match %s", source.Ref.FamiliarName(), target.Ref.Familiar())
	case !source.Located || !target.Located || target.Ref.Tag == "":
		return nil, "the place of the reference in the line is not certain"
	}
	if from.Base.Major != to.Base.Major {
		claims, err := lean.NodeClaims(p)
		switch {
		case err != nil || to.Base.Major == 0:
			return nil, fmt.Sprintf("which Node major %s is, or should be, is not certain", to.Ref.Familiar())
		case claimAgainst(claims, to.Base.Major) != "":
			return nil, claimAgainst(claims, to.Base.Major)
		}
	}
	if system := systemOf(to.Base); system != systemOf(from.Base) {
		for _, stage := range lean.StagesOn(p, source) {
			if reason := system.Lacks(p, stage); reason != "" {
				return nil, reason
			}
		}
	}
	place := text.Span{Start: source.Ref.NameSpan.End, End: len(source.Ref.Raw)}
	written := target.Text[target.Ref.NameSpan.End:]
	return &fixes.Fix{
		Title:         fmt.Sprintf("Build on %s too", target.Ref.Familiar()),
		Applicability: fixes.OnRequest,
		Changes:       []fixes.Change{p.Edit(text.Replace(source.Part(place), written))},
		Notes:         []string{fmt.Sprintf("Check that the build works on %s.", target.Ref.Familiar())},
	}, ""
}

// systemOf returns what may run in an official image.
func systemOf(base image.Base) *lean.System {
	switch {
	case base.Libc() == "musl":
		return lean.AlpineSystem
	case base.Full():
		return lean.FullSystem
	}
	return lean.SlimSystem
}
