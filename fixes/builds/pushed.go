package builds

import (
	"slices"
	"strings"
)

// sent is an image that a command sends to a registry, or gives another name.
type sent struct {
	image, name shellWord // name is the other one, empty for a push
	path        string
}

// tagged is a build command with the names that it gives, as templates.
type tagged struct {
	source Source
	tags   []string
}

// addSent records "docker push" and "docker tag".
func (f *finder) addSent(words []shellWord, source Source) {
	for len(words) > 0 && (wrappers[words[0].text] || strings.Contains(words[0].text, "=")) {
		words = words[1:]
	}
	words = handedOn(words)
	if len(words) < 3 || !builders[words[0].text] {
		return
	}
	words = words[1:]
	if words[0].text == "image" {
		words = words[1:]
	}
	verb := words[0].text
	plain := slices.DeleteFunc(slices.Clone(words[1:]), func(w shellWord) bool { return strings.HasPrefix(w.text, "-") })
	switch {
	case verb == "push" && len(plain) > 0:
		f.sent = append(f.sent, sent{image: plain[0], path: source.Path})
	case verb == "tag" && len(plain) == 2:
		f.sent = append(f.sent, sent{image: plain[0], name: plain[1], path: source.Path})
	}
}

// pushes marks the builds whose image the same file sends to a registry, by one of the
// names that it has.
func (f *finder) pushes() {
	for n := range f.found.Builds {
		b := &f.found.Builds[n]
		names := slices.Clone(b.Tags)
		for _, t := range f.tagged {
			if t.source == b.Source {
				names = append(names, t.tags...)
			}
		}
		b.Pushed = b.Pushed || f.pushed(b.Source.Path, names)
	}
}

// pushed reports whether a file pushes an image of one of the names, or of one that it
// gives them.
func (f *finder) pushed(path string, names []string) bool {
	for _, s := range f.sent {
		if s.path != path || s.image.open == "" || strings.Contains(s.image.open, open("")) || !named(names, s.image.open) {
			continue
		}
		if s.name.open == "" {
			return true
		}
		names = append(names, s.name.open)
	}
	return false
}

// sends reports whether an output of BuildKit is a registry.
func sends(output string) bool {
	return strings.Contains(output, "type=registry") || strings.Contains(output, "push=true")
}
