package source

import (
	"slices"
	"strings"
)

// A FileUse is where code takes a function out of a module for files, however it has come
// to the module: fs["rm"](…), a name given to fs.promises, process.getBuiltinModule("fs").
type FileUse struct {
	// Name is the function without "Sync", "" where the code computes which.
	Name string
	// Args are the arguments as they are written, nil where the function is only named.
	Args []string
}

// fileModules are the modules for files.
var fileModules = map[string]bool{"fs": true, "fs/promises": true, "fs-extra": true, "graceful-fs": true, "mz/fs": true}

// wholeModule stands for the module itself among the functions that names are bound to.
const wholeModule = "*"

// FileUses returns the uses of modules for files in a text of code.
func FileUses(src []byte) (out []FileUse) {
	c := Take(src)
	f := fileNames{Code: c, bound: map[string]string{}, given: map[int]bool{}}
	for at := range c.tokens {
		if use, ok := f.module(at); ok {
			out = append(out, use)
		}
	}
	for range maxNamed { // a name may be given to a name
		known := len(f.bound)
		for at := range c.tokens {
			f.handOn(at)
			f.promised(at)
		}
		if len(f.bound) == known {
			break
		}
	}
	if len(f.bound) == 0 {
		return out
	}
	for at := range c.tokens {
		if use, ok := f.use(at); ok {
			out = append(out, use)
		}
	}
	return out
}

// maxNamed bounds how many names are given on from one to the next.
const maxNamed = 4

// fileNames are the names by which a file of code reaches the functions for files.
type fileNames struct {
	*Code
	bound map[string]string // the function of each name, or wholeModule
	given map[int]bool      // tokens at which names are bound, which are no uses
}

// module binds what an import or a call for a module is given to, and returns the
// function that is taken out of it at once.
func (f *fileNames) module(at int) (use FileUse, ok bool) {
	t := f.tokens[at]
	if t.kind != text || !fileModules[strings.TrimPrefix(t.text, "node:")] {
		return use, false
	}
	if is(f.tokens, at-1, "from") {
		f.imported(at - 1)
		return use, false
	}
	call := calledWith(f.tokens, at)
	if call < 0 || !is(f.tokens, at+1, ")") || !loads[f.tokens[call].text] {
		return use, false
	}
	return f.value(call, at+2)
}

// loads are the functions that a module is asked of.
var loads = map[string]bool{"require": true, "import": true, "getBuiltinModule": true}

// imported binds the names of an import statement that ends before a token.
func (f *fileNames) imported(from int) {
	start := from - 1
	for start >= 0 && start > from-maxCondition && !is(f.tokens, start, "import") && !is(f.tokens, start, ";") {
		start--
	}
	for n := start + 1; n < from && start >= 0; n++ {
		switch {
		case is(f.tokens, n, "{"):
			f.pattern(n)
			return
		case f.tokens[n].kind == word && f.tokens[n].text != "as" && f.tokens[n].text != "type":
			f.bound[f.tokens[n].text], f.given[n] = wholeModule, true
		}
	}
}

// value follows a value that is the module, from the token that it begins with to the one behind it.
func (f *fileNames) value(start, end int) (use FileUse, ok bool) {
	for is(f.tokens, end, ")") { // (await import("fs")).rm(…), promisifyAll(require("fs"))
		end++
	}
	if name, next := f.member(end); next > 0 {
		if name == "promises" || name == "default" {
			return f.value(start, next)
		}
		use, ok = FileUse{Name: withoutSync(name), Args: f.arguments(next)}, true
	}
	for n := start - 1; n >= max(0, start-maxBefore); n-- {
		switch {
		case is(f.tokens, n, "="):
			f.bind(n-1, use, ok)
			return use, ok && use.Args != nil
		case is(f.tokens, n, ";"), is(f.tokens, n, ","), is(f.tokens, n, "{"), is(f.tokens, n, "=>"):
			return use, ok
		}
	}
	return use, ok
}

// maxBefore bounds how far before a value the name is looked for that it is given to.
const maxBefore = 12

// bind gives a name, or the names of a pattern, what stands behind the = that follows them.
func (f *fileNames) bind(at int, taken FileUse, only bool) {
	switch {
	case only && taken.Args == nil && at >= 0 && f.tokens[at].kind == word:
		f.bound[f.tokens[at].text], f.given[at] = taken.Name, true
	case only:
	case is(f.tokens, at, "}"):
		f.pattern(f.ends[at])
	case at >= 0 && f.tokens[at].kind == word && !is(f.tokens, at-1, "."):
		f.bound[f.tokens[at].text], f.given[at] = wholeModule, true
	}
}

// pattern binds the names between the braces that open at a token: { rm, mkdir: make },
// { mkdir as make }, { promises: { rm } }.
func (f *fileNames) pattern(open int) {
	end, closed := f.ends[open]
	if !closed || !is(f.tokens, open, "{") {
		return
	}
	for n := open + 1; n < end; n++ {
		if f.tokens[n].kind != word || is(f.tokens, n, "type") && n+1 < end && f.tokens[n+1].kind == word && !is(f.tokens, n+1, "as") {
			continue
		}
		name, at := f.tokens[n].text, n
		if (is(f.tokens, n+1, ":") || is(f.tokens, n+1, "as")) && n+2 < end {
			if at = n + 2; is(f.tokens, at, "{") {
				f.pattern(at)
				n = f.ends[at]
				continue
			}
		}
		f.given[n], f.given[at] = true, true
		f.bound[f.tokens[at].text] = withoutSync(name)
		if name == "promises" || name == "default" {
			f.bound[f.tokens[at].text] = wholeModule
		}
		n = at
	}
}

