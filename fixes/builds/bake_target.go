package builds

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// baker evaluates the targets of a set of bake files.
type baker struct {
	f       *finder
	dir     string
	only    string // add only targets that this file speaks of; "" for all
	eval    *hcl.EvalContext
	targets map[string][]*hcl.Block
	order   []string
	base    map[string]bool // targets that others inherit
	grouped map[string]bool // targets that a group names
}

func newBaker(f *finder, dir string, files []bakeFile) *baker {
	b := &baker{f: f, dir: dir, eval: bakeContext(files), targets: map[string][]*hcl.Block{}, base: map[string]bool{}, grouped: map[string]bool{}}
	for _, file := range files {
		for _, block := range file.body.Blocks {
			name := block.Labels[0]
			switch block.Type {
			case "target":
				if b.targets[name] == nil {
					b.order = append(b.order, name)
				}
				b.targets[name] = append(b.targets[name], block)
				for _, parent := range b.strings(attributes(block)["inherits"], b.eval) {
					b.base[parent] = true
				}
			case "group":
				for _, member := range b.strings(attributes(block)["targets"], b.eval) {
					b.grouped[member] = true
				}
			}
		}
	}
	return b
}

// attributes returns the attributes of a block that can be had.
func attributes(block *hcl.Block) hcl.Attributes {
	attrs, _ := block.Body.JustAttributes()
	return attrs
}

// addAll adds the targets that are built: not those that exist to be inherited.
func (b *baker) addAll() {
	for _, name := range b.order {
		if !b.grouped[name] && (b.base[name] || strings.HasPrefix(name, "_")) {
			continue
		}
		last := b.targets[name][len(b.targets[name])-1]
		if b.only != "" && last.DefRange.Filename != b.only {
			continue
		}
		for _, eval := range b.matrix(name) {
			b.addTarget(name, last, eval)
		}
	}
}

// addTarget adds one build.
func (b *baker) addTarget(name string, block *hcl.Block, eval *hcl.EvalContext) {
	t := target{build: Build{Service: name, Source: Source{Path: block.DefRange.Filename, Line: block.DefRange.Start.Line, Kind: Bake}}}
	b.collect(&t, name, eval, 0)
	if t.context == "" {
		t.context = "."
	}
	base := b.folder(t)
	context, ok := local(base, t.context)
	if !ok && t.uncertain == "" {
		t.uncertain = fmt.Sprintf("the context %q is not a folder of this repository", t.context)
	}
	t.build.Context = context
	chosen := b.chosen(t, base)
	if t.uncertain == "" || len(chosen) == 0 {
		b.f.add(t.build, t.dockerfile, context, t.inline, t.uncertain)
	}
	b.f.addChosen(chosen)
}

// chosen returns the builds of a target in which a variable chooses the context or
// the Dockerfile.
func (b *baker) chosen(t target, base string) []Build {
	context, ok := local(base, cmp.Or(t.chosen, t.context))
	if !ok || t.inline {
		return nil
	}
	file := cmp.Or(t.file, t.dockerfile)
	if file != "" {
		if file, ok = local(context, file); !ok {
			return nil
		}
	}
	return b.f.chosen(t.build, context, file)
}

// folder returns what the context is relative to: the folder that bake is run
// in, which is the file's own, or the root when only there the Dockerfile is.
func (b *baker) folder(t target) string {
	named := t.dockerfile
	if named == "" {
		named = "Dockerfile"
	}
	if !b.f.exists[path.Join(b.dir, t.context, named)] && b.f.exists[path.Join(t.context, named)] {
		return "."
	}
	return b.dir
}

// target is a bake target while its parents are collected.
type target struct {
	build               Build
	context, dockerfile string
	chosen, file        string // they as templates
	inline              bool
	uncertain           string
}

// maxInherits bounds a chain of inherits, which may be a circle.
const maxInherits = 16

// collect reads a target over those it inherits.
func (b *baker) collect(t *target, name string, eval *hcl.EvalContext, depth int) {
	if depth > maxInherits {
		return
	}
	for _, block := range b.targets[name] {
		for _, parent := range b.strings(attributes(block)["inherits"], eval) {
			b.collect(t, parent, eval, depth+1)
		}
	}
	for _, block := range b.targets[name] {
		b.read(t, attributes(block), eval)
	}
}

// read reads the attributes of one block.
func (b *baker) read(t *target, attrs hcl.Attributes, eval *hcl.EvalContext) {
	for key, to := range map[string]*string{"context": &t.context, "dockerfile": &t.dockerfile, "target": &t.build.Target} {
		attr := attrs[key]
		if attr == nil {
			continue
		}
		v, ok := textOf(attr, eval)
		if !ok && key != "target" {
			t.uncertain = fmt.Sprintf("the %s is computed", key)
		}
		*to = v
	}
	for key, to := range map[string]*string{"context": &t.chosen, "dockerfile": &t.file} {
		if attr := attrs[key]; attr != nil {
			*to, _ = textOf(attr, opened(eval))
		}
	}
	if attrs["dockerfile-inline"] != nil {
		t.inline = true
	}
	for key, to := range map[string]*[]string{"tags": &t.build.Tags, "platforms": &t.build.Platforms} {
		if attr := attrs[key]; attr != nil {
			*to = b.strings(attr, eval)
		}
	}
	if args := textMap(attrs["args"], eval); args != nil {
		t.build.Args = both(t.build.Args, args)
	}
	contexts := textMap(attrs["contexts"], eval)
	t.build.Named = append(t.build.Named, slices.Sorted(maps.Keys(contexts))...)
	t.build.Standing = both(t.build.Standing, standing(contexts, "target:"))
	t.build.Secrets = append(t.build.Secrets, b.secrets(attrs["secret"], eval)...)
}

// secrets reads "id=NAME,…" or objects with an id.
func (b *baker) secrets(attr *hcl.Attribute, eval *hcl.EvalContext) []string {
	var ids []string
	for _, v := range elements(attr, eval) {
		if v.Type().IsObjectType() && v.Type().HasAttribute("id") {
			v = v.GetAttr("id")
		}
		if s, ok := asText(v); ok {
			ids = append(ids, secretID(s))
		}
	}
	return ids
}

// secretID returns the id of "id=NAME,src=…", or of a bare "NAME=value".
func secretID(s string) string {
	for _, part := range strings.Split(s, ",") {
		if id, ok := strings.CutPrefix(strings.TrimSpace(part), "id="); ok {
			return id
		}
	}
	id, _, _ := strings.Cut(s, "=")
	return strings.TrimSpace(id)
}

// strings evaluates a list of texts, those that can be known.
func (b *baker) strings(attr *hcl.Attribute, eval *hcl.EvalContext) []string {
	var out []string
	for _, v := range elements(attr, eval) {
		if s, ok := asText(v); ok {
			out = append(out, s)
		}
	}
	return out
}
