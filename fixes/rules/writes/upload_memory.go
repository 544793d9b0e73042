package writes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// uploadPackages are packages that take uploads, and keep them in memory where they are
// told no other place.
var uploadPackages = project.WordSet("multer @koa/multer fastify-multer")

var (
	// takesUploads finds the setting up of such a package, also by the decorators of Nest,
	// and namesUploads the package itself, in an import of more than its errors and types.
	takesUploads = pattern.New(`\bmulter\(|\bMulterModule\b|Files?Interceptor\(`).Needs("multer(", "MulterModule", "Interceptor(")
	namesUploads = pattern.New(`(?:\bimport\s+(type\b[^'"\n;]*|\{[^'"\n;]*)?(?:[^'"\n;{]*\bfrom\s*)?|(\}\s*=\s*)?\brequire\(\s*)['"](?:@koa/|fastify-)?multer['"]`).Needs("multer")
	// setsUploads finds the files that may hold the options of it.
	setsUploads = pattern.New(`memoryStorage|diskStorage|multer`).Needs("memoryStorage", "diskStorage", "multer")
	// inMemory finds the storage that keeps uploads in memory.
	inMemory = pattern.New(`^(?:\w+\.)*memoryStorage\(\s*\)$`).Needs("memoryStorage")
)

// uploads are the options that uploads of a program are taken with.
type uploads struct {
	found    bool
	certain  bool
	options  []string
	assigned map[string][]string // what names are given, by their names
	// besides are the folders of the files that set uploads up, and owned reports whether an expression
	// names a folder of the program's user, seen from such a file.
	besides []string
	owned   func(expression, beside string) bool
}

// nestUploads is the package of Nest that brings multer along, so that the program need not name that.
const nestUploads = "@nestjs/platform-express"

// uploadsOf returns how the program takes uploads.
func uploadsOf(p *fixes.Pass, dir string) uploads {
	u := uploads{certain: !p.Repo.Unread(dir), assigned: map[string][]string{}}
	for _, name := range launch.SourcesIn(p, dir) {
		data, ok, err := p.Repo.Spelled(name)
		if err != nil {
			u.certain = false
			break
		}
		if takes := takesUploads.Match(data); ok && (takes || setsUploads.Match(data)) {
			u.look(data, takes)
			u.besides = append(u.besides, path.Dir(name))
		}
	}
	return u
}

// inMemory reports whether all uploads certainly stay in memory.
func (u uploads) inMemory() bool {
	return u.found && u.certain && !slices.ContainsFunc(u.options, func(options string) bool { return !u.memory(options, maxNames) })
}

// keepsUploads reports whether uploads that a package may save certainly stay in memory, or go into folders that
// belong to the program's user.
func (w *Writes) keepsUploads(p *fixes.Pass, t *fixes.Target, dir, pkg string) bool {
	if pkg != nestUploads && !uploadPackages[pkg] {
		return false
	}
	u, workdir := uploadsOf(p, dir), t.Chain.End.Workdir
	u.owned = func(expression, beside string) bool {
		folder, ok := folderOf(expression, workdir, path.Join(workdir, strings.TrimPrefix(path.Join("/", beside), path.Join("/", dir))))
		return ok && t.Chain.End.WorkdirKnown && folder != workdir && w.given != nil && w.given(folder)
	}
	return u.inMemory() || pkg == nestUploads && !u.found
}

// maxNames bounds how many names are followed to options.
const maxNames = 3

// look takes in how one file sets uploads up.
func (u *uploads) look(src []byte, takes bool) {
	code := source.Take(src)
	if code.Broken() || !takes && handsOnUploads(string(src)) {
		u.certain = false
		return
	}
	for name, value := range code.Assigned() {
		u.assigned[name] = append(u.assigned[name], value)
	}
	if !takes {
		return
	}
	u.found = true
	for args := range code.Calls("multer") {
		u.options = append(u.options, strings.Join(args, ", "))
	}
	for _, decorator := range []string{"FileInterceptor", "FilesInterceptor", "FileFieldsInterceptor", "AnyFilesInterceptor", "NoFilesInterceptor"} {
		for args := range code.Calls(decorator) {
			if last := args[max(0, len(args)-1):]; len(last) == 1 && (decorator == "AnyFilesInterceptor" || decorator == "NoFilesInterceptor" || len(args) > 1 && !number.MatchString(last[0])) {
				u.options = append(u.options, last[0])
			}
		}
	}
	for range code.Calls("registerAsync") {
		u.certain = u.certain && !strings.Contains(string(src), "MulterModule")
	}
	if strings.Contains(string(src), "MulterModule") {
		for args := range code.Calls("register") {
			u.options = append(u.options, args...)
		}
	}
}

