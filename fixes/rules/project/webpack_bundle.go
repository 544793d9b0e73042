package project

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// webpackBundles reports whether webpack writes a file with everything in it that it imports: for node, by
// a configuration that leaves nothing outside and takes no part from another file.
func (pr *Project) webpackBundles(words []string, file string) bool {
	config := ""
	for n := 1; n < len(words); n++ {
		flag, value, joined := strings.Cut(words[n], "=")
		if strings.HasPrefix(flag, "-") && !joined && n+1 < len(words) {
			n++
			value = words[n]
		}
		switch flag {
		case "build", "bundle", "b":
		case "--mode":
		case "-c", "--config":
			config = path.Clean(value)
		default:
			return false
		}
	}
	if config == "" {
		for _, ending := range ConfigEndings {
			if name := "webpack.config" + ending; pr.P.Repo.Exists(path.Join(pr.Dir, name)) {
				config = name
				break
			}
		}
	}
	name := path.Join(pr.Dir, config)
	if config == "" || path.Dir(config) != "." || !pr.P.Repo.Exists(name) {
		return false
	}
	forNode, err := pr.P.Repo.Matches(name, webpackNode)
	if err != nil || !forNode {
		return false
	}
	if open, err := pr.P.Repo.Matches(name, webpackOpen); err != nil || open {
		return false
	}
	folders, err := pr.P.Repo.FindAll(name, webpackFolder)
	if err != nil {
		return false
	}
	folder := "dist"
	for n, m := range folders {
		if m[1] == "" || n > 0 {
			return false
		}
		folder = path.Clean(m[1])
	}
	names, err := pr.P.Repo.FindAll(name, webpackFile)
	if err != nil || len(names) > 1 || folder != path.Dir(file) {
		return false
	}
	if len(names) == 0 {
		return path.Base(file) == "main.js"
	}
	return names[0][1] == path.Base(file) || strings.HasPrefix(names[0][1], "[name].") && path.Ext(names[0][1]) == path.Ext(file)
}

var (
	webpackNode = pattern.New(`\btarget\s*:\s*['"](?:async-)?node[\d.]*['"]`).Needs("target")
	// webpackOpen finds what leaves packages outside, and what is not in this one file.
	webpackOpen = pattern.New(`(?i)\bexternal|externals|IgnorePlugin|\bmerge\b|\b(?:require\(|from)\s*['"]\.|(?:module\.exports\s*=|export\s+default)\s*\[|\bDllReference|federation|__non_webpack_require__`)
	// webpackFolder finds where the output goes, in its group when it is below the project.
	webpackFolder = pattern.New(`\bpath\s*:\s*(?:(?:path\.)?(?:resolve|join)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*['"](?:\./)?([\w-][\w./-]*)['"]\s*\))?`)
	webpackFile   = pattern.New(`\bfilename\s*:\s*['"]([^'"]+)['"]`).Needs("filename")
)

// libraryBundles reports whether a bundler of libraries, which leaves out what package.json has in
// dependencies and takes in the rest, writes a file.
func (pr *Project) libraryBundles(tool string, words []string, file string) bool {
	switch tool {
	case "tsdown":
		return givenFolder(words, "-d", "--out-dir") == path.Dir(file) && !pr.configuredBy("tsdown") && !slices.ContainsFunc(words[1:], func(w string) bool {
			return strings.HasPrefix(w, "-") && w != "-d" && w != "--out-dir" && !strings.HasPrefix(w, "--format") && w != "--minify" && w != "--clean"
		})
	case "rslib":
		return slices.Contains(words, "build") && path.Dir(file) == "dist" && !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "-") }) && !pr.configuredBy("rslib")
	}
	return false
}

// configuredBy reports whether the configuration of such a bundler may send its output elsewhere, or leave more out.
func (pr *Project) configuredBy(tool string) bool {
	for _, ending := range append(slices.Clone(ConfigEndings), ".json") {
		at := path.Join(pr.Dir, tool+".config"+ending)
		if found, err := pr.P.Repo.Matches(at, librarySettings); err != nil || found || pr.takesSettings(at) {
			return true
		}
	}
	found, err := pr.P.Repo.Matches(pr.Manifest.Path, libraryKey)
	return err != nil || found
}

var (
	librarySettings = pattern.New(`(?i)external|neverBundle|onlyBundle|skipNodeModules|\bbundle\b|\bunbundle\b|outDir|distPath|inputOptions|outputOptions|plugins|\bdeps\b|\bextends\b|['"]\.{1,2}/[^'"]*config`)
	libraryKey      = pattern.New(`"(?:tsdown|rslib)"\s*:\s*\{`).Needs("tsdown", "rslib")
)
