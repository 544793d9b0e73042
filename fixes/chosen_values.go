package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// variablePath finds the variable in a path that is copied, with what stands before it.
var variablePath = pattern.New(`^(?:\./)?([^$]*)\$(?:\{(\w+)\}|(\w+))(?:/|$)`).Needs("$")

// maxChosen bounds how many instructions are walked for all the packages that one ARG may choose: with
// more of them what it chooses stays unknown.
const maxChosen = 6400

// chosenPackages returns the ARG that chooses which package's folder is copied
// (COPY apps/${APP} .), and its values: those of all builds, or else the folders with a
// package.json there. Nothing when the ARG has a default that is none of several.
func (p *Pass) chosenPackages() (name string, values []string) {
	for _, source := range p.sourcesThat(func(s string) bool { return strings.Contains(s, "$") }) {
		m := variablePath.FindStringSubmatch(source)
		if m == nil || m[1] != "" && !strings.HasSuffix(m[1], "/") {
			continue
		}
		name = m[2] + m[3]
		known, isArg := p.defaultOf(name)
		if !isArg || known != "" && !p.Repo.oneOfSeveral(known) {
			continue
		}
		if values = p.builtWith(name); len(values) == 0 {
			values = p.packagesBelow(m[1], known)
		}
		if len(values) > 1 && len(values)*len(p.File.Instructions) <= maxChosen {
			return name, values
		}
	}
	return "", nil
}

// defaultOf returns the default of an ARG of the file, "" for none.
func (p *Pass) defaultOf(name string) (text string, is bool) {
	for _, i := range p.File.Instructions {
		if !i.Is("ARG") {
			continue
		}
		for _, w := range i.Args {
			arg, value, _ := strings.Cut(w.Text, "=")
			if arg == name {
				is = true
				if value != "" {
					text = strings.Trim(value, `"'`)
				}
			}
		}
	}
	return text, is
}

// builtWith returns the values that all builds of the Dockerfile give an ARG; nil when
// one does not say.
func (p *Pass) builtWith(name string) (values []string) {
	for _, b := range p.Context().Builds {
		value := b.Args[name]
		if value == "" {
			return nil
		}
		if !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}

// packagesBelow returns the values that name a folder with a package.json behind what
// stands before the variable: beside the folder of the default where that is a path.
func (p *Pass) packagesBelow(before, known string) (values []string) {
	parent := ""
	if strings.Contains(known, "/") {
		parent = path.Dir(known) + "/"
	} else if before == "" && known == "" {
		return nil
	}
	at := clean(path.Join(p.Context().Dir, before, parent))
	for _, file := range p.Repo.Files() {
		dir := path.Dir(file)
		if path.Base(file) == "package.json" && dir != "." && path.Dir(dir) == at {
			values = append(values, parent+path.Base(dir))
		}
	}
	return values
}
