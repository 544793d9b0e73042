package report

import (
	"io"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/secret"
	"github.com/nodedock/nodedock/fixes/text"
)

// Diff writes what a plan would change, as patch and git apply take it. A secret
// of the files is not repeated: unchanged lines with one are left out, which git
// apply may refuse, and where it is shown as asterisks the diff does not apply.
func Diff(w io.Writer, plan *fixes.Plan) error {
	for _, f := range plan.Files {
		old := f.Path
		if f.Created {
			old = ""
		}
		if _, err := io.WriteString(w, text.DiffHiding(old, f.Path, f.Before, f.After, holdsSecret, secret.MaskTokens)); err != nil {
			return err
		}
	}
	return nil
}

// holdsSecret reports whether a line has something that output must not repeat.
func holdsSecret(line string) bool { return secret.Mask(line) != line }
