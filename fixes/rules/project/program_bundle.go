package project

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// Bundles reports whether a script writes a file with everything in it that it
// imports.
func (pr *Project) Bundles(text, file string) bool {
	commands, ok := ScriptCommands(text)
	return ok && slices.ContainsFunc(commands, func(c ScriptCommand) bool { return pr.BundlesBy(c.Words, file) })
}

// BundlesBy is bundles for one command.
func (pr *Project) BundlesBy(words []string, file string) bool {
	words = node.Unwrap(BehindWrappers(words))
	if len(words) == 0 || keptOutside.MatchString(strings.Join(words, " ")) {
		return false
	}
	switch path.Base(words[0]) {
	case "esbuild":
		return slices.Contains(words, "--bundle") && slices.ContainsFunc(words, func(w string) bool {
			to, value, _ := strings.Cut(w, "=")
			return to == "--outfile" && path.Clean(value) == file || to == "--outdir" && path.Clean(value) == path.Dir(file)
		})
	case "ncc":
		return slices.Contains(words, "build") && givenFolder(words, "-o", "--out") == path.Dir(file)
	case "tsup": // which leaves out what package.json has in dependencies
		return givenFolder(words, "-d", "--out-dir") == path.Dir(file) && !pr.tsupConfigured()
	case "tsdown", "rslib":
		return pr.libraryBundles(path.Base(words[0]), words, file)
	case "webpack", "webpack-cli":
		return pr.webpackBundles(words, file)
	}
	return false
}

// givenFolder returns the folder that a flag names, dist without it.
func givenFolder(words []string, flags ...string) string {
	for n, w := range words[:len(words)-1] {
		if slices.Contains(flags, w) {
			return path.Clean(words[n+1])
		}
	}
	return "dist"
}

// tsupConfigured reports whether the configuration of tsup may send its output
// elsewhere, or leave packages out of it.
func (pr *Project) tsupConfigured() bool {
	for _, ending := range append(ConfigEndings, ".json") {
		at := path.Join(pr.Dir, "tsup.config"+ending)
		if found, err := pr.P.Repo.Matches(at, tsupSettings); err != nil || found || pr.takesSettings(at) {
			return true
		}
	}
	found, err := pr.P.Repo.Matches(pr.Manifest.Path, tsupKey)
	return err != nil || found
}

// takesSettings reports whether a configuration may have settings from another file.
func (pr *Project) takesSettings(config string) bool {
	data, ok, err := pr.P.Repo.Read(config)
	return err != nil || ok && slices.ContainsFunc(source.Read(data).Imports, func(module string) bool {
		return !node.Builtin(module) && !bundlers[PackageName(module)]
	})
}

var (
	tsupSettings = pattern.New(`\b(external|skipNodeModulesBundle|bundle|outDir|esbuildOptions|esbuildPlugins)\b`).Needs("external", "skipNodeModulesBundle", "bundle", "outDir", "esbuild")
	tsupKey      = pattern.New(`"tsup"\s*:\s*\{`).Needs("tsup")
)

// keptOutside finds the flags that leave packages out of a bundle.
var keptOutside = pattern.New(`(^| )(--packages|--external|--no-bundle|-e)\b`)
