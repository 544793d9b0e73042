package fixestest

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/policy"
)

// Sections of a case that are no files of the repository.
const (
	registrySection = "registry"
	policySection   = "policy"
	wantFindings    = "want/findings"
	wantDiff        = "want/diff"
	wantConfig      = "want/config"
	wantNotes       = "want/notes"
)

// wanted are the sections that say what nodedock makes of a case.
var wanted = []string{wantFindings, wantDiff, wantNotes, wantConfig}

// A Case is one test repository with what nodedock should make of it.
type Case struct {
	Path    string // of the txtar file
	Name    string // "root-user/user_in_base_stage"
	Rules   []*fixes.Rule
	Files   fstest.MapFS
	Policy  fixes.Policy
	Images  image.Table
	History fixes.History
	archive *txtar.Archive
	not     []string // laws that do not hold for it
}

// load reads a case. The comment at its top may hold options, a line each:
//
//	rules: a, b      the rules that run; "all" for every one. In testdata/rules
//	                 the folder's name is the rule.
//	request: a, b    rules whose fixes a person asked for
//	not: crlf, bom   laws and transformations that the case is no subject of
//	link: NAME TO    a symbolic link
//	stable: 100h     for how long every tag has pointed where it does
//
// All other lines say, for people, what the case is about. @@npm-token@@ and the
// other placeholders in a file become what looks like a real token.
func load(path string, rules []*fixes.Rule) (*Case, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &Case{Path: path, Name: caseName(path), archive: txtar.Parse(data), Files: fstest.MapFS{}, Images: image.Table{}}
	if err := c.options(rules); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, f := range c.archive.Files {
		if err := c.section(f, rules); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return c, nil
}

func caseName(file string) string {
	file = strings.TrimSuffix(strings.ReplaceAll(file, string(os.PathSeparator), "/"), ".txtar")
	return path.Base(path.Dir(file)) + "/" + path.Base(file)
}

// options reads the comment of the archive.
func (c *Case) options(rules []*fixes.Rule) error {
	running := []string{path.Dir(c.Name)}
	for _, line := range strings.Split(string(c.archive.Comment), "\n") {
		key, value, _ := strings.Cut(line, ":")
		words := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		switch key {
		case "rules":
			running = words
		case "not":
			c.not = append(c.not, words...)
		case "request":
			c.Policy.Requested = map[string]bool{}
			for _, w := range words {
				c.Policy.Requested[w] = true
			}
		case "stable":
			age, err := time.ParseDuration(strings.TrimSpace(value))
			if err != nil {
				return fmt.Errorf("stable: %w", err)
			}
			c.History = stable{c, age}
		case "link":
			if len(words) != 2 {
				return fmt.Errorf("link: want NAME TO, got %q", value)
			}
			c.Files[words[0]] = &fstest.MapFile{Data: []byte(words[1]), Mode: fs.ModeSymlink | 0o777}
		}
	}
	if slices.Equal(running, []string{"all"}) {
		c.Rules = rules
		return nil
	}
	for _, r := range rules {
		if slices.Contains(running, r.ID) {
			c.Rules = append(c.Rules, r)
		}
	}
	if len(c.Rules) != len(running) {
		return fmt.Errorf("rules %v: not all of them exist", running)
	}
	return nil
}

// section takes one file of the archive in.
func (c *Case) section(f txtar.File, rules []*fixes.Rule) (err error) {
	switch f.Name {
	case registrySection:
		c.Images, err = image.ParseTable(string(f.Data))
	case policySection:
		var p *policy.Config
		if p, err = policy.Parse("policy", f.Data, ruleIDs(rules)); err == nil {
			requested := c.Policy.Requested
			c.Policy = p.Fixes
			c.Policy.Requested = requested
		}
	case wantFindings, wantDiff, wantNotes, wantConfig:
	default:
		c.Files[f.Name] = &fstest.MapFile{Data: assembled(f.Data), Mode: 0o644}
	}
	return err
}

func ruleIDs(rules []*fixes.Rule) []string {
	ids := make([]string, len(rules))
	for n, r := range rules {
		ids[n] = r.ID
	}
	return ids
}

// exempt reports whether a law is not for this case.
func (c *Case) exempt(law string) bool { return slices.Contains(c.not, law) }

// want returns a section, "" when it is not there.
func (c *Case) want(name string) string {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// has reports whether the archive holds a section.
func (c *Case) has(name string) bool {
	return slices.ContainsFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == name })
}

// rewrite puts what is written now into the file.
func (c *Case) rewrite(sections map[string]string) error {
	for _, name := range wanted {
		text, given := sections[name]
		if !given {
			continue
		}
		c.archive.Files = slices.DeleteFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == name })
		if text != "" || name == wantFindings {
			c.archive.Files = append(c.archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	data := txtar.Format(c.archive)
	if old, err := os.ReadFile(c.Path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return os.WriteFile(c.Path, data, 0o644)
}
