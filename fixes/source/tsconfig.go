package source

import (
	"path"
	"slices"
	"strings"
)

// A TSConfig is what a tsconfig.json says about where files lie. Paths are
// those of the repository.
type TSConfig struct {
	OutDir, RootDir string // "" when not set
	BaseURL         string
	// Paths are the aliases, pattern → targets, relative to BaseURL or to the
	// file.
	Paths map[string][]string
	// KeepsImports reports that an import of which only types are used stays in
	// the program, or may: what a package says that is extended is not known.
	KeepsImports bool
	// ImportHelpers reports that what the compiler adds is imported from tslib, and
	// JSX the module that it makes calls of JSX from, "" for none.
	ImportHelpers bool
	JSX           string
}

type tsconfigFile struct {
	Extends         any             `json:"extends"`
	CompilerOptions tsconfigOptions `json:"compilerOptions"`
}

type tsconfigOptions struct {
	OutDir  string              `json:"outDir"`
	RootDir string              `json:"rootDir"`
	BaseURL string              `json:"baseUrl"`
	Paths   map[string][]string `json:"paths"`
	Keeps   bool                `json:"verbatimModuleSyntax"`
	Keeps4  bool                `json:"preserveValueImports"`
	Unused  string              `json:"importsNotUsedAsValues"`
	Helpers bool                `json:"importHelpers"`
	JSX     string              `json:"jsx"`
	Source  string              `json:"jsxImportSource"`
}

// ReadTSConfig reads the tsconfig.json of a folder and what it extends by path.
// What is absent or malformed sets nothing.
func ReadTSConfig(tree Tree, dir string) (TSConfig, error) {
	var c TSConfig
	for _, base := range []string{"tsconfig.build.json", "tsconfig.json", "jsconfig.json"} {
		if err := c.read(tree, path.Join(dir, base), 0); err != nil {
			return c, err
		}
	}
	return c, nil
}

// maxExtends bounds how many files are followed.
const maxExtends = 5

func (c *TSConfig) read(tree Tree, name string, depth int) error {
	data, ok, err := tree.Read(name)
	if err != nil || !ok || depth > maxExtends {
		return err
	}
	var f tsconfigFile
	if UnmarshalJSONC(data, &f) != nil {
		return nil
	}
	dir, o := path.Dir(name), f.CompilerOptions
	set := func(field *string, value string) {
		if *field == "" && value != "" {
			*field = path.Join(dir, value)
		}
	}
	set(&c.OutDir, o.OutDir)
	set(&c.RootDir, o.RootDir)
	set(&c.BaseURL, o.BaseURL)
	c.KeepsImports = c.KeepsImports || o.Keeps || o.Keeps4 || o.Unused == "preserve" || o.Unused == "error"
	c.ImportHelpers = c.ImportHelpers || o.Helpers
	if c.JSX == "" {
		c.JSX = o.jsx()
	}
	if c.Paths == nil && o.Paths != nil {
		c.Paths = map[string][]string{}
		base := dir
		if o.BaseURL != "" {
			base = path.Join(dir, o.BaseURL)
		}
		for pattern, targets := range o.Paths {
			for _, t := range targets {
				c.Paths[pattern] = append(c.Paths[pattern], path.Join(base, t))
			}
		}
	}
	for _, parent := range f.parents() {
		if !Relative(parent) {
			if err := c.readPackage(tree, parent, depth+1); err != nil {
				return err
			}
			continue
		}
		if path.Ext(parent) != ".json" {
			parent += ".json"
		}
		if err := c.read(tree, path.Join(dir, parent), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// parents returns what the file extends, what counts most first.
func (f *tsconfigFile) parents() (out []string) {
	switch e := f.Extends.(type) {
	case string:
		return []string{e}
	case []any:
		for _, one := range e {
			if s, ok := one.(string); ok {
				out = append([]string{s}, out...)
			}
		}
	}
	return out
}

// jsx returns the module that calls of JSX are imported from where the compiler
// adds that import.
func (o *tsconfigOptions) jsx() string {
	switch {
	case !strings.HasPrefix(o.JSX, "react-jsx"):
		return ""
	case o.Source != "":
		return o.Source
	}
	return "react"
}

// Alias returns the file that a module stands for by the aliases; ours reports
// that an alias names it, found or not.
func (c TSConfig) Alias(tree Tree, module string) (name string, ours bool) {
	patterns := make([]string, 0, len(c.Paths))
	for pattern := range c.Paths {
		patterns = append(patterns, pattern)
	}
	slices.SortFunc(patterns, func(a, b string) int { return len(b) - len(a) })
	for _, pattern := range patterns {
		prefix, suffix, star := strings.Cut(pattern, "*")
		if !star && module != pattern || !strings.HasPrefix(module, prefix) || !strings.HasSuffix(module, suffix) || pattern == "*" || len(module) < len(prefix)+len(suffix) {
			continue
		}
		middle := module[len(prefix) : len(module)-len(suffix)]
		if !star {
			middle = ""
		}
		for _, target := range c.Paths[pattern] {
			if name, ok := File(tree, strings.Replace(target, "*", middle, 1)); ok {
				return name, true
			}
		}
		return "", true
	}
	if c.BaseURL != "" {
		if name, ok := File(tree, path.Join(c.BaseURL, module)); ok {
			return name, true
		}
	}
	return "", false
}

// Built returns the source of a file that a build makes, both as repository
// paths; project is the folder of the package.json. It is "" unless exactly one
// file can be meant.
func (c TSConfig) Built(tree Tree, project, file string) string {
	var dirs [][2]string // folder of the output, folder of the sources
	out := c.OutDir
	if out == "" {
		first, _, _ := strings.Cut(strings.TrimPrefix(file, project+"/"), "/")
		out = path.Join(project, first)
	}
	if c.RootDir != "" {
		dirs = append(dirs, [2]string{out, c.RootDir})
	} else {
		dirs = append(dirs, [2]string{out, path.Join(project, "src")}, [2]string{out, project})
	}
	var found []string
	for _, d := range dirs {
		rest, ok := strings.CutPrefix(file, d[0]+"/")
		if !ok {
			continue
		}
		stem := strings.TrimSuffix(rest, path.Ext(rest))
		for _, ending := range []string{".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"} {
			if name := path.Join(d[1], stem+ending); tree.Exists(name) && name != file && !slices.Contains(found, name) {
				found = append(found, name)
				break
			}
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}
