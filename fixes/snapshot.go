package fixes

import "io/fs"

// A Snapshot is a repository at one commit. FS may be os.DirFS, an fs.FS over a
// txtar archive or GitHub's tree: it lists every path and reads a file when it
// is opened. An absent file is fs.ErrNotExist; any other error of FS is an I/O
// failure and ends the plan.
type Snapshot struct {
	Repo string // "owner/name", "" for a local folder
	SHA  string
	FS   fs.FS
}
