package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/nodedock/nodedock/fixes"
)

// identity returns the identity of what a reader is shown of a plan: findings,
// what became of them, and the changed files. Commit and line numbers are not
// part of it, so a push that has nothing to do with the plan leaves it as it is.
func identity(plan *fixes.Plan, problem *broken) string {
	h := sha256.New()
	for _, f := range plan.Findings {
		fmt.Fprintf(h, "finding %q %q %t %q\n", f.ID, f.Message, f.Fixed, f.Withheld)
	}
	for _, s := range plan.Steps {
		fmt.Fprintf(h, "step %q %q %q\n", s.ID, s.Title, s.Notes)
	}
	for _, e := range plan.Errors {
		fmt.Fprintf(h, "error %q %q\n", e.Path, e.Message)
	}
	for _, f := range plan.Files {
		fmt.Fprintf(h, "file %q %x\n", f.Path, sha256.Sum256(f.After))
	}
	if problem != nil {
		fmt.Fprintf(h, "policy %q %q\n", problem.Error.Error(), problem.instead)
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}
