package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// IsPrivateKey reports whether a file may hold a private key or a login, by its name.
func IsPrivateKey(name string) bool {
	base := strings.ToLower(path.Base(name))
	if login, ok := loginFiles[path.Base(path.Dir(name))]; ok && login == base {
		return true
	}
	return keyName.MatchString(base) && !openKey.MatchString(base)
}

// loginFiles are the files in which tools keep logins, by their folders.
var loginFiles = map[string]string{".kube": "config", ".aws": "credentials", ".docker": "config.json"}

var (
	keyName = pattern.New(`^(id_(rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pgpass|.*\.key|(.*[._-])?(priv(ate)?[._-]?)?key\.pem|(.*[._-])?private\.pem|privkey[^.]*\.pem|kubeconfig(\.ya?ml)?|.*\.kubeconfig|(.*[._-])?(service[-_]?account|firebase[-_]adminsdk|google[-_]credentials|gcp[-_](key|credentials))[^/]*\.json)$`).Needs("id_", ".netrc", ".git-credentials", ".pgpass", "key", "private", "kubeconfig", ".json")
	// openKey finds keys that others may have, and licences.
	openKey = pattern.New(`pub|licen[cs]e`).Needs("pub", "licen")
)