var number = pattern.New(`^\d+$`)

// memory reports whether options keep uploads in memory, among temporary files or in a folder of the program's user: written
// out, or by a name that is given nothing else.
func (u *uploads) memory(options string, depth int) bool {
	switch {
	case options == "" || options == "{}":
		return true
	case depth == 0 || strings.Contains(options, "..."):
		return false
	case !strings.HasPrefix(options, "{"):
		given := u.assigned[options]
		return len(given) > 0 && !slices.ContainsFunc(given, func(value string) bool { return !u.memory(value, depth-1) })
	}
	keys := source.Keys(options)
	storage, has := keys["storage"]
	if !has && shorthand.MatchString(options) {
		storage, has = "storage", true
	}
	dest := keys["dest"]
	if !has && dest != "" && !temporaryDest.MatchString(dest) {
		return u.folder(dest, depth)
	}
	if dest != "" && !temporaryDest.MatchString(dest) || len(keys) == 0 && !has || strings.Contains(options, "dest") && dest == "" && destination.MatchString(options) {
		return false
	}
	return !has || u.storage(storage, depth)
}

var (
	shorthand   = pattern.New(`[{,]\s*storage\s*[,}]`)
	destination = pattern.New(`[{,]\s*dest\s*[,}(]`)
	// temporaryDest is the system's temporary folder, where anybody may write, or one in it.
	temporaryDest = pattern.New(`^(?:(?:path\.)?join\(\s*)?(?:(?:os\.|require\(['"](?:node:)?os['"]\)\.)?tmpdir\(\)|['"]/tmp(?:/[\w/-]*)?['"])`)
)

// storage reports whether a storage is the one in memory, by its call or by a name that is given nothing else.
func (u *uploads) storage(value string, depth int) bool {
	if inMemory.MatchString(value) || u.onDisk(value, depth) {
		return true
	}
	given := u.assigned[value]
	return depth > 0 && len(given) > 0 && !slices.ContainsFunc(given, func(value string) bool { return !u.storage(value, depth-1) })
}

// handedFolder finds the folder that a function hands on.
var handedFolder = pattern.New(`\w+\(\s*null\s*,\s*((?:[^()]|\([^()]*\))*?)\s*\)`).Needs("null")

// onDisk reports whether a storage keeps uploads in a folder of the program's user.
func (u *uploads) onDisk(value string, depth int) bool {
	owned := false
	for args := range source.Take([]byte(value)).Calls("diskStorage") {
		if len(args) != 1 {
			return false
		}
		to := source.Keys(args[0])["destination"]
		folders := []string{to}
		if strings.Contains(to, "=>") || strings.HasPrefix(to, "function") {
			folders = nil
			for _, m := range handedFolder.FindAllStringSubmatch(to, -1) {
				folders = append(folders, m[1])
			}
		}
		if len(folders) == 0 || slices.ContainsFunc(folders, func(f string) bool { return !u.folder(f, depth) }) {
			return false
		}
		owned = true
	}
	return owned
}

// folder reports whether an expression, or a name that is given nothing else, is a folder of the program's
// user.
func (u *uploads) folder(expression string, depth int) bool {
	if u.owned != nil && len(u.besides) > 0 && !slices.ContainsFunc(u.besides, func(beside string) bool { return !u.owned(expression, beside) }) {
		return true
	}
	given := u.assigned[expression]
	return depth > 0 && len(given) > 0 && !slices.ContainsFunc(given, func(value string) bool { return !u.folder(value, depth-1) })
}

// handsOnUploads reports whether a file that sets nothing up may let another one do so.
func handsOnUploads(text string) bool {
	for _, m := range namesUploads.FindAllStringSubmatch(text, -1) {
		if m[1] == "" && m[2] == "" || strings.Contains(text, "diskStorage") {
			return true
		}
	}
	return false
}
