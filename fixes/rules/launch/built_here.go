package launch

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// BuiltHere says who makes an image of this repository under a reference's name:
// the build means that one, and what a registry has under the name, if anything,
// is another. A Dockerfile that gives its image the name of its own base means the
// registry's, and so does a name that everybody knows.
func BuiltHere(p *fixes.Pass, ref image.Ref) string {
	if base := image.Classify(ref); base.Kind == image.OfficialNode && !base.Guess || ref.Famous() {
		return ""
	}
	if builtByComment(p.File, ref) {
		return fmt.Sprintf("a comment here says how %s is built, and a registry's image of that name would be another", ref.Familiar())
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return ""
	}
	for _, b := range evidence.Builds {
		if b.Dockerfile == p.File.Path && !madeBeside(p, b, ref) {
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

// builtByComment reports whether a comment says how to build an image under the name of a reference
// from another file.
func builtByComment(file *dockerfile.File, ref image.Ref) bool {
	for _, c := range file.Comments {
		m := buildCall.FindStringSubmatch(c.Text)
		if m == nil || strings.HasSuffix(file.Path, strings.TrimPrefix(m[1], "./")) {
			continue
		}
		for _, tag := range tagFlag.FindAllStringSubmatch(c.Text, -1) {
			if made, err := image.Parse(tag[1]); err == nil && made.SameTag(ref) {
				return true
			}
		}
	}
	return false
}

// buildCall finds a build of another file, and tagFlag the names that it gives.
var (
	buildCall = pattern.New(`\b(?:docker|podman)\s+(?:buildx\s+)?build\b[^\n]*?\s(?:-f|--file)[ =](\S+)`).Needs("build")
	tagFlag   = pattern.New(`\s(?:-t|--tag)[ =](\S+)`)
)

// madeBeside reports whether a build of the same Dockerfile makes the image of a stage that does
// not come from the reference itself.
func madeBeside(p *fixes.Pass, b builds.Build, ref image.Ref) bool {
	if b.Target == "" {
		return false
	}
	stage := p.File.StageByName(b.Target)
	return stage != nil && p.Chain(stage).Known && !p.Chain(stage).Ref.SameTag(ref)
}
