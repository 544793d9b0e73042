package rights

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// argumentParsers are packages that programs of the command line read their arguments with.
var argumentParsers = []string{
	"commander", "@commander-js/extra-typings", "yargs", "cac", "@oclif/core", "@oclif/command", "clipanion", "meow", "sade", "citty", "cmd-ts", "command-line-args",
}

// writesNamed finds calls that write a file or a folder by a name that is a value of the program.
var writesNamed = pattern.New(`\b(?:writeFile|appendFile|createWriteStream|outputFile|outputJson|writeJson|mkdir|ensureDir|copyFile)(?:Sync)?\(\s*[A-Za-z_$]`)

// WritesWhereTold holds back: the image is a program of the command line, to which people give the
// names of the files that it shall write. In a folder of theirs that they mount, another user may not.
func WritesWhereTold(p *fixes.Pass, t *fixes.Target) string {
	if e := t.Process.Entrypoint; e.At == nil || e.Shell {
		return "" // what people give would replace the program
	}
	program := launch.Loaded(p, t)
	if program == nil || !program.Imports(argumentParsers...) || program.Calls("listen", "serve") {
		return ""
	}
	for _, name := range program.Files {
		if writes, err := p.Repo.Matches(name, writesNamed); err == nil && writes {
			return fmt.Sprintf("the image is a command-line program, and %s writes where its arguments say: another user may not write in a folder that is mounted for it", name)
		}
	}
	return ""
}
