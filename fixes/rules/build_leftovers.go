package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/text"
)

// keptByBuild lists what stays in a target's image although only its build
// needs it: compilers, dev dependencies, and the tools and sources of a build.
// They stand at the stage's base; dev dependencies alone at their install.
func keptByBuild(p *fixes.Pass, t *fixes.Target) (kept []string, span text.Span, err error) {
	span = t.Stage.From.Span
	if t.Stage.Base.Located {
		span = t.Stage.Base.Span
	}
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") {
			continue
		}
		if compilers := slices.DeleteFunc(systemPackages(m), func(pkg string) bool { return !compilerPackages[pkg] }); len(compilers) > 0 {
			kept = append(kept, fmt.Sprintf("%s (line %d)", and(compilers), m.StartLine))
		}
	}
	for _, m := range t.Chain.Steps {
		if command := projectBuild(m); command != "" {
			kept = append(kept, fmt.Sprintf("the sources and tools of %s (line %d)", quoted(command), m.StartLine))
		}
	}
	built := len(kept) > 0
	for _, tree := range devModules(p, t.Stage) {
		pr := projectOfInstall(p, tree.install)
		if tree.from != nil || pr.manifest == nil || !pr.hasDev() {
			continue
		}
		if !built { // without a build, what the program needs is no leftover of one
			if needed, err := programNeedsDev(p, t, pr); err != nil || needed {
				return kept, span, err
			}
		}
		if len(kept) == 0 {
			span = installSpan(tree.install)
		}
		if line := fmt.Sprintf("dev dependencies (line %d)", tree.install.At.StartLine); !slices.Contains(kept, line) {
			kept = append(kept, line)
		}
	}
	return kept, span, nil
}

// programNeedsDev reports whether the image's own program, installed by a
// project, needs dev dependencies while it runs.
func programNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project) (bool, error) {
	shipped := asInstalled(t, pr)
	if startNeedsDev(p, shipped, pr) != "" {
		return true, nil
	}
	found, err := devImport(p, shipped, pr)
	return found != "", err
}

// asInstalled returns the target with the project that was installed in it as
// what runs.
func asInstalled(t *fixes.Target, pr *project) *fixes.Target {
	shipped := *t
	shipped.Manifest, shipped.Dir = pr.manifest, pr.dir
	return &shipped
}

// compilerPackages compile native code, and do nothing else in an image.
var compilerPackages = wordSet(`gcc g++ clang build-base build-essential make cmake musl-dev libc-dev libc6-dev linux-headers alpine-sdk autoconf automake libtool nasm`)

// projectBuild returns the command of a RUN that builds the project, "" when
// there is none.
func projectBuild(m fixes.Moment) string {
	if !m.Is("RUN") {
		return ""
	}
	for _, c := range leanCommands(m) {
		words := c.Leading()
		if len(words) == 0 {
			continue
		}
		if name, _, ok := node.ScriptName(words); ok && buildScript.MatchString(name) || buildsDirectly(node.Unwrap(words)) {
			return strings.Join(words[:min(len(words), 4)], " ")
		}
	}
	return ""
}

var buildScript = pattern.New(`^(pre|post)?(build|compile|bundle|dist|transpile|webpack|tsc)([:_.-].*)?$|[:_.-]build$`)

// builders are programs that build a project, with the word that asks them to;
// "" when they do nothing else.
var builders = map[string]string{
	"tsc": "", "webpack": "", "rollup": "", "esbuild": "", "tsup": "", "babel": "", "swc": "", "ncc": "", "parcel": "build", "next": "build", "nest": "build", "vite": "build", "ng": "build",
	"nuxt": "build", "nuxi": "build", "react-scripts": "build", "vue-cli-service": "build", "turbo": "build", "nx": "build", "gatsby": "build", "remix": "build", "astro": "build", "strapi": "build",
}

func buildsDirectly(words []string) bool {
	if len(words) == 0 {
		return false
	}
	verb, known := builders[path.Base(words[0])]
	return known && (verb == "" || slices.Contains(words[1:], verb))
}
