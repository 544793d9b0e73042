// Package node holds facts about Node.js projects: what package.json,
// lockfiles, .npmrc and version files say, what package manager commands mean,
// which program a script runs, and when Node releases end.
//
// It reads bytes that it is given and decides nothing about Dockerfiles. A
// field of the wrong type is dropped and remembered; a malformed file is an
// *Error that names the line.
package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
)

// A Manager is a package manager, with the generations of Yarn told apart
// because their commands differ.
type Manager string

// The package managers.
const (
	NPM         Manager = "npm"
	YarnClassic Manager = "yarn"
	YarnBerry   Manager = "yarn-berry"
	PNPM        Manager = "pnpm"
	Bun         Manager = "bun"
)

// Command returns the name of the manager's program.
func (m Manager) Command() string {
	if m == YarnBerry {
		return "yarn"
	}
	return string(m)
}

// Yarn reports whether the manager is Yarn of either generation.
func (m Manager) Yarn() bool { return m == YarnClassic || m == YarnBerry }

// An Error is a file that cannot be read as what its name says. Line counts
// from 1; 0 when it is not known.
type Error struct {
	Path    string
	Line    int
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Message) }

// IsLockfile reports whether a file of this base name is a lockfile.
func IsLockfile(base string) bool {
	switch base {
	case "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb":
		return true
	}
	return false
}

// LockManager returns the manager whose lockfile has this name. A yarn.lock is
// YarnClassic until its content says otherwise.
func LockManager(name string) (Manager, bool) {
	switch path.Base(name) {
	case "package-lock.json", "npm-shrinkwrap.json":
		return NPM, true
	case "yarn.lock":
		return YarnClassic, true
	case "pnpm-lock.yaml":
		return PNPM, true
	case "bun.lock", "bun.lockb":
		return Bun, true
	}
	return "", false
}

// trimBOM removes a byte order mark.
func trimBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")) }

// jsonError turns a decoding error into an Error with its line.
func jsonError(name string, data []byte, err error) *Error {
	e := &Error{Path: name, Message: err.Error()}
	offset := int64(-1)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
		e.Message = fmt.Sprintf("%s where %s is expected", kind.Value, jsonKind(kind))
	}
	if offset >= 0 {
		e.Line = bytes.Count(data[:min(int(offset), len(data))], []byte("\n")) + 1
	}
	return e
}

// jsonKind names what was expected in the words of JSON.
func jsonKind(err *json.UnmarshalTypeError) string {
	switch err.Type.Kind().String() {
	case "map", "struct":
		return "an object"
	case "slice":
		return "an array"
	}
	return "a " + err.Type.Kind().String()
}
