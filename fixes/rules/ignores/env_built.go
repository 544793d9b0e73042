package ignores

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// builtIn finds, in an example of an environment file, the variables that
	// bundlers write into what they build.
	builtIn = pattern.New(`(?m)^[ \t]*(?:export[ \t]+)?((?:VITE|REACT_APP|NEXT_PUBLIC|VUE_APP|GATSBY|NUXT_PUBLIC)_\w+)[ \t]*=`)
	// bundlerRun  finds the step that makes the program out of its sources.
	bundlerRun  = pattern.New(`\b(run(?:-script)?\s+|yarn\s+|pnpm\s+|bun\s+)build\b|\b(vite|next|react-scripts|vue-cli-service|craco|gatsby|nuxt|nuxi)\s+(build|generate)\b`).Needs("build", "generate")
	prismaAsks  = pattern.New(`\bprisma\s+(migrate|db)\s+\w+`).Needs("prisma")
	schemaNames = pattern.New(`\burl\s*=\s*env\(\s*"(\w+)"\s*\)`).Needs("env(")
)

// needsBuiltEnv holds back when a step of a build takes from an environment file
// what no Dockerfile sets: a variable that the bundler writes into the program,
// or the address of the database that Prisma changes.
func (v *View) needsBuiltEnv() string {
	if at := v.runs(bundlerRun); at != "" {
		if where := v.exampleOf(at); where != "" {
			return where
		}
		if where := v.configOf(at); where != "" {
			return where
		}
		if where := v.usedAt(at, "."); where != "" {
			return where
		}
		if where := v.servedAt(at); where != "" {
			return where
		}
	}
	if where := v.usedBelow(); where != "" {
		return where
	}
	if at := v.servesAt(); at != "" {
		if where := v.usedAt(at, "."); where != "" {
			return where
		}
	}
	at := v.runs(prismaAsks)
	if at == "" || v.hides(".env") {
		return ""
	}
	for _, name := range v.tree {
		if path.Ext(name) != ".prisma" || strings.Contains(name, "node_modules/") {
			continue
		}
		found, err := v.p.Repo.FindAll(path.Join(v.Context.Dir, name), schemaNames)
		if err == nil && len(found) > 0 && !v.speaksOf(found[0][1]) {
			return fmt.Sprintf("%s runs Prisma, which asks for %s, and no Dockerfile sets it, so the build takes it from such a file", at, found[0][1])
		}
	}
	return ""
}

// exampleOf returns an example of an environment file with a variable that the
// sources beside it use and no Dockerfile sets.
func (v *View) exampleOf(at string) string {
	for _, name := range v.tree {
		if !envExample.MatchString(path.Base(name)) || strings.Contains(name, "node_modules/") || v.hides(strings.TrimSuffix(name, path.Ext(name))) {
			continue
		}
		name = path.Join(v.Context.Dir, name)
		found, err := v.p.Repo.FindAll(name, builtIn)
		if err != nil {
			continue
		}
		for _, m := range found {
			if !v.speaksOf(m[1]) && v.usedBeside(name, m[1]) {
				return fmt.Sprintf("%s has people set %s in such a file, and %s builds it into the program. Give it to the build as an ARG", name, m[1], at)
			}
		}
	}
	return ""
}

var (
	// loadsDotenv finds a configuration of a bundler that loads an environment file, and
	// namedDotenv the one that it names.
	loadsDotenv = pattern.New(`["'](dotenv(-webpack|-flow|-expand|-safe)?|rollup-plugin-dotenv|esbuild-plugin-dotenv|gulp-env)(/config)?["']`).Needs("dotenv", "gulp-env")
	namedDotenv = pattern.New(`["']([\w./-]*\.env\.[\w.-]+)["']`).Needs(".env.")
	exampleLine = pattern.New(`(?m)^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=`)
)

// configOf returns how the configuration of a bundler takes an environment file that
// is not in the repository: it names one, or the example of one has a variable that
// the sources use and no Dockerfile sets.
func (v *View) configOf(at string) string {
	for _, name := range v.tree {
		if !buildConfig.MatchString(path.Base(name)) || strings.Contains(name, "node_modules/") {
			continue
		}
		full := path.Join(v.Context.Dir, name)
		if found, err := v.p.Repo.Matches(full, loadsDotenv); err != nil || !found {
			continue
		}
		named, err := v.p.Repo.FindAll(full, namedDotenv)
		if err != nil {
			continue
		}
		for _, m := range named {
			if file := path.Join(path.Dir(name), m[1]); !envExample.MatchString(path.Base(file)) && !slices.Contains(v.tree, file) && !v.hides(file) {
				return fmt.Sprintf("%s loads %s, which is not in the repository, and %s builds with it", full, file, at)
			}
		}
		for _, example := range v.tree {
			if path.Dir(example) != path.Dir(name) || !envExample.MatchString(path.Base(example)) || v.hides(strings.TrimSuffix(example, path.Ext(example))) {
				continue
			}
			found, err := v.p.Repo.FindAll(path.Join(v.Context.Dir, example), exampleLine)
			if err != nil {
				continue
			}
			for _, m := range found {
				if !v.speaksOf(m[1]) && v.usedBeside(full, m[1]) {
					return fmt.Sprintf("%s has people set %s in such a file, and %s builds it into the program. Give it to the build as an ARG", path.Join(v.Context.Dir, example), m[1], at)
				}
			}
		}
	}
	return ""
}

// hides reports whether the ignore file leaves a file out already, so that no
// build can need it.
func (v *View) hides(name string) bool {
	return v.Context.Ignore != nil && v.Context.Ignore.Ignored(name)
}

// usedBeside reports whether a source below the folder of a file has the word.
func (v *View) usedBeside(name, word string) bool {
	for _, file := range v.p.Sources(path.Dir(name)) {
		if data, ok, err := v.p.Repo.Read(file); err == nil && ok && strings.Contains(string(data), word) {
			return true
		}
	}
	return false
}

// runs returns where a RUN of the context's Dockerfiles does something.
func (v *View) runs(what *pattern.Pattern) string {
	for _, file := range v.files {
		if i := runsIn(file, what); i != nil {
			return fmt.Sprintf("%s:%d", file.Path, i.StartLine)
		}
	}
	return ""
}

// runsIn returns the first RUN of a Dockerfile that does something, nil for none.
func runsIn(file *dockerfile.File, what *pattern.Pattern) *dockerfile.Instruction {
	for _, i := range file.Instructions {
		if i.Is("RUN") && what.MatchString(i.Spoken()) {
			return i
		}
	}
	return nil
}
