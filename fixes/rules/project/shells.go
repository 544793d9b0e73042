package project

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// CalledScript returns the file that a command runs or reads as a shell script, ""
// for other programs.
func CalledScript(words []string) string {
	words = WithoutInits(BareProgram(words))
	given := false
	if len(words) > 1 && (IsShell(words[0]) || words[0] == "." || words[0] == "source") {
		given, words = true, words[1:]
		for len(words) > 0 && strings.HasPrefix(words[0], "-") {
			if strings.HasSuffix(words[0], "c") && !strings.HasPrefix(words[0], "--") {
				return "" // its text is looked at by itself
			}
			words = words[1:]
		}
	}
	switch {
	case len(words) == 0, IsJavaScript(words[0]):
		return ""
	case given, strings.Contains(words[0], "/"), LooksLikeScript(words[0]):
		return words[0]
	}
	return ""
}

// WithoutInits removes init processes with their flags from the front.
func WithoutInits(words []string) []string {
	for len(words) > 0 && IsInitWord(words[0]) {
		words = words[1:]
		for len(words) > 0 && strings.HasPrefix(words[0], "-") {
			words = words[1:]
		}
	}
	return words
}

// IsShell reports whether a word is a POSIX shell.
func IsShell(word string) bool {
	switch path.Base(word) {
	case "sh", "ash", "dash", "bash":
		return true
	}
	return false
}

// IsJavaScript reports whether a word names a file of JavaScript or TypeScript.
func IsJavaScript(word string) bool {
	switch path.Ext(word) {
	case ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts":
		return true
	}
	return false
}

var scriptName = pattern.New(`(?i)\.(sh|bash)$|entrypoint|^/?(run|start)$`)

// LooksLikeScript reports whether a command word is the usual name of a start
// script.
func LooksLikeScript(word string) bool {
	return !IsJavaScript(word) && scriptName.MatchString(path.Base(word))
}

// IsInitWord reports whether a word of a command starts an init process, also
// under the names that releases of these programs are downloaded by.
func IsInitWord(word string) bool {
	if fixes.IsInit(word) {
		return true
	}
	base := path.Base(word)
	return strings.HasPrefix(base, "tini-") || strings.HasPrefix(base, "dumb-init-") || strings.HasPrefix(base, "dumb-init_")
}

// IsPM2Runtime reports whether a word of a command starts pm2 as the process of a container,
// which stays in front; pm2-docker is the name that it had first.
func IsPM2Runtime(word string) bool {
	base := path.Base(word)
	return base == "pm2-runtime" || base == "pm2-docker"
}
