package installs

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

var (
	clientBlock  = pattern.New(`(?m)^[ \t]*generator\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"prisma-client(?:-js)?"[^}]*\}`).Needs("generator")
	clientOutput = pattern.New(`\boutput\s*=\s*(?:"([^"\n]*)"|env)`).Needs("output")
)

// clientInModules reports whether a schema of the project lets Prisma make its
// client in node_modules, as it does unless it is told another place.
func (e *emptied) clientInModules() bool {
	names, err := e.p.Repo.Select(schemas)
	if err != nil {
		return false
	}
	blocks := 0
	for _, name := range names {
		if !launch.InFolderOrRoot(name, e.install.Dir) {
			continue
		}
		found, err := e.p.Repo.FindAll(name, clientBlock)
		if err != nil {
			continue
		}
		for _, m := range found {
			blocks++
			if out := clientOutput.FindStringSubmatch(m[0]); out == nil || strings.Contains(out[1], "node_modules") {
				return true
			}
		}
	}
	return blocks == 0
}

// clientMakesItself reports whether @prisma/client generates when an instruction installs it:
// it did before version 7, where prisma is installed too and the schema lies where both look
// for it.
func (e *emptied) clientMakesItself(stage *dockerfile.Stage, by *dockerfile.Instruction, withoutDev bool) bool {
	client, ok := e.lock.Find("@prisma/client")
	prisma, has := e.lock.Find("prisma")
	version, _, _ := strings.Cut(client.Version, ".")
	if major, err := strconv.Atoi(version); !ok || !has || err != nil || major >= 7 || withoutDev && prisma.Dev || !e.clientInModules() {
		return false
	}
	return slices.ContainsFunc([]string{"schema.prisma", "prisma/schema.prisma"}, func(name string) bool {
		at, ok := e.p.Origin(stage, path.Join(e.install.Workdir, name), by)
		return ok && e.p.Repo.Exists(at)
	})
}
