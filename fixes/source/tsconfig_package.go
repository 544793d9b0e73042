package source

import (
	"path"
	"strconv"
	"strings"
)

// A packageTree is a tree that also knows its packages by their names.
type packageTree interface {
	// PackageDir returns the folder of a package.
	PackageDir(name string) (dir string, ok bool)
}

// readPackage takes over what the configuration in a package says of imports: that of the tree, or of one
// that is known. Where files lie is for who extends it to say.
func (c *TSConfig) readPackage(tree Tree, parent string, depth int) error {
	if nodeBase[parent] {
		return nil
	}
	name, file := parent, ""
	if n := 1 + strings.Count(parent[:1], "@"); strings.Count(parent, "/") >= n {
		parts := strings.SplitN(parent, "/", n+1)
		name, file = strings.Join(parts[:n], "/"), parts[n]
	}
	if file == "" {
		file = "tsconfig.json"
	} else if path.Ext(file) != ".json" {
		file += ".json"
	}
	packages, ok := tree.(packageTree)
	if !ok {
		c.KeepsImports = true
		return nil
	}
	dir, ok := packages.PackageDir(name)
	at := path.Join(dir, file)
	data, there, err := tree.Read(at)
	if err != nil {
		return err
	}
	var f tsconfigFile
	if !ok || !there || UnmarshalJSONC(data, &f) != nil {
		c.KeepsImports = true // what it says is not known
		return nil
	}
	var theirs TSConfig
	if err := theirs.read(tree, at, depth); err != nil {
		return err
	}
	c.KeepsImports = c.KeepsImports || theirs.KeepsImports
	c.ImportHelpers = c.ImportHelpers || theirs.ImportHelpers
	if c.JSX == "" {
		c.JSX = theirs.JSX
	}
	return nil
}

// nodeBase are configurations for a release of Node, which leave imports of types out.
var nodeBase = func() map[string]bool {
	out := map[string]bool{}
	for major := 10; major <= 26; major++ {
		name := "@tsconfig/node" + strconv.Itoa(major)
		out[name], out[name+"/tsconfig.json"] = true, true
	}
	return out
}()
