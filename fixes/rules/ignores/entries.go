package ignores

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// takes says what an instruction does with a file of the context.
func takes(i *dockerfile.Instruction) string {
	if i.Is("RUN") {
		return "mounts"
	}
	return "copies"
}

// An ignoreEntry is something that a Node project's build context should leave
// out.
type ignoreEntry struct {
	// lines are written together: a pattern, and what it must not take.
	lines []string
	// probes are paths, relative to the context, that the entry has to hide.
	probes []string
	// essential entries are reason enough to change an ignore file; the rest
	// comes along.
	essential bool
	// needed returns why the build needs what the entry hides; "" when it
	// does not.
	needed func(*View) string
	// left returns a file that holds a secret and gets through all the same,
	// because the build or the program may read it; nil where none does.
	left func(*View) string
	what string // what it keeps out, for people
}

// ignoreEntries returns what a context should leave out, in the order in which
// it is written.
func ignoreEntries(v *View) []ignoreEntry {
	entries := []ignoreEntry{
		{lines: []string{"**/node_modules"}, probes: v.nested("node_modules/a/index.js"), essential: true, needed: (*View).needsModules, what: "node_modules"},
		{lines: []string{"**/npm-debug.log*"}, probes: v.nested("npm-debug.log"), needed: nothing, what: "npm's logs"},
		{lines: []string{".git"}, probes: []string{".git/HEAD"}, essential: v.HasHistory(), needed: (*View).needsGit, what: "the git history"},
		{lines: []string{".gitignore"}, probes: []string{".gitignore"}, needed: (*View).needsGitignore, what: ".gitignore"},
		{lines: []string{"Dockerfile*"}, probes: []string{"Dockerfile"}, needed: (*View).needsDockerfiles, what: "the Dockerfiles"},
		{lines: []string{".dockerignore"}, probes: []string{".dockerignore"}, needed: named(".dockerignore"), what: ".dockerignore"},
		v.envEntry(),
		{lines: []string{".npmrc"}, probes: []string{".npmrc"}, needed: (*View).needsNpmrc, what: "npm's credentials"},
	}
	for _, dir := range []string{".vscode", ".idea", "coverage", ".nyc_output"} {
		if v.p.Repo.IsDir(path.Join(v.Context.Dir, dir)) && (dir != "coverage" || v.measured(dir)) {
			entries = append(entries, ignoreEntry{lines: []string{dir}, probes: []string{dir + "/a"}, needed: named(dir), what: dir})
		}
	}
	return entries
}

// measured reports whether a folder holds what tests leave of their coverage, and is
// no part of the program that is called so.
func (v *View) measured(dir string) bool {
	return slices.ContainsFunc(v.tree, func(name string) bool {
		rest, in := strings.CutPrefix(name, dir+"/")
		return in && (strings.HasPrefix(rest, "lcov") || rest == "coverage-final.json" || rest == "coverage-summary.json" || rest == "clover.xml" || rest == "cobertura-coverage.xml" || rest == "base.css")
	})
}

func nothing(*View) string { return "" }

// kept returns what of the entry's kind gets through a file that has the entry,
// or cannot have it, and why; "" when nothing does.
func (e *ignoreEntry) kept(v *View, file *dockerignore.File) (what, why string) {
	if file == nil || !hidesAll(file, e.probes) {
		if why = v.need(e); why != "" {
			return e.what, why
		}
	}
	if e.left == nil || e.left(v) == "" {
		return "", ""
	}
	return "the secrets of " + e.left(v), e.left(v) + " is in the repository, and the build or the program may read it"
}

// named returns a check for entries that the build needs only when it names them.
func named(name string) func(*View) string {
	return func(v *View) string { return cmp.Or(v.mentions(name), v.inCode(name), v.belowInCode(name)) }
}

// An View is a build context with every Dockerfile that is built from it.
type View struct {
	p       *fixes.Pass
	Context *fixes.Context
	files   []*dockerfile.File
	// tree are the paths of the context, relative to it.
	tree []string
	// levels are its files and folders by how deep they lie.
	levels map[int][]string
	// needs are the answers of needed, by what entries hide.
	needs map[string]string
}

// need returns why the build needs what an entry hides. The answer is kept.
func (v *View) need(e *ignoreEntry) string {
	why, known := v.needs[e.what]
	if !known {
		why = e.needed(v)
		v.needs[e.what] = why
	}
	return why
}

// New prepares the ignore file that holds for a Dockerfile and those that share its
// build context.
func New(p *fixes.Pass) (*View, error) {
	c := p.Context()
	v := &View{p: p, Context: c, files: []*dockerfile.File{p.File}, levels: map[int][]string{}, needs: map[string]string{}}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return nil, err
	}
	if err := v.share(evidence); err != nil {
		return nil, err
	}
	for _, name := range p.Repo.Under(c.Dir) {
		if c.Dir != "." {
			name = strings.TrimPrefix(name, c.Dir+"/")
		}
		v.tree = append(v.tree, name)
	}
	return v, nil
}

// share adds the other Dockerfiles whose builds read the same ignore file:
// those of the context, and those in a folder of their own that copy from it.
func (v *View) share(evidence *builds.Evidence) error {
	names := evidence.Sharing(v.Context.Dir)
	for _, b := range evidence.Builds {
		if b.Source.Kind == builds.Dockerfile && b.Context != v.Context.Dir && v.reaches(b.Dockerfile) {
			names = append(names, b.Dockerfile)
		}
	}
	for _, name := range names {
		if name == v.p.File.Path {
			continue
		}
		_, ignore, err := v.p.Repo.Ignore(name, v.Context.Dir)
		if err != nil {
			return err
		}
		if file, err := v.p.Repo.Dockerfile(name); err == nil && ignore == v.Context.IgnorePath {
			v.files = append(v.files, file)
		}
	}
	return nil
}

