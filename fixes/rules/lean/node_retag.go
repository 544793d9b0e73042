package lean

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// Plural joins names behind a noun: "build argument A", "build arguments A and B".
func Plural(noun string, names []string) string {
	if len(names) == 1 {
		return noun + " " + names[0]
	}
	return noun + "s " + launch.And(names)
}

// Retag returns the edit that puts another tag of the same repository into a
// reference, with its digest where the old one had one or may have one. The
// registry has to know the tag; where nobody answers, a tag that is certainly there
// goes in without its digest, unless the old one has one.
func Retag(p *fixes.Pass, ref *fixes.ImageRef, tag string) (edit text.Edit, withheld string) {
	switch {
	case !ref.Literal():
		return edit, fmt.Sprintf("the tag comes from %s, which whoever builds the image chooses. Change the default, and what is passed", Plural("build argument", ref.Args))
	case !ref.Located:
		return edit, "the place of the reference in the line is not certain"
	}
	to := ref.Ref.WithTag(tag)
	info, err := p.Image(to)
	switch {
	case err != nil && ref.Ref.Digest != "":
		return edit, launch.LookupReason(to, err)
	case err != nil && (!launch.Unanswered(err) || !surelyThere(ref.Ref, tag)):
		return edit, strings.Replace(launch.LookupReason(to, err), "the digest is", fmt.Sprintf("whether there is a %s is", to.Familiar()), 1)
	case err == nil && (ref.Ref.Digest != "" || image.Retains(ref.Ref, p.Policy.Registries)):
		tag += "@" + string(info.Digest)
	}
	place := text.Span{Start: ref.Ref.TagSpan.Start, End: len(ref.Ref.Raw)}
	return text.Replace(ref.Part(place), tag), ""
}

// surelyThere reports whether Docker Hub's node certainly has a tag: a release with
// long-term support by its major, or the smaller variant of a tag that is in use.
func surelyThere(now image.Ref, tag string) bool {
	base := image.Classify(now)
	if base.Kind != image.OfficialNode || base.Guess || base.Mirror {
		return false
	}
	version := strings.TrimSuffix(strings.TrimSuffix(tag, "-slim"), "-alpine")
	if version == now.Tag {
		return true
	}
	major, err := strconv.Atoi(version)
	release, known := node.Major(major)
	return err == nil && known && release.EverLTS()
}

// NewestVersion returns the newest version of a major among tags that are as
// precise as the tag and of the same variant, "" when there is none.
func NewestVersion(tags []string, like image.Tag, major int) string {
	var best []int
	version := ""
	for _, tag := range tags {
		t, ok := image.SplitTag(tag)
		numbers := launch.NumbersOf(t.Version)
		if !ok || t.Suffix != like.Suffix || t.Precision() != like.Precision() || len(numbers) == 0 || numbers[0] != major {
			continue
		}
		if compareVersions(numbers, best) > 0 {
			best, version = numbers, t.Version
		}
	}
	return version
}
