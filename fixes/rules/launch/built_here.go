package launch

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// BuiltHere says who makes an image of this repository under a reference's name:
// the build means that one, and what a registry has under the name, if anything,
// is another. A Dockerfile that gives its image the name of its own base means the
// registry's, and so does a name that everybody knows.
func BuiltHere(p *fixes.Pass, ref image.Ref) string {
	if base := image.Classify(ref); base.Kind == image.OfficialNode && !base.Guess || ref.Famous() {
		return ""
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return ""
	}
	for _, b := range evidence.Builds {
		if b.Dockerfile == p.File.Path {
			continue
		}
		if b.NamedByCompose(ref.Familiar()) {
			return fmt.Sprintf("%s makes %s from this repository, by the name that compose gives it", b.Source, ref.Familiar())
		}
		for _, tag := range b.Tags {
			if made, err := image.Parse(tag); err == nil && made.SameTag(ref) {
				return fmt.Sprintf("%s makes %s from this repository, and a registry's image of that name would be another", b.Source, ref.Familiar())
			}
		}
	}
	return ""
}
