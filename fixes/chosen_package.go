package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// leftOpen takes the defaults of an ARG for unknown where they name the folder of
// one package among several: ARG APP=api beside apps/api and apps/web is there so
// that whoever builds the image chooses among them.
func (p *Pass) leftOpen(s Scene, arg *dockerfile.Instruction) Scene {
	for _, pair := range dockerfile.EnvPairs(arg) {
		v := s.Args[pair.Name.Text]
		if value, ok := p.facts.chosen[pair.Name.Text]; ok {
			s = s.clone()
			s.Args[pair.Name.Text] = Variable{Value: value, Known: true, At: v.At}
			continue
		}
		if !v.Known || !p.Repo.oneOfSeveral(v.Value) {
			continue
		}
		s = s.clone()
		s.Args[pair.Name.Text] = Variable{At: v.At} // as without a default
	}
	return s
}

// oneOfSeveral reports whether a text is the name, or the end of the path, of a
// folder with a package.json that has another such folder beside it.
func (r *Repo) oneOfSeveral(text string) bool {
	if r.several == nil {
		r.several = r.findSeveral()
	}
	return r.several[text]
}

// findSeveral returns the ends of the paths of all such folders.
func (r *Repo) findSeveral() map[string]bool {
	beside := map[string][]string{}
	for _, file := range r.Files() {
		if dir := path.Dir(file); path.Base(file) == "package.json" && dir != "." && !strings.Contains("/"+file, "/node_modules/") {
			beside[path.Dir(dir)] = append(beside[path.Dir(dir)], dir)
		}
	}
	ends := map[string]bool{}
	for _, dirs := range beside {
		for _, end := range dirs {
			for more := len(dirs) > 1; more; _, end, more = strings.Cut(end, "/") {
				ends[end] = true
			}
		}
	}
	return ends
}
