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
		if !v.Known || !p.oneOfSeveral(v.Value) {
			continue
		}
		s = s.clone()
		s.Args[pair.Name.Text] = Variable{At: v.At} // as without a default
	}
	return s
}

// oneOfSeveral reports whether a text is the name, or the end of the path, of a
// folder with a package.json that has another such folder beside it.
func (p *Pass) oneOfSeveral(text string) bool {
	if text == "" || strings.HasPrefix(text, "/") || strings.HasPrefix(text, ".") {
		return false
	}
	own, beside := map[string]bool{}, map[string]int{}
	for _, file := range p.Repo.Files() {
		if path.Base(file) != "package.json" || file == "package.json" || strings.Contains("/"+file, "/node_modules/") {
			continue
		}
		dir := path.Dir(file)
		beside[path.Dir(dir)]++
		if dir == text || strings.HasSuffix(dir, "/"+text) {
			own[path.Dir(dir)] = true
		}
	}
	for parent := range own {
		if beside[parent] > 1 {
			return true
		}
	}
	return false
}
