package fixes

import "strings"

// Sources returns the JavaScript and TypeScript files below a folder that a
// program may be made of: no tests, type declarations, vendored or built
// files. There are at most maxSources of them.
func (p *Pass) Sources(dir string) []string {
	var out []string
	for _, name := range p.Repo.Under(dir) {
		if len(out) == maxSources {
			break
		}
		if isSource(strings.TrimPrefix(name, dir+"/")) && !inForeignFolder(name) {
			out = append(out, name)
		}
	}
	return out
}
