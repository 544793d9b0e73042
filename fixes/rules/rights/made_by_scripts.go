package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/writes"
	"github.com/nodedock/nodedock/fixes/source"
)

// addScripted takes in the folders beside the program that a script of package.json makes
// in a step of root, a hook of the install as well, or a file that the step gives to node,
// and that the program's code names: what lies in them is root's. A folder that the
// repository has counts where both name a file alike.
func (o *Ownership) addScripted(p *fixes.Pass, t *fixes.Target) {
	_, dir := deploy.ProgramManifest(p, t)
	var own *spelled
	for n, m := range t.Chain.Steps {
		if user, known := launch.UserBefore(p, t.Chain, m.Scene); !m.Is("RUN") || !known || !launch.MeansRoot(user) {
			continue
		}
		made, files := scriptMakes(p, m, dir)
		if len(made.folders) == 0 {
			continue
		}
		if own == nil {
			own = programNames(p, t, dir, files)
		}
		for _, folder := range made.folders {
			there := p.Repo.IsDir(path.Join(dir, folder)) && !slices.ContainsFunc(made.files, func(name string) bool { return slices.Contains(own.files, name) })
			if slices.Contains(own.folders, folder) && !there {
				o.addSince(t, n, ownedFolder{path: path.Join(t.Chain.End.Workdir, folder), make: true, all: true})
			}
		}
	}
}

// spelled are the paths that code spells out: their first folders, and the names of files
// that are neither code nor package.json.
type spelled struct{ folders, files []string }

// scriptMakes returns the folders of the project that the scripts and files which a step
// runs in it make or write to, and those files.
func scriptMakes(p *fixes.Pass, m fixes.Moment, dir string) (made spelled, files []string) {
	manifest, err := p.Repo.Manifest(dir)
	if err != nil {
		return made, nil
	}
	var commands []project.ScriptCommand
	for _, c := range stepCommands(m) {
		if words := deploy.WordsOf(c); len(words) > 0 {
			commands = append(commands, project.ScriptCommand{Words: words})
		}
	}
	for _, script := range scriptsOfStep(p, m, manifest) {
		more, _ := project.ScriptCommands(script.Text)
		for _, c := range more {
			if c.Words[0] == "mkdir" {
				for _, word := range c.Words[1:] {
					made.folders = append(made.folders, firstFolder(word)...)
				}
			}
		}
		commands = append(commands, more...)
	}
	for _, c := range commands {
		if !project.Runners[path.Base(c.Words[0])] {
			continue
		}
		name := path.Join(dir, project.ScriptFile(c.Words[1:]))
		if calls, err := p.Repo.FindAll(name, writes.WriteCall); err != nil || len(calls) == 0 {
			continue
		}
		files = append(files, name)
		made.read(p, name)
	}
	return made, files
}

// scriptsOfStep returns the scripts of a package.json that a step runs by their names, and
// the hooks of its installs.
func scriptsOfStep(p *fixes.Pass, m fixes.Moment, manifest *node.Manifest) []launch.StartText {
	if manifest == nil {
		return nil
	}
	names := launch.ScriptsIn(m.Spoken())
	for _, i := range p.Installs(m.Stage) {
		if i.At == m.Instruction && !i.Global && i.Manifest == manifest && !strings.Contains(m.Spoken(), "--ignore-scripts") {
			names = append(names, project.HooksOf(i.Manager)...)
		}
	}
	return launch.TextsOf(manifest, names)
}

// programNames returns what the program's own code spells out.
func programNames(p *fixes.Pass, t *fixes.Target, dir string, but []string) *spelled {
	own := &spelled{}
	for _, name := range append(launch.SourcesIn(p, dir), writes.StartedFiles(p, t)...) {
		if !slices.Contains(but, name) {
			own.read(p, name)
		}
	}
	return own
}

// placeCall finds calls that put a path together or make a folder, with their arguments.
var placeCall = pattern.New("\\b(?:join|resolve|mkdirp?|mkdirSync|ensureDir|ensureDirSync)\\(((?:[^();\\n]|\\([^()\\n]*\\)){0,160})").Needs("join(", "resolve(", "mkdir", "ensureDir")

// read takes in the paths of a file of code. A single word is a folder where a path is put
// together of it, or a folder made.
func (s *spelled) read(p *fixes.Pass, name string) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return
	}
	calls, err := p.Repo.FindAll(name, placeCall)
	if err != nil {
		return
	}
	facts := source.Read(data)
	for _, text := range facts.Texts {
		if slices.Contains(facts.Imports, text) || mediaType.MatchString(text) {
			continue
		}
		if base := path.Base(text); path.Ext(base) != "" && !project.IsJavaScript(base) && base != "package.json" {
			s.files = append(s.files, base)
		}
		if strings.Contains(text, "/") || slices.ContainsFunc(calls, func(call []string) bool { return quotes(call[1], text) }) {
			s.folders = append(s.folders, firstFolder(text)...)
		}
	}
}

// mediaType finds what looks like a path and is a type of content.
var mediaType = pattern.New(`^(application|text|image|audio|video|font|multipart)/[\w+*-]+(;|$)`)

// quotes reports whether a word stands in a text as a string.
func quotes(text, word string) bool {
	return slices.ContainsFunc([]string{"'", `"`, "`"}, func(q string) bool { return strings.Contains(text, q+word+q) })
}

// firstFolder returns the first folder of a relative path, none for other words and for what
// tools keep beside a program.
func firstFolder(word string) []string {
	for strings.HasPrefix(word, "./") || strings.HasPrefix(word, "../") {
		_, word, _ = strings.Cut(word, "/")
	}
	first, _, deeper := strings.Cut(word, "/")
	if first == "" || len(first) > 40 || strings.HasPrefix(first, "-") || strings.ContainsAny(first, " :$*{}()<>'\"@\\") || first == "node_modules" || framework[first] || !deeper && path.Ext(first) != "" {
		return nil
	}
	return []string{first}
}
