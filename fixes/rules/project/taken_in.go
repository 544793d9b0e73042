package project

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file reads what the configuration of a build says of the packages that it takes in.

var (
	// NamesInside finds the keys of packages that are taken in.
	NamesInside = pattern.New(`\b(?:bundlePagesRouterDependencies|bundlePagesExternals|transpilePackages|noExternal|serverDependenciesToBundle)\b`).Needs("bundlePages", "transpilePackages", "noExternal", "serverDependenciesToBundle")
	// allTaken finds a value that takes everything in, or all dev dependencies.
	allTaken = pattern.New(`^(?:true|["']all["']|Object\.keys\(\s*(?:\w+\.)?devDependencies\b.*)$`)
	// ofBuild and notOfBuild find the conditions that are true in a build for production.
	ofBuild    = pattern.New(`(?i)build|prod`)
	notOfBuild = pattern.New(`(?i)!|\belse\b|:|dev|test|serve|storybook`)
	decided    = pattern.New(`(?s)^(.*?)\s\?\s`)
	quotedName = pattern.New("'[^'\\n]*'|\"[^\"\\n]*\"|`[^`]*`")
)

// TakesAll reports whether a value of a configuration takes all packages in, or all dev dependencies.
func TakesAll(value string) bool { return allTaken.MatchString(value) }

// ForServer reports whether a value of a configuration counts for the server that is built for production: it
// hangs on no other condition, and belongs to the configuration itself, or of Vite to its settings for
// the server.
func ForServer(v source.Placed, vite bool) bool {
	if slices.ContainsFunc(v.Under, func(condition string) bool { return !inBuild(condition) }) {
		return false
	}
	if m := decided.FindStringSubmatch(v.Value); m != nil && !inBuild(m[1]) {
		return false
	}
	if vite {
		return len(v.In) > 0 && v.In[len(v.In)-1] == "ssr" || slices.Contains(v.In, "environments") && !slices.Contains(v.In, "client")
	}
	return len(v.In) == 0 || len(v.In) == 1 && v.In[0] == "experimental"
}

func inBuild(condition string) bool {
	return ofBuild.MatchString(condition) && !notOfBuild.MatchString(condition)
}

// NamesPackage reports whether a value of a configuration names a package: as a text, or in a regular
// expression.
func NamesPackage(value, pkg string) bool {
	for _, text := range source.Read([]byte(value)).Texts {
		if text == pkg || strings.HasPrefix(text, pkg+"/") {
			return true
		}
	}
	rest := quotedName.ReplaceAllString(string(source.Plain([]byte(value))), "")
	return strings.Contains(rest, "/") && strings.Contains(rest, strings.ReplaceAll(pkg, "/", `\/`))
}

// Settled reports whether a configuration gives a key a value whatever else is so: one of its own keys, or one
// of an object that stands under another key of its own.
func Settled(data []byte, in, key, value string) bool {
	for v := range source.Take(data).Placed(key) {
		if strings.Trim(v.Value, "'\"`") == value && len(v.Under) == 0 && path.Join(v.In...) == in {
			return true
		}
	}
	return false
}

// ViteTakesDev reports whether Vite takes all dev dependencies into the server that it builds.
func (pr *Project) ViteTakesDev() bool {
	for _, ending := range ConfigEndings {
		data, ok, err := pr.P.Repo.Read(path.Join(pr.Dir, "vite.config"+ending))
		if err != nil || !ok || !NamesInside.Match(data) {
			continue
		}
		for v := range source.Take(data).Placed("noExternal") {
			if ForServer(v, true) && TakesAll(v.Value) {
				return true
			}
		}
	}
	return false
}
