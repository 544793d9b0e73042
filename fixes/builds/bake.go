package builds

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/nodedock/nodedock/fixes/nesting"
)

// bakeFile is a parsed bake file.
type bakeFile struct {
	path string
	body *hcl.BodyContent
}

// bakeSchema is what is read of a bake file; functions are not evaluated.
var bakeSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "group", LabelNames: []string{"name"}},
	{Type: "target", LabelNames: []string{"name"}},
}}

// readBake parses a bake file. Its targets are added when all bake files are
// read, because those of one folder add to each other.
func readBake(f *finder, name string, data []byte) error {
	body, line, err := parseBake(name, data)
	if err != nil {
		f.problem(name, line, err.Error())
		return nil
	}
	f.bakeFiles = append(f.bakeFiles, bakeFile{name, body})
	return nil
}

// parseBake parses HCL or JSON. The error is the first one, with its line.
func parseBake(name string, data []byte) (*hcl.BodyContent, int, error) {
	if nesting.TooDeep(string(data)) {
		return nil, 0, errors.New("nested too deeply")
	}
	parse := func() (*hcl.File, hcl.Diagnostics) {
		return hclsyntax.ParseConfig(data, name, hcl.InitialPos)
	}
	if strings.HasSuffix(strings.ToLower(name), ".json") {
		parse = func() (*hcl.File, hcl.Diagnostics) { return json.Parse(data, name) }
	}
	file, diags := parse()
	if !diags.HasErrors() {
		var content *hcl.BodyContent
		if content, _, diags = file.Body.PartialContent(bakeSchema); !diags.HasErrors() {
			return content, 0, nil
		}
	}
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		return nil, line, errors.New(d.Summary)
	}
	return nil, 0, diags
}

// bake adds the targets of the bake files, folder by folder.
func (f *finder) bake() {
	slices.SortStableFunc(f.bakeFiles, func(a, b bakeFile) int {
		if c := strings.Compare(path.Dir(a.path), path.Dir(b.path)); c != 0 {
			return c
		}
		return bakeRank(a.path) - bakeRank(b.path)
	})
	for len(f.bakeFiles) > 0 {
		dir := path.Dir(f.bakeFiles[0].path)
		n := 1
		for n < len(f.bakeFiles) && path.Dir(f.bakeFiles[n].path) == dir {
			n++
		}
		f.bakeSet(dir, f.bakeFiles[:n])
		f.bakeFiles = f.bakeFiles[n:]
	}
}

// bakeRank is the order in which bake reads the files of a folder; the later
// one overrides. Files of other names come last and stand alone.
func bakeRank(name string) int {
	order := []string{"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"}
	if at := slices.Index(order, strings.ToLower(path.Base(name))); at >= 0 {
		return at
	}
	return len(order)
}

// bakeSet adds the targets of the files of one folder: those that bake reads by
// itself together, any other with them as their base.
func (f *finder) bakeSet(dir string, files []bakeFile) {
	var base []bakeFile
	for _, file := range files {
		if bakeRank(file.path) < 4 {
			base = append(base, file)
		}
	}
	if len(base) > 0 {
		newBaker(f, dir, base).addAll()
	}
	for _, file := range files {
		if bakeRank(file.path) == 4 {
			b := newBaker(f, dir, append(slices.Clone(base), file))
			b.only = file.path
			b.addAll()
		}
	}
}
