package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/image"
)

// ComposeFiles are compose files by their names, templates and examples included.
var ComposeFiles = &fixes.Selection{Named: func(name string) bool {
	base := path.Base(fixes.Untemplated(name))
	return strings.Contains(base, "compose") && (path.Ext(base) == ".yml" || path.Ext(base) == ".yaml" || fixes.IsComposeExample(base))
}}

// ImageNames returns the last parts of the names that images of the target
// have: as tags of its builds, in guides too, or as the package's own name. A name that
// tags give to other targets of the file is theirs.
func ImageNames(p *fixes.Pass, t *fixes.Target) []string {
	tagged := tagNames(t)
	out := slices.Concat(guideNames(p), tagged)
	if m, _ := ProgramManifest(p, t); m != nil && m.Name != "" {
		out = append(out, path.Base(m.Name))
		if scope, name, ok := strings.Cut(strings.TrimPrefix(m.Name, "@"), "/"); ok {
			out = append(out, scope+"-"+name) // @acme/shop is acme-shop
		}
	}
	if len(tagged) == 0 {
		return out
	}
	for _, other := range p.Targets() {
		theirs := tagNames(other)
		out = slices.DeleteFunc(out, func(name string) bool { return slices.Contains(theirs, name) && !slices.Contains(tagged, name) })
	}
	return out
}

// tagNames returns the last parts of the tags of a target's builds.
func tagNames(t *fixes.Target) (names []string) {
	for _, b := range t.Builds {
		for _, tag := range b.Tags {
			if ref, err := image.Parse(tag); err == nil {
				names = append(names, path.Base(ref.Path))
			}
		}
	}
	return names
}

// ServiceImage returns the name of a service's image, with a letter for what only
// the environment of its users names.
func ServiceImage(name string) string {
	return builds.Defaults(name, func(string) string { return "x" })
}
