package builds

import (
	"path"
	"slices"
	"strings"
)

// A Run is a command that something in the repository runs in an image that is
// built here: "docker run shop npm test" behind "docker build -t shop .", or a
// compose service with the image of another one.
type Run struct {
	Words  []string
	Source Source
}

// started is a command that starts a container, before it is known of which
// build its image is: the words behind "run" or "exec", flags included.
type started struct {
	words   []shellWord
	compose bool            // the image is named by its service
	files   map[string]bool // the names of the compose files that it is given
	source  Source
}

// addRun records a command that starts a container, or runs in one of compose.
func (f *finder) addRun(words []shellWord, source Source) {
	for len(words) > 0 && (wrappers[words[0].text] || strings.Contains(words[0].text, "=")) {
		words = words[1:]
	}
	if len(words) < 2 {
		return
	}
	s := started{source: source}
	switch name := path.Base(words[0].text); {
	case name == "docker-compose" || name == "podman-compose":
		s.compose = true
	case builders[name]:
		s.compose = words[1].text == "compose"
	default:
		return
	}
	for at, w := range words[1:] {
		if w.text == "run" || w.text == "exec" && s.compose {
			s.words, s.files = words[at+2:], composeNames(words[:at+1])
			f.started = append(f.started, s)
			return
		}
	}
}

// runs gives every build the commands that are run in its image.
func (f *finder) runs() {
	for _, s := range f.started {
		f.attach(s)
	}
	for _, s := range f.others {
		for n := range f.found.Builds {
			if b := &f.found.Builds[n]; named(b.Tags, s.Tags[0]) {
				b.Runs = append(b.Runs, Run{s.Command, s.Source})
			}
		}
	}
}

// composeNames returns the names of the files behind the -f of compose's words.
func composeNames(words []shellWord) map[string]bool {
	names := map[string]bool{}
	for at, w := range words {
		flag, name, joined := strings.Cut(w.text, "=")
		if flag != "-f" && flag != "--file" {
			continue
		}
		if !joined && at+1 < len(words) {
			name = words[at+1].text
		}
		names[path.Base(name)] = true
	}
	return names
}

// inFile reports whether a build comes from one of the compose files that a command is
// given. Where none of them has the service it may come from what they extend: then each
// service of the name counts.
func (f *finder) inFile(s started, service string, b *Build) bool {
	given := func(b *Build) bool {
		return b.Source.Kind == Compose && b.Service == service && s.files[path.Base(b.Source.Path)]
	}
	return given(b) || !slices.ContainsFunc(f.found.Builds, func(b Build) bool { return given(&b) })
}

// attach looks for the image or the service among the words: what follows it is
// the command.
func (f *finder) attach(s started) {
	for at, w := range s.words {
		if w.text == "" || strings.HasPrefix(w.text, "-") {
			continue
		}
		found := false
		for n := range f.found.Builds {
			b := &f.found.Builds[n]
			if s.compose && (b.Source.Kind != Compose || b.Service != w.text || !f.inFile(s, w.text, b)) || !s.compose && !named(b.Tags, w.text) {
				continue
			}
			found = true
			if words := textsOf(s.words[at+1:]); len(words) > 0 {
				b.Runs = append(b.Runs, Run{words, s.source})
			}
		}
		if found {
			return
		}
	}
}

func textsOf(words []shellWord) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.text)
	}
	return out
}

// named reports whether an image is one of the tags.
func named(tags []string, image string) bool {
	plain := func(s string) string { return strings.TrimSuffix(strings.TrimPrefix(s, "docker.io/"), ":latest") }
	return slices.ContainsFunc(tags, func(tag string) bool { return plain(tag) == plain(image) })
}
