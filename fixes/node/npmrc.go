package node

import (
	"strings"
)

// An Npmrc is a project's .npmrc. It never holds a credential's value.
type Npmrc struct {
	// Settings are the plain settings, lower-case key → value.
	Settings map[string]string
	// Credentials are the keys that hold a credential, sorted as in the file:
	// "//npm.example.com/:_authToken".
	Credentials []string
	// Literal reports that a credential is written out, instead of taken from
	// a variable.
	Literal bool
	// Variables are the environment variables that credentials come from.
	Variables []string
	// Registries are the registries named, by scope; "" is the default.
	Registries map[string]string
}

// credentialKeys end the keys that hold credentials.
var credentialKeys = set("_authtoken _auth _password username certfile keyfile cert key tokenhelper")

// ParseNpmrc reads a .npmrc. Every file is one: what is not understood is left
// out.
func ParseNpmrc(data []byte) *Npmrc {
	rc := &Npmrc{Settings: map[string]string{}, Registries: map[string]string{}}
	for line := range strings.Lines(string(trimBOM(data))) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' || line[0] == '[' {
			continue
		}
		key, text, assigned := strings.Cut(line, "=")
		key, text = strings.ToLower(strings.TrimSpace(key)), strings.Trim(strings.TrimSpace(text), `"'`)
		if !assigned {
			text = "true"
		}
		rc.set(key, text)
	}
	return rc
}

func (rc *Npmrc) set(key, text string) {
	last := key[strings.LastIndexByte(key, ':')+1:]
	secret := strings.HasPrefix(key, "//") && credentialKeys[last] || credentialKeys[key] && key != "username"
	switch {
	case secret:
		rc.Credentials = append(rc.Credentials, key)
		name, isVariable := variable(text)
		if isVariable {
			rc.Variables = append(rc.Variables, name)
		}
		rc.Literal = rc.Literal || !isVariable
	case last == "registry":
		rc.Registries[strings.TrimSuffix(strings.TrimSuffix(key, "registry"), ":")] = text
	default:
		rc.Settings[key] = text
	}
}

// variable returns the name in "${NAME}", or in "${NAME-default}".
func variable(text string) (string, bool) {
	inner, ok := strings.CutPrefix(text, "${")
	inner, closed := strings.CutSuffix(inner, "}")
	name, _, _ := strings.Cut(inner, "-")
	return strings.TrimSuffix(name, "?"), ok && closed
}

// HasCredentials reports whether the file holds or refers to credentials.
func (rc *Npmrc) HasCredentials() bool { return rc != nil && len(rc.Credentials) > 0 }

// Needed reports whether an install behaves differently without the file: it
// names registries or settings that change what is installed.
func (rc *Npmrc) Needed() bool {
	if rc == nil {
		return false
	}
	for key := range rc.Settings {
		if !cosmetic[key] {
			return true
		}
	}
	return len(rc.Registries) > 0 || len(rc.Credentials) > 0
}

// cosmetic are settings that change nothing about what an install makes.
var cosmetic = set("fund audit loglevel progress color update-notifier message save-exact save-prefix git-tag-version tag-version-prefix init-author-name init-license sign-git-tag commit-hooks")

// On reports whether a switch such as "legacy-peer-deps" is on.
func (rc *Npmrc) On(key string) bool { return rc != nil && rc.Settings[key] == "true" }

// Get returns a setting, "" when the file does not have it.
func (rc *Npmrc) Get(key string) string {
	if rc == nil {
		return ""
	}
	return rc.Settings[key]
}
