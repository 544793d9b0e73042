package fixes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// IsPrivateKey reports whether a file may hold a private key or a login, by its name.
func IsPrivateKey(name string) bool {
	base := strings.ToLower(path.Base(name))
	return keyName.MatchString(base) && !openKey.MatchString(base)
}

var (
	keyName = pattern.New(`^(id_(rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pgpass|.*\.key|(.*[._-])?(priv(ate)?[._-]?)?key\.pem|privkey[^.]*\.pem|(.*[._-])?(service[-_]?account|firebase[-_]adminsdk|google[-_]credentials|gcp[-_](key|credentials))[^/]*\.json)$`).Needs("id_", ".netrc", ".git-credentials", ".pgpass", "key", ".json")
	// openKey finds keys that others may have, and licences.
	openKey = pattern.New(`pub|licen[cs]e`).Needs("pub", "licen")
)
