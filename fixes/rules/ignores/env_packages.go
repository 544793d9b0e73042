package ignores

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

var (
	// packagesBuild finds a step that builds packages of a workspace.
	packagesBuild = pattern.New(`\bbuild\b`)
	// bundlerCall finds the bundler in the script of a package.
	bundlerCall = pattern.New(`\b(vite|next|react-scripts|vue-cli-service|craco|gatsby|nuxt|nuxi)\s+(build|generate)\b`).Needs("build", "generate")
	// somePackages finds that a command works on packages that it names, and in which folder.
	somePackages = pattern.New(`(^|\s)(--filter|-F|--workspace|-w|--scope|--projects?|-p|--prefix|-C|--cwd|--dir|workspace|cd)[=\s]|\bnx\s+(build|run)\s`)
	// prunesOut finds that Turborepo takes packages out of a workspace, and with them no file that
	// git ignores.
	prunesOut = pattern.New(`\bturbo\s+prune\b`).Needs("prune")
)

// usedBelow is usedAt for the packages of a workspace that a Dockerfile copies and builds: a
// bundler reads the environment files in the folder of its package.
func (v *View) usedBelow() string {
	for _, file := range v.files {
		run := runsIn(file, packagesBuild)
		if run == nil {
			continue
		}
		for _, name := range v.tree {
			pkg := path.Dir(name)
			if path.Base(name) != "package.json" || pkg == "." || fixes.Foreign(path.Join(v.Context.Dir, pkg)) {
				continue
			}
			m, err := v.p.Repo.Manifest(path.Join(v.Context.Dir, pkg))
			if err != nil || m == nil || !bundlerCall.MatchString(m.Scripts["build"]) || !takesFolder(file, pkg) {
				continue
			}
			if run := buildOf(file, m, pkg); run != nil {
				if where := v.usedAt(fmt.Sprintf("%s:%d", file.Path, run.StartLine), pkg); where != "" {
					return where
				}
			}
		}
	}
	return ""
}

// takesFolder reports whether a Dockerfile copies a folder of the context with all that lies in it.
func takesFolder(file *dockerfile.File, folder string) bool {
	pruned := runsIn(file, prunesOut) != nil
	return slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool {
		return i.Is("COPY", "ADD") && slices.ContainsFunc(launch.FromContext(i), func(source string) bool {
			at := path.Clean("/" + source)[1:]
			return at == "" && !pruned || at == folder || at != "" && strings.HasPrefix(folder, at+"/")
		})
	})
}

// buildOf returns the step of a Dockerfile that builds a package of a workspace, nil where none
// certainly does.
func buildOf(file *dockerfile.File, m *node.Manifest, pkg string) *dockerfile.Instruction {
	names := []string{regexp.QuoteMeta(pkg), regexp.QuoteMeta(path.Base(pkg))}
	if m.Name != "" {
		names = append(names, regexp.QuoteMeta(m.Name))
	}
	named := regexp.MustCompile(`(^|[\s='"/{])(` + strings.Join(names, "|") + `)($|[\s'"/.}:])`)
	var workdir string
	for _, i := range file.Instructions {
		switch {
		case i.Is("FROM"):
			workdir = ""
		case i.Is("WORKDIR"):
			workdir = strings.TrimSpace(i.Text[len("WORKDIR"):])
		case i.Is("RUN") && packagesBuild.MatchString(i.Spoken()):
			spoken := i.Spoken()
			if some := somePackages.MatchString(spoken); some && named.MatchString(spoken) || !some && strings.HasSuffix("/"+strings.Trim(workdir, "/"), "/"+pkg) {
				return i
			}
		}
	}
	return nil
}
