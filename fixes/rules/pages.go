package rules

import (
	"embed"
	"fmt"
	"sync"

	"github.com/nodedock/nodedock/fixes"
)

//go:embed *.md
var pages embed.FS

// doc reads a rule's page when somebody first asks for it: most runs show none.
// A page that is missing or incomplete is a programmer's mistake and stops the
// program.
func doc(name string) func() fixes.Doc {
	return sync.OnceValue(func() fixes.Doc {
		data, err := pages.ReadFile(name)
		if err != nil {
			panic(fmt.Sprintf("the page of a rule: %v", err))
		}
		d, err := fixes.ParseDoc(string(data))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		return d
	})
}