// reaches reports whether a Dockerfile below the context, of which nothing says
// where it is built from, copies what the context has and its own folder has not.
func (v *View) reaches(name string) bool {
	dir := path.Dir(name)
	if v.Context.Dir != "." && !strings.HasPrefix(dir, v.Context.Dir+"/") {
		return false
	}
	file, err := v.p.Repo.Dockerfile(name)
	if err != nil {
		return false
	}
	there := func(dir, src string) bool {
		name := path.Join(dir, path.Join("/", src))
		return v.p.Repo.Exists(name) || v.p.Repo.IsDir(name)
	}
	for _, i := range file.Instructions {
		if !i.Is("COPY", "ADD") || i.Flag("from") != nil || len(i.Args) < 2 {
			continue
		}
		for _, src := range i.Args[:len(i.Args)-1] {
			if there(v.Context.Dir, src.Text) && !there(dir, src.Text) {
				return true
			}
		}
	}
	return false
}

// nested returns the names at the root of the context and, for contexts with
// several packages, below each folder with a package.json.
func (v *View) nested(names ...string) []string {
	out := slices.Clone(names)
	for _, file := range v.tree {
		if dir := path.Dir(file); path.Base(file) == "package.json" && dir != "." && !strings.Contains(file, "node_modules/") {
			for _, name := range names {
				out = append(out, path.Join(dir, name))
			}
		}
	}
	return out
}

// mentions returns where an instruction of one of the Dockerfiles names a file
// or folder; "" when none does.
func (v *View) mentions(name string) string { return v.mentionsIn(name, withoutExcludes) }

// mentionsIn is mentions in a part of each instruction.
func (v *View) mentionsIn(name string, part func(*dockerfile.Instruction) string) string {
	word := pattern.New(`(^|[\s"'/=,:\[])` + regexp.QuoteMeta(name) + `($|[\s"'/,;:&|\])*?.])`).Needs(name)
	for _, file := range v.files {
		for _, i := range file.Instructions {
			if i.Is("COPY", "ADD", "RUN", "CMD", "ENTRYPOINT") && mayName(i, name) && word.MatchString(part(i)) {
				return fmt.Sprintf("%s:%d uses %s", file.Path, i.StartLine, name)
			}
		}
	}
	return ""
}

// mayName reports whether a word can be in what an instruction gives to programs.
func mayName(i *dockerfile.Instruction, word string) bool {
	return i.Exec || len(i.Heredocs) > 0 || strings.Contains(i.Text, word)
}

// withoutExcludes is the text of an instruction without what it leaves out.
func withoutExcludes(i *dockerfile.Instruction) string {
	if i.Is("RUN") {
		return i.Spoken()
	}
	text := i.Text
	for _, f := range i.Flags {
		if f.Name == "exclude" {
			text = strings.Replace(text, "--exclude="+f.Value, "", 1)
		}
	}
	return text
}

// needsDockerfiles holds back when a build names a Dockerfile, or when the
// program has files that are called like one.
func (v *View) needsDockerfiles() string {
	for _, name := range v.tree {
		if first, _, nested := strings.Cut(name, "/"); strings.HasPrefix(first, "Dockerfile") && (nested || path.Ext(name) != "" && codeFile.MatchString(name)) {
			return name + " is there too"
		}
		if strings.HasPrefix(name, "Dockerfile") {
			if where := v.inCode(name); where != "" {
				return where
			}
		}
	}
	return v.mentions("Dockerfile")
}

// copies returns where an instruction takes a path with that name in it.
func (v *View) copies(name string) string {
	for _, file := range v.files {
		for _, i := range file.Instructions {
			for _, src := range launch.FromContext(i) {
				if slices.Contains(strings.Split(path.Clean(src), "/"), name) {
					return fmt.Sprintf("%s:%d %s %s", file.Path, i.StartLine, takes(i), src)
				}
			}
		}
	}
	return ""
}

// Lines returns the lines that an ignore file lacks, and the reasons for those
// that are left out because the build needs what they hide.
func (v *View) Lines(have *dockerignore.File) (lines, held []string) {
	for _, e := range ignoreEntries(v) {
		if have != nil && hidesAll(have, e.probes) {
			continue
		}
		if what, why := e.kept(v, have); what != "" {
			held = append(held, fmt.Sprintf("%s: not ignored, because %s", what, why))
		}
		if v.need(&e) != "" {
			continue
		}
		lines = append(lines, e.lines...)
	}
	return lines, held
}

// hidesAll reports whether an ignore file leaves out every one of the paths.
func hidesAll(file *dockerignore.File, paths []string) bool {
	for _, name := range paths {
		if !file.Ignored(name) {
			return false
		}
	}
	return true
}

// OpenIn says what the ignore file lets through in a folder of the repository that it
// should not, and that the build does not need.
func (v *View) OpenIn(file *dockerignore.File, dir string) (open []string) {
	for _, e := range ignoreEntries(v) {
		if e.essential && v.need(&e) == "" && slices.ContainsFunc(e.probes, func(name string) bool {
			return launch.InFolderOrRoot(path.Join(v.Context.Dir, name), dir) && !file.Ignored(name)
		}) {
			open = append(open, e.what)
		}
	}
	return open
}
