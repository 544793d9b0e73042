package rules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/text"
)

// floatingBaseImage reports images that are named without a version.
var floatingBaseImage = &fixes.Rule{
	ID: "floating-base-image", Practice: 1, Aliases: []string{"DL3006", "DL3007", "DS-0001", "DS001", "AVD-DS-0001"},
	Doc: doc("floating_base_image.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: checkFloatingBaseImage,
}

func checkFloatingBaseImage(p *fixes.Pass) error {
	var refs []*lean.FloatingRef
	for _, ref := range p.ImageRefs() {
		if ref.Err != nil || !launch.Floating(ref.Ref) {
			continue
		}
		found := &lean.FloatingRef{ImageRef: ref}
		switch {
		case !ref.Literal():
			found.Withheld = fmt.Sprintf("the tag comes from %s, which whoever builds the image chooses. Give it a default with a version", lean.Plural("build argument", ref.Args))
		case !ref.Located:
			found.Withheld = "the place of the reference in the line is not certain"
		default:
			found.Tag, found.Withheld = steadyTag(p, ref)
		}
		refs = append(refs, found)
	}
	lean.KeepTogether(p, refs)
	for _, ref := range refs {
		f := fixes.Finding{
			Span: ref.Span, Key: ref.Text, Withheld: ref.Withheld,
			Message: fmt.Sprintf("%s names no version: the next build may get another major version without a change in this repository.", ref.Text),
		}
		if f.Withheld == "" {
			f.Fix = tagFix(p, ref.ImageRef, ref.Tag)
		}
		p.Report(f)
	}
	return nil
}

// steadyTag returns the tag to write, or why none is certain.
func steadyTag(p *fixes.Pass, ref *fixes.ImageRef) (tag, withheld string) {
	base := image.Classify(ref.Ref)
	switch {
	case base.Kind == image.OfficialNode && !base.Guess:
		return nodeTag(p, ref, base)
	case base.Node:
		return "", fmt.Sprintf("the tags of %s are not known to nodedock. Name a version", ref.Ref.FamiliarName())
	}
	return versionBehind(p, ref.Ref)
}

// nodeTag chooses a Node major by what the repository says, else the LTS line,
// and keeps the variant.
func nodeTag(p *fixes.Pass, ref *fixes.ImageRef, base image.Base) (tag, withheld string) {
	version, withheld := lean.WantedNode(p)
	if withheld != "" {
		return "", withheld
	}
	suffixes := []string{base.Tag.Suffix}
	if base.Tag.Suffix == "" && ref.At.Keyword == "FROM" {
		suffixes = lean.Variants(p, ref)
	}
	for _, why := range []string{packagesGone(p, ref, version, suffixes), lean.NewestPackages(p, ref, version)} {
		if why != "" {
			return "", why
		}
	}
	var tags []string
	for _, suffix := range suffixes {
		tags = append(tags, image.Tag{Version: version, Suffix: suffix}.String())
	}
	return existing(p, ref.Ref, tags)
}

// packagesGone returns why a version that the repository names cannot be written:
// a step installs packages of its Debian release, which have left the servers.
func packagesGone(p *fixes.Pass, ref *fixes.ImageRef, version string, suffixes []string) string {
	for _, suffix := range suffixes {
		tag := image.Tag{Version: version, Suffix: suffix}.String()
		if !launch.Archived(image.Classify(ref.Ref.WithTag(tag))) {
			continue
		}
		for _, stage := range p.File.Stages {
			if !lean.BuiltFromRef(stage, ref) {
				continue
			}
			for _, i := range stage.Instructions {
				if i.Is("RUN") && aptInstall.MatchString(i.Spoken()) {
					if version == "lts" {
						return fmt.Sprintf("the packages of the Debian release behind %s have left the usual servers, so line %d would fail. Name a version on a maintained one", ref.Ref.WithTag(tag).Familiar(), i.StartLine)
					}
					return fmt.Sprintf("the repository is made for Node %s, and the packages of the Debian release behind %s have left the usual servers, so line %d would fail. Name a maintained version", version, ref.Ref.WithTag(tag).Familiar(), i.StartLine)
				}
			}
		}
	}
	return ""
}

var aptInstall = pattern.New(`\bapt(-get)?\s+([^;&|]*\s)?(update|install)\b`)

// existing returns the first tag that the registry does not say is missing: a
// mirror may hold a few only. One that does not have what is written now either
// says nothing about the builds of this repository.
func existing(p *fixes.Pass, ref image.Ref, tags []string) (tag, withheld string) {
	missing := func(at image.Ref) bool {
		_, err := p.Image(at)
		return errors.Is(err, image.ErrNotFound)
	}
	for _, tag := range tags {
		if !missing(ref.WithTag(tag)) {
			return tag, ""
		}
	}
	if missing(ref) {
		return tags[0], ""
	}
	return "", launch.LookupReason(ref.WithTag(tags[len(tags)-1]), image.ErrNotFound) + ". Name a version that it has"
}

// versionBehind returns the most precise version tag that has the digest of the
// floating one today.
func versionBehind(p *fixes.Pass, ref image.Ref) (tag, withheld string) {
	if here := launch.BuiltHere(p, ref); here != "" {
		return "", here
	}
	if !image.Retains(ref, p.Policy.Registries) {
		return "", fmt.Sprintf("what version %s is today is not known. Name one", ref.Familiar())
	}
	floatingInfo, err := p.Image(ref)
	if err != nil {
		return "", launch.LookupReason(ref, err)
	}
	tags, err := p.ImageTags(ref)
	if err != nil {
		return "", launch.LookupReason(ref, err)
	}
	for _, candidate := range lean.VersionTags(tags, ref.Tag) {
		if info, err := p.Image(ref.WithTag(candidate)); err == nil && info.Digest == floatingInfo.Digest {
			return candidate, ""
		}
	}
	return "", fmt.Sprintf("no version tag of %s points to the same image today. Name the version you use", ref.FamiliarName())
}

// tagFix writes the tag, with the digest when it is known and may be pinned.
func tagFix(p *fixes.Pass, ref *fixes.ImageRef, tag string) *fixes.Fix {
	tagged := ref.Ref.WithTag(tag)
	written := ":" + tag
	if !p.Policy.Digests.NoPins && image.Retains(ref.Ref, p.Policy.Registries) {
		if info, err := p.Image(tagged); err == nil {
			written += "@" + string(info.Digest)
		}
	}
	place := ref.Part(ref.Ref.TagSpan)
	if ref.Ref.Tag != "" {
		written = strings.TrimPrefix(written, ":")
	}
	return &fixes.Fix{
		Title:         fmt.Sprintf("Use %s", tagged.Familiar()),
		Applicability: fixes.Review,
		Changes:       []fixes.Change{p.Edit(text.Replace(place, written))},
		Notes:         []string{fmt.Sprintf("Check that the program runs on %s.", tagged.Familiar())},
	}
}
