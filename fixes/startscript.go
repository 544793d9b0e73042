package fixes

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// scriptStartsNode reports whether the process is a shell script of the
// repository that calls Node or one of its package managers.
func (p *Pass) scriptStartsNode(t *Target, words []string) bool {
	if len(words) > 1 && shells[path.Base(words[0])] {
		words = words[1:]
	}
	name, ok := p.Origin(t.Stage, t.Chain.End.Abs(words[0]), nil)
	if !ok || p.Repo.IsDir(name) {
		return false
	}
	src, ok, err := p.Repo.Read(name)
	if err != nil || !ok || len(src) > maxStartScript {
		return false
	}
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(string(src)), name)
	if err != nil {
		return false
	}
	found := false
	syntax.Walk(file, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && callsNode(call) {
			found = true
		}
		return !found
	})
	return found
}

// maxStartScript is the longest start script, in bytes, that is taken apart.
const maxStartScript = 64 << 10

var shells = map[string]bool{"sh": true, "ash": true, "dash": true, "bash": true}

// callsNode reports whether a command is Node or a package manager, behind exec
// and init processes as well.
func callsNode(call *syntax.CallExpr) bool {
	var words []string
	for _, arg := range call.Args {
		words = append(words, arg.Lit())
	}
	if len(words) > 0 && words[0] == "exec" {
		words = words[1:]
	}
	words = Unwrap(words)
	return len(words) > 0 && nodePrograms[path.Base(words[0])]
}
