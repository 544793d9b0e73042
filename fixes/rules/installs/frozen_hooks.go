package installs

import (
	"bytes"
	"crypto/md5" //nolint:gosec // what pnpm 9 writes
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
)

// hooksOtherwise: from pnpm 9 on a lockfile has the checksum of the .pnpmfile.cjs that it was made
// with, and a frozen install stops where it is another one.
func hooksOtherwise(p *fixes.Pass, i *fixes.Install, lock *node.Lockfile, major int) string {
	name := path.Join(path.Dir(lock.Path), pnpmHooks)
	sum, recorded := lock.PnpmfileChecksum()
	if !recorded || major > 0 && major < 9 || Mounted(i, pnpmHooks) {
		return ""
	}
	data, ok, err := p.Repo.Read(name)
	if err != nil {
		return ""
	}
	_, copied := p.Origin(i.Stage, path.Join(i.Workdir, pnpmHooks), i.At)
	found, err := p.Repo.FindAll(name, packageHooks)
	switch {
	case !ok && sum != "":
		return "it would stop: " + path.Base(lock.Path) + " was made with a " + pnpmHooks + ", which is gone. Update the lockfile first"
	case !ok || !copied || err != nil || len(found) == 0 && sum == "":
		return ""
	}
	if sum == "" {
		return "it would stop: " + path.Base(lock.Path) + " was made without " + name + ". Update the lockfile first"
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	nine, ten := md5.Sum(data), sha256.Sum256(data)
	nines := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(nine[:]))
	tens := "sha256-" + base64.StdEncoding.EncodeToString(ten[:])
	if sum == nines && major < 10 || sum == tens && major != 9 {
		return ""
	}
	return "it would stop: " + path.Base(lock.Path) + " was made with another " + name + ", or by another major of pnpm. Update the lockfile first"
}
