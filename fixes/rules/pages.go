package rules

import (
	"embed"
	"fmt"

	"github.com/nodedock/nodedock/fixes"
)

//go:embed *.md
var pages embed.FS

// doc reads a rule's page. A page that is missing or incomplete is a
// programmer's mistake and stops the program at start-up.
func doc(name string) fixes.Doc {
	data, err := pages.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("the page of a rule: %v", err))
	}
	d, err := fixes.ParseDoc(string(data))
	if err != nil {
		panic(fmt.Sprintf("%s: %v", name, err))
	}
	return d
}
