package project

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// selfContained are command lines that do their work without further packages
// of the project.
var selfContained = map[string]bool{"prisma": true, "node-gyp": true, "only-allow": true, "patch-package": true, "rimraf": true, "mkdirp": true, "shx": true, "cpx": true, "copyfiles": true, "pm2": true, "dotenv-cli": true}

// AssignmentWord finds words of a command line that set a variable.
var AssignmentWord = pattern.New(`^[A-Za-z_]\w*=`)

// BehindWrappers removes programs that run another, and variables before it.
func BehindWrappers(words []string) []string {
	for len(words) > 0 {
		switch name := path.Base(words[0]); {
		case AssignmentWord.MatchString(words[0]):
			words = words[1:]
		case name == "env" || name == "cross-env" && len(words) > 1 && AssignmentWord.MatchString(words[1]), name == "sudo", name == "time", name == "nice", name == "exec", name == "gosu", name == "su-exec", name == "timeout":
			words = words[1:]
			for len(words) > 0 && strings.HasPrefix(words[0], "-") {
				words = words[1:]
			}
		default:
			return words
		}
	}
	return words
}

// ManagerChore reports whether a package manager command neither runs a
// program nor installs the project.
func ManagerChore(words []string) bool {
	name := path.Base(words[0])
	if name != "npm" && name != "yarn" && name != "pnpm" && name != "bun" && name != "corepack" {
		return false
	}
	verb := ScriptFile(words[1:])
	return verb == "" && len(words) > 1 || chores[verb]
}

var chores = WordSet(`cache config set get prune rebuild rb audit ls list pkg version fund dedupe login logout autoclean store
	enable disable prepare use hydrate fetch help ping root prefix bin why outdated view info import policies self-update uninstall remove rm un unlink link`)

// WordSet makes a set of the words of a list.
func WordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// SystemProgram reports whether a command is of the system and runs nothing of
// the project.
func SystemProgram(words []string) bool {
	name := path.Base(words[0])
	if name == "command" || name == "which" || name == "type" {
		return true
	}
	return systemPrograms[name] && !strings.Contains(words[0], "node_modules")
}

var systemPrograms = WordSet(`apk apt apt-get apt-key apt-mark add-apt-repository aptitude dpkg dpkg-reconfigure yum dnf microdnf rpm zypper
	mkdir rm rmdir chown chmod chgrp echo cp mv ln touch cat ls find tar unzip zip gzip gunzip xz curl wget adduser addgroup useradd groupadd usermod
	groupmod deluser delgroup passwd sed awk grep egrep cut tr head tail sort uniq tee wc cd pushd popd set export unset true false : test [ printf sleep
	date id whoami uname pwd hostname git gpg sha256sum sha512sum md5sum base64 install setcap ldconfig locale-gen localedef update-ca-certificates
	update-alternatives ln stat du df ps readlink realpath basename dirname exit return read shift trap umask ulimit wait let local readonly declare
	fc-cache openssl ssh-keyscan ssh-keygen pip pip3 python python3 gem mktemp rsync jq patch diff file getent ssh nproc stty tini dumb-init c_rehash`)
