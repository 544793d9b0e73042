package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/rules/writes"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// besideItself finds code that looks for files beside its own.
	besideItself = pattern.New(`\b__dirname\b|\bimport\.meta\.(url|dirname|filename)\b`).Needs("__dirname", "import.meta")
	// dataBeside finds code that names a folder for data beside its own.
	dataBeside = pattern.New("(?:\\b__dirname|\\bimport\\.meta\\.(?:url|dirname|filename))\\b([^\\n;]{0,80}?)\\b(?i:uploads?|data|storage|store|logs?|cache|te?mp|media|files|db|database|backups?|exports?|outputs?|downloads?|state|avatars?|sessions?|reports?)['\"`/]").Needs("__dirname", "import.meta")

	buildCall  = pattern.New(`\b(build|compile|tsc|bundle|babel|swc|esbuild)\b`)
	quotedPath = pattern.New("['\"`](\\.{1,2}/[^'\"`\\s]+)['\"`]")
)

// programBuiltIn returns the folder that a step of root builds the program into, when code that
// writes files looks for them beside itself, or has their place from code that does: there, and
// not in the working directory.
func programBuiltIn(p *fixes.Pass, t *fixes.Target) (folder string, step int) {
	_, sources := deploy.ProgramManifest(p, t)
	folder = folderMade(p, t, sources)
	if folder == "" {
		return "", 0
	}
	if step = lastBuild(p, t); step < 0 || !placesBeside(p, sources) {
		return "", 0
	}
	return path.Join(t.Chain.End.Workdir, folder), step
}

// folderMade returns the folder below the working directory that the program lies in and the
// repository does not have: that of the file which is started, or which that file loads.
func folderMade(p *fixes.Pass, t *fixes.Target, sources string) string {
	words, made := t.Program(), func(rel string) string {
		first, _, deeper := strings.Cut(rel, "/")
		if !deeper || first == "node_modules" || first == ".." || p.Repo.IsDir(path.Join(sources, first)) {
			return ""
		}
		return first
	}
	at := slices.IndexFunc(words, func(w string) bool { return strings.Contains(w, "/") && !strings.HasPrefix(w, "-") })
	if at < 0 || at == 0 && deploy.StartScriptNamed(p, t, words[0]) == nil {
		return ""
	}
	rel, below := strings.CutPrefix(t.Chain.End.Abs(words[at]), t.Chain.End.Workdir+"/")
	if folder := made(rel); below && folder != "" && at > 0 {
		return folder
	}
	for _, name := range writes.StartedFiles(p, t) {
		loads, err := p.Repo.FindAll(name, quotedPath)
		if err != nil {
			return ""
		}
		for _, m := range loads {
			inside, below := strings.CutPrefix(path.Join(path.Dir(name), m[1]), folderPrefix(sources))
			if folder := made(inside); below && folder != "" {
				return folder
			}
		}
	}
	return ""
}

// placesBeside reports whether a source file that writes looks for files beside itself, or one
// that it imports, or whether any of the sources names a folder for data beside itself.
func placesBeside(p *fixes.Pass, sources string) bool {
	writes := slices.DeleteFunc(launch.SourcesIn(p, sources), func(name string) bool {
		calls, err := p.Repo.FindAll(name, writes.WriteCall)
		return err != nil || len(calls) == 0
	})
	if slices.ContainsFunc(writes, func(name string) bool {
		return looksBeside(p, name) || slices.ContainsFunc(importedBy(p, name), func(imported string) bool { return looksBeside(p, imported) })
	}) {
		return true
	}
	config, err := source.ReadTSConfig(project.RepoTree{Repo: p.Repo}, sources)
	if err != nil || len(writes) == 0 {
		return false
	}
	root := config.RootDir
	if root == "" {
		root = sources
	}
	return slices.ContainsFunc(launch.SourcesIn(p, sources), func(name string) bool {
		found, err := p.Repo.FindAll(name, dataBeside)
		rel, below := strings.CutPrefix(name, folderPrefix(root))
		return err == nil && below && slices.ContainsFunc(found, func(m []string) bool { return strings.Count(m[1], "..") <= strings.Count(rel, "/") })
	})
}

// folderPrefix is how the paths of what lies in a folder of the repository begin.
func folderPrefix(dir string) string {
	if dir == "." || dir == "" {
		return ""
	}
	return dir + "/"
}

// lastBuild returns the last step in which root builds the program, -1 for none.
func lastBuild(p *fixes.Pass, t *fixes.Target) (step int) {
	step = -1
	for n, m := range t.Chain.Steps {
		if user, known := launch.UserBefore(p, t.Chain, m.Scene); m.Is("RUN") && known && launch.MeansRoot(user) && buildCall.MatchString(m.Spoken()) {
			step = n
		}
	}
	return step
}

// hiddenFolder finds where code puts together a path in a folder that a listing leaves out:
// join(root, '.shop', 'cache').
var hiddenFolder = pattern.New(`\b(?:join|resolve)\(\s*([\w.$]+)(?:\(\))?\s*,\s*['"](\.[a-z][\w-]*)(?:['"]\s*,|/)`).Needs("join(", "resolve(")

// framework are such folders of tools, which have rules of their own or are not the program's.
var framework = project.WordSet(`.next .nuxt .output .svelte-kit .git .github .husky .vscode`)

// foldersBuilt returns the folders of their own, such as .shop, that the program's code names
// and Git ignores, where a step of root builds the program: what the build has put there
// is root's, and the program keeps files there as well.
func foldersBuilt(p *fixes.Pass, t *fixes.Target) (folders []string, step int) {
	if step = lastBuild(p, t); step < 0 {
		return nil, 0
	}
	_, dir := deploy.ProgramManifest(p, t)
	for _, name := range launch.SourcesIn(p, dir) {
		found, err := p.Repo.FindAll(name, hiddenFolder)
		if err != nil {
			return nil, 0
		}
		for _, m := range found {
			folder := m[2]
			at := path.Join(t.Chain.End.Workdir, folder)
			if framework[folder] || strings.Contains(strings.ToLower(m[1]), "home") || slices.Contains(folders, at) || p.Repo.IsDir(path.Join(dir, folder)) {
				continue
			}
			if by, err := p.Repo.GitIgnored(path.Join(dir, folder, "x")); err == nil && by != "" {
				folders = append(folders, at)
			}
		}
	}
	return folders, step
}

// looksBeside reports whether code looks for files beside its own.
func looksBeside(p *fixes.Pass, name string) bool {
	found, err := p.Repo.FindAll(name, besideItself)
	return err == nil && len(found) > 0
}

// importedBy returns the files of the program that a file imports by their places: one of
// them may say where the files are that it writes.
func importedBy(p *fixes.Pass, name string) (files []string) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return nil
	}
	for _, module := range source.Read(data).Imports {
		if !source.Relative(module) {
			continue
		}
		if file, ok := source.File(project.RepoTree{Repo: p.Repo}, path.Join(path.Dir(name), module)); ok {
			files = append(files, file)
		}
	}
	return files
}
