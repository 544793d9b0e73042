package builds

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// standsAlone reports whether a compose file is a whole of its own, though services
// of the base beside it have the same names: it says of each service where its image
// comes from, nothing starts both files, and it is started by itself or says of one
// service what the base says as well.
func (f *finder) standsAlone(file, base *composeFile) (bool, error) {
	if file.alone == nil {
		alone := namesImages(file) && !strings.Contains(path.Base(file.path), "override")
		if alone {
			starts, err := f.startsOf(file.path, path.Base(base.path))
			if err != nil {
				return false, err
			}
			alone = !starts.together && (starts.alone || repeats(file, base))
		}
		file.alone = &alone
	}
	return *file.alone, nil
}

// namesImages reports whether every service of a file has a build or an image.
func namesImages(file *composeFile) bool {
	return !slices.ContainsFunc(file.services, func(p pair) bool {
		return p.value.get("image").str() == "" && p.value.get("build") == nil && p.value.get("extends") == nil
	})
}

// repeats reports whether a service has the image that it has in the base: a file that
// only adds to the base would not say that again.
func repeats(file, base *composeFile) bool {
	return slices.ContainsFunc(file.services, func(p pair) bool {
		image := p.value.get("image").str()
		return image != "" && p.value.get("build") == nil && slices.ContainsFunc(base.services, func(b pair) bool {
			return b.key == p.key && b.value.get("build") == nil && b.value.get("image").str() == image
		})
	})
}

// twoFiles finds a command line that names two files, composeFiles the ones that are named
// for Compose.
var (
	twoFiles     = pattern.New(`(?:-f|--file)[= ]\S+\s.*(?:-f|--file)[= ]`)
	composeFiles = pattern.New(`compose(?:\.exe)?\s(?:[^$\n]*?\s)??(?:-f|--file)[= ]\s*(\S+)`)
	continued    = pattern.New(`\\\r?\n`)
)

// starts is how a compose file is started, as the repository tells.
type starts struct {
	together bool // with its base: a line names both, or two files that variables name
	alone    bool // a command line names it and no other
}

// startsOf looks through scripts, pipelines and texts for people for lines that start a
// compose file beside its base. A text may list both files without starting them.
func (f *finder) startsOf(file, other string) (found starts, err error) {
	one := path.Base(file)
	namesakes := 0
	for _, name := range f.files {
		if path.Base(name) == one {
			namesakes++
		}
	}
	for _, name := range f.files {
		prose := slices.Contains(f.guides, name)
		if reader(name) == nil && !prose && path.Base(name) != ".env" && !strings.HasPrefix(path.Base(name), ".env.") {
			continue
		}
		data, ok, err := f.open(name)
		if err != nil {
			return found, err
		}
		if !ok || Foreign(name) {
			continue
		}
		for line := range strings.Lines(continued.ReplaceAllString(string(data), " ")) {
			if !strings.Contains(strings.ToLower(line), "compose") {
				continue
			}
			two := twoFiles.MatchString(line)
			if strings.Contains(line, one) && containsName(line, other) && (two || !prose || strings.Contains(line, "COMPOSE_FILE")) || two && strings.Contains(line, "$") {
				return starts{together: true}, nil
			}
			named := composeFiles.FindAllStringSubmatch(line, -1)
			if two || len(named) != 1 {
				continue
			}
			at := path.Clean(strings.Trim(named[0][1], "\"'`,"))
			found.alone = found.alone || at == file || path.Join(path.Dir(name), at) == file || path.Base(at) == one && namesakes == 1
		}
	}
	return found, nil
}

// containsName reports whether a text has a file name that is not the end of another.
func containsName(text, name string) bool {
	for {
		at := strings.Index(text, name)
		if at < 0 {
			return false
		}
		if at == 0 || !strings.ContainsRune("-._", rune(text[at-1])) {
			return true
		}
		text = text[at+len(name):]
	}
}
