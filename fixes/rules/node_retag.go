package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/text"
)

// retag returns the edit that puts another tag of the same repository into a
// reference, with its digest where the old one had one or may have one. The
// registry has to know the tag.
func retag(p *fixes.Pass, ref *fixes.ImageRef, tag string) (edit text.Edit, withheld string) {
	switch {
	case !ref.Literal():
		return edit, fmt.Sprintf("the tag comes from %s, which whoever builds the image chooses. Change the default, and what is passed", plural("build argument", ref.Args))
	case !ref.Located:
		return edit, "the place of the reference in the line is not certain"
	}
	to := ref.Ref.WithTag(tag)
	info, err := p.Image(to)
	if err != nil {
		return edit, lookupReason(to, err)
	}
	if ref.Ref.Digest != "" || image.Retains(ref.Ref, p.Policy.Registries) {
		tag += "@" + string(info.Digest)
	}
	place := text.Span{Start: ref.Ref.TagSpan.Start, End: len(ref.Ref.Raw)}
	return text.Replace(ref.Part(place), tag), ""
}

// newestVersion returns the newest version of a major among tags that are as
// precise as the tag and of the same variant, "" when there is none.
func newestVersion(tags []string, like image.Tag, major int) string {
	var best []int
	version := ""
	for _, tag := range tags {
		t, ok := image.SplitTag(tag)
		numbers := numbersOf(t.Version)
		if !ok || t.Suffix != like.Suffix || t.Precision() != like.Precision() || len(numbers) == 0 || numbers[0] != major {
			continue
		}
		if compareVersions(numbers, best) > 0 {
			best, version = numbers, t.Version
		}
	}
	return version
}