// handOn binds what a name of the module is given to: const p = fs.promises, { rm } = p.
func (f *fileNames) handOn(at int) {
	if f.tokens[at].kind != word || f.bound[f.tokens[at].text] != wholeModule || !is(f.tokens, at-1, "=") || f.given[at] {
		return
	}
	end := at + 1
	for {
		name, next := f.member(end)
		if next == 0 || name != "promises" && name != "default" {
			if next > 0 && f.arguments(next) == nil {
				f.bind(at-2, FileUse{Name: withoutSync(name)}, true)
				return
			}
			if next > 0 {
				return
			}
			break
		}
		end = next
	}
	f.bind(at-2, FileUse{}, false)
}

// promised binds what a function is given to that promisify makes: const write = promisify(fs.writeFile).
func (f *fileNames) promised(at int) {
	end, closed := f.ends[at+1]
	if !is(f.tokens, at, "promisify") || !is(f.tokens, at+1, "(") || !closed || f.given[at+2] {
		return
	}
	use, ok := f.use(at + 2)
	if !ok || use.Args != nil || use.Name == "" {
		return
	}
	for n := at - 1; n >= max(1, at-maxBefore); n-- {
		switch {
		case is(f.tokens, n, "=") || is(f.tokens, n, ":"):
			if f.tokens[n-1].kind == word && end < len(f.tokens) {
				f.bound[f.tokens[n-1].text], f.given[n-1] = use.Name, true
			}
			return
		case is(f.tokens, n, ";"), is(f.tokens, n, ","), is(f.tokens, n, "{"):
			return
		}
	}
}

// member returns the name behind a value, "" where it is computed, and the token after it;
// 0 for a value with none.
func (f *fileNames) member(at int) (name string, next int) {
	dot := is(f.tokens, at, ".") || is(f.tokens, at, "?.") || is(f.tokens, at, "!") && is(f.tokens, at+1, ".")
	if is(f.tokens, at, "!") {
		at++
	}
	switch {
	case dot && at+1 < len(f.tokens) && f.tokens[at+1].kind == word:
		return f.tokens[at+1].text, at + 2
	case dot && is(f.tokens, at+1, "["):
		at++
	case !is(f.tokens, at, "["):
		return "", 0
	}
	end, closed := f.ends[at]
	switch {
	case !closed:
		return "", 0
	case end == at+2 && f.tokens[at+1].kind == text:
		return f.tokens[at+1].text, end + 1
	}
	return "", end + 1
}

// use returns the use at a token, which is a name of the module or of a function of it.
func (f *fileNames) use(at int) (use FileUse, ok bool) {
	t := f.tokens[at]
	bound := f.bound[t.text]
	if t.kind != word || bound == "" || f.given[at] || is(f.tokens, at-1, ".") || is(f.tokens, at-1, "?.") {
		return use, false
	}
	if bound != wholeModule {
		return FileUse{Name: bound, Args: f.arguments(at + 1)}, !is(f.tokens, at+1, ":")
	}
	next := at + 1
	for {
		name, behind := f.member(next)
		switch {
		case behind == 0:
			return use, false
		case name == "promises" || name == "default":
			next = behind
		default:
			return FileUse{Name: withoutSync(name), Args: f.arguments(behind)}, true
		}
	}
}

// withoutSync returns the name of a function for files that is the same with and without a promise.
func withoutSync(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(name, "Sync"), "Async")
}

// fileChanges are the functions that change files, and which of their arguments names the one that is
// written.
var fileChanges = map[string]int{
	"writeFile": 0, "appendFile": 0, "createWriteStream": 0, "WriteStream": 0, "FileWriteStream": 0, "mkdir": 0, "mkdtemp": 0, "rename": 1, "rm": 0, "rmdir": 0, "unlink": 0, "copyFile": 1, "cp": 1,
	"symlink": 1, "link": 1, "truncate": 0, "utimes": 0, "lutimes": 0, "chmod": 0, "lchmod": 0,
	"outputFile": 0, "outputJson": 0, "outputJSON": 0, "writeJson": 0, "writeJSON": 0, "ensureDir": 0, "ensureFile": 0, "ensureLink": 1, "ensureSymlink": 1, "mkdirs": 0, "mkdirp": 0, "move": 1, "copy": 1,
	"remove": 0, "emptyDir": 0, "emptydir": 0, "createFile": 0, "createLink": 1, "createSymlink": 1,
}

// Changes reports whether the use changes files, and returns what names the file as it is written: "" where
// nothing does.
func (u FileUse) Changes() (place string, changes bool) {
	if u.Name == "" { // any of them
		return "", u.Args != nil
	}
	which, changes := fileChanges[u.Name]
	if u.Name == "open" && len(u.Args) > 1 {
		changes = !slices.Contains(readFlags, strings.Trim(u.Args[1], "'\"`")) && !strings.Contains(u.Args[1], "=>") && !strings.HasPrefix(u.Args[1], "function")
	}
	if !changes || which >= len(u.Args) {
		return "", changes
	}
	return u.Args[which], true
}

// readFlags open a file to read.
var readFlags = []string{"r", "rs", "sr", "fs.constants.O_RDONLY", "constants.O_RDONLY", "O_RDONLY", "undefined", "0"}
