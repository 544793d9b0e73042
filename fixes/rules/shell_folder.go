package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// shellFolder finds what reads PWD, which a shell sets and a container runtime does not, where
// nothing stands in for it.
var shellFolder = pattern.New(`\bprocess\.env(?:\.PWD\b|\[\s*['"` + "`" + `]PWD['"` + "`" + `]\s*\])\s*(?:[^|?\s]|$)|\{[^{}\n=]*\bPWD\b\s*[,:}][^{}\n]*\}?\s*=\s*process\.env\b`).Needs("PWD")

// readsShellFolder returns the source file of the target's program that reads PWD, "" when
// none does.
func readsShellFolder(p *fixes.Pass, t *fixes.Target) string {
	for _, name := range sourcesOf(p, t) {
		if found, err := p.Repo.Matches(name, shellFolder); err == nil && found {
			return name
		}
	}
	return ""
}
