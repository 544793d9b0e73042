package installs

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// folderOf returns how a COPY of package.json names the folder that it copies
// into, so that several files may follow: builders before BuildKit want a slash
// behind it then. A COPY that names the file keeps what stands before its name.
// It is false where the folder may not be one.
func folderOf(c *fixes.Copy, dest string) (string, bool) {
	switch one := len(c.Sources) == 1; {
	case strings.HasSuffix(dest, "/"), dest == "." && !one:
		return dest, true
	case one && path.Base(dest) == "package.json" && path.Base(c.Dest) == "package.json":
		if dir := strings.TrimSuffix(dest, "package.json"); dir != "" {
			return dir, true
		}
		return "./", true
	case c.Dir:
		return dest + "/", true
	}
	return dest, false
}
