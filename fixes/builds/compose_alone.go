package builds

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// standsAlone reports whether a compose file is a whole of its own, though services
// of the base beside it have the same names: it says of each service where its image
// comes from, of one what the base says as well, and nothing starts both files.
func (f *finder) standsAlone(file, base *composeFile) (bool, error) {
	if file.alone == nil {
		alone := isWhole(file, base) && !strings.Contains(path.Base(file.path), "override")
		if alone {
			together, err := f.startedTogether(path.Base(file.path), path.Base(base.path))
			if err != nil {
				return false, err
			}
			alone = !together
		}
		file.alone = &alone
	}
	return *file.alone, nil
}

// isWhole reports whether every service of a file has a build or an image, and one
// has the image that it has in the base: a file that only adds to the base would not
// repeat that.
func isWhole(file, base *composeFile) bool {
	repeats := false
	for _, p := range file.services {
		image := p.value.get("image").str()
		if image == "" && p.value.get("build") == nil && p.value.get("extends") == nil {
			return false
		}
		repeats = repeats || image != "" && p.value.get("build") == nil && slices.ContainsFunc(base.services, func(b pair) bool {
			return b.key == p.key && b.value.get("build") == nil && b.value.get("image").str() == image
		})
	}
	return repeats
}

// twoFiles finds a command line that names two files.
var twoFiles = pattern.New(`(?:-f|--file)[= ]\S+\s.*(?:-f|--file)[= ]`)

// startedTogether reports whether a script, a pipeline or a text for people names
// both compose files in one line, or two files that variables name.
func (f *finder) startedTogether(one, other string) (bool, error) {
	for _, name := range f.files {
		base := strings.ToLower(path.Base(name))
		if reader(name) == nil && !strings.HasPrefix(base, "readme") && path.Ext(base) != ".md" && !strings.HasPrefix(base, ".env") {
			continue
		}
		data, ok, err := f.open(name)
		if err != nil {
			return false, err
		}
		if !ok || foreign(name) {
			continue
		}
		for line := range bytes.Lines(data) {
			if !bytes.Contains(bytes.ToLower(line), []byte("compose")) {
				continue
			}
			text := string(line)
			if strings.Contains(text, one) && containsName(text, other) || strings.Contains(text, "$") && twoFiles.MatchString(text) {
				return true, nil
			}
		}
	}
	return false, nil
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
