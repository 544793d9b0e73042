package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// logPackages are packages that write logs where their options say, with the calls that take those and
// which argument they are.
var logPackages = map[string][]logCall{
	"winston-daily-rotate-file": {{name: "DailyRotateFile"}, {name: "WinstonDailyRotateFile"}},
	"rotating-file-stream":      {{name: "createStream", options: 1}},
	"file-stream-rotator":       {{name: "getStream"}},
	"pino-roll":                 {{name: "transport", under: "options"}},
}

type logCall struct {
	name    string
	options int
	under   string // the key of the options in there
}

// logsInOwned reports whether a package writes all of its logs into folders that belong to the program's user.
func (w *Writes) logsInOwned(p *fixes.Pass, t *fixes.Target, pkg, dir string) bool {
	calls, found := logPackages[pkg], 0
	if len(calls) == 0 || !t.Chain.End.WorkdirKnown || p.Repo.Unread(dir) {
		return false
	}
	for _, name := range launch.SourcesIn(p, dir) {
		data, ok, err := p.Repo.Spelled(name)
		if err != nil || !ok || !strings.Contains(string(data), pkg) {
			continue
		}
		code := source.Take(data)
		if code.Broken() {
			return false
		}
		inFile := 0
		for _, call := range calls {
			for args := range code.Calls(call.name) {
				inFile++
				if call.options >= len(args) || !w.ownsLog(call.optionsIn(args[call.options]), t.Chain.End.Workdir, path.Join(t.Chain.End.Workdir, strings.TrimPrefix(path.Dir("/"+name), path.Join("/", dir)))) {
					return false
				}
			}
		}
		if inFile == 0 { // it hands the package on, or calls it by another name
			return false
		}
		found += inFile
	}
	w.rotated = w.rotated || found > 0
	return found > 0
}

// optionsIn returns the options in an argument of the call.
func (c logCall) optionsIn(argument string) string {
	if c.under == "" {
		return argument
	}
	return source.Keys(argument)[c.under]
}

// ownsLog reports whether the folder that options name for logs belongs to the program's user. A relative one
// is seen from the working directory, __dirname is beside.
func (w *Writes) ownsLog(options, workdir, beside string) bool {
	keys := source.Keys(options)
	for _, key := range []string{"dirname", "path", "filename", "file"} {
		if keys[key] == "" {
			continue
		}
		folder, ok := folderOf(keys[key], workdir, beside)
		if key == "filename" || key == "file" {
			folder = path.Dir(folder)
		}
		return ok && folder != workdir && w.given != nil && w.given(folder)
	}
	return false
}

var (
	joinedParts = pattern.New(`^(?:path\.)?(?:join|resolve)\((.*)\)$`)
	plainText   = pattern.New("^['\"`]([^'\"`$]*)['\"`]$")
	// besideModule finds an address that is seen from the file.
	besideModule = pattern.New("^(?:fileURLToPath\\(\\s*)?new URL\\(\\s*['\"`](\\.{1,2}/[^'\"`$]*)['\"`]\\s*,\\s*import\\.meta\\.url\\s*\\)\\)?(?:\\.pathname)?$").Needs("new URL")
)

// folderOf returns the path that an expression stands for: a text, or one that is joined of texts and the
// folders of the program.
func folderOf(expression, workdir, beside string) (abs string, ok bool) {
	if m := plainText.FindStringSubmatch(expression); m != nil {
		return fixes.Scene{Workdir: workdir}.Abs(m[1]), true
	}
	if m := besideModule.FindStringSubmatch(expression); m != nil {
		return fixes.Scene{Workdir: beside}.Abs(m[1]), true
	}
	m := joinedParts.FindStringSubmatch(expression)
	if m == nil {
		return "", false
	}
	abs = workdir
	for n, part := range strings.Split(m[1], ",") {
		part = strings.TrimSpace(part)
		text := plainText.FindStringSubmatch(part)
		switch {
		case n == 0 && part == "process.cwd()":
		case n == 0 && slices.Contains([]string{"__dirname", "import.meta.dirname"}, part):
			abs = beside
		case text == nil || n > 0 && path.IsAbs(text[1]):
			return "", false
		default:
			abs = fixes.Scene{Workdir: abs}.Abs(text[1])
		}
	}
	return abs, true
}

// ownedBelow reports whether a folder below the working directory that holds a path belongs to the program's
// user.
func (w *Writes) ownedBelow(abs, workdir string) bool {
	for at := abs; w.given != nil && strings.HasPrefix(at, workdir+"/"); at = path.Dir(at) {
		if w.given(at) {
			return true
		}
	}
	return false
}
