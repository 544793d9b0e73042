package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes/image"
)

// compare looks into both images and reports whether the move is worth one.
func (b *bump) compare(pinned image.Info) (stale bool, err error) {
	ref := b.at.Ref
	if b.from, err = b.pass.ImageConfig(ref.WithoutTag()); err != nil {
		return false, b.unanswered(err)
	}
	if b.info, err = b.pass.ImageConfig(ref.WithDigest(b.to).WithoutTag()); err != nil {
		return false, b.unanswered(err)
	}
	switch {
	case b.young() || b.older():
		return false, nil
	case pinned.Index && !b.info.Index:
		b.withheld = "the tag names a single platform's image now, and the pinned one was made for several"
	case !pinned.Index && b.info.Index:
		return b.keepPlatform(), nil
	case pinned.Index && b.alike():
		return false, nil
	}
	return true, nil
}

// young reports whether the image was made more recently than the minimum age.
// Without a history that is all that is known of its age.
func (b *bump) young() bool {
	made := b.info.Config != nil && !b.info.Config.Created.IsZero()
	return !b.aged && made && b.pass.Now.Sub(b.info.Config.Created) < b.pass.Policy.Digests.Age()
}

// older reports whether the image was made before the pinned one although the
// tag has moved on from it: somebody pinned what has not settled yet.
func (b *bump) older() bool {
	return b.to != b.current && b.from.Config != nil && b.info.Config != nil && b.info.Config.Created.Before(b.from.Config.Created)
}

// keepPlatform moves a pin of one platform's image to the same platform's.
func (b *bump) keepPlatform() (stale bool) {
	if len(b.from.Platforms) != 1 {
		b.withheld = "the platform of the pinned image is not known"
		return true
	}
	platform := b.from.Platforms[0]
	to := b.info.Manifests[platform]
	if to == "" {
		b.withheld = fmt.Sprintf("the tag has no image for %s any more", platform)
		return true
	}
	b.to = to
	return to != b.at.Ref.Digest
}

// alike reports whether two indexes hold the same images for the platforms that
// are built here.
func (b *bump) alike() bool {
	platforms := b.platforms()
	for _, platform := range platforms {
		if b.from.Manifests[platform] == "" || b.from.Manifests[platform] != b.info.Manifests[platform] {
			return false
		}
	}
	return len(platforms) > 0
}

// platforms are those that are built here, as the pinned index names them: that
// of a written --platform, else those that all builds of the repository ask for,
// else all.
func (b *bump) platforms() []string {
	var asked []string
	if f := b.at.At.Flag("platform"); f != nil {
		asked = []string{f.Value}
	} else {
		for _, build := range b.pass.Context().Builds {
			if len(build.Platforms) == 0 || build.Uncertain != "" {
				return b.from.Platforms
			}
			asked = append(asked, build.Platforms...)
		}
	}
	var named []string
	for _, platform := range asked {
		name := b.platformName(strings.TrimSpace(platform))
		if name == "" {
			return b.from.Platforms
		}
		named = append(named, name)
	}
	if len(named) == 0 {
		return b.from.Platforms
	}
	return named
}

// platformName returns the platform of the pinned index that is meant, "" when
// none or several may be: "linux/arm64" is "linux/arm64/v8" where no other is.
func (b *bump) platformName(asked string) (name string) {
	for _, p := range b.from.Platforms {
		switch {
		case p == asked:
			return p
		case strings.HasPrefix(p, asked+"/") && name != "":
			return ""
		case strings.HasPrefix(p, asked+"/"):
			name = p
		}
	}
	return name
}

// majorUpgrade reports whether the tag crossed a major version of Node.
func (b *bump) majorUpgrade() bool {
	old, _, _ := strings.Cut(nodeVersion(b.from), ".")
	now, _, _ := strings.Cut(nodeVersion(b.info), ".")
	return old != "" && now != "" && old != now
}
