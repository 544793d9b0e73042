package builds

import (
	"path"
	"strings"
)

// checkoutFolder returns the folder of a job's workspace that the repository is brought
// to, "" for the workspace itself: actions/checkout with a path, and none without one.
func checkoutFolder(steps *value, known map[string]string) string {
	folder := ""
	for _, step := range steps.items {
		action, _, _ := strings.Cut(strings.ToLower(step.get("uses").str()), "@")
		if action != "actions/checkout" {
			continue
		}
		with := step.get("with")
		if other := with.get("repository").str(); other != "" && !strings.Contains(other, "github.repository") {
			continue
		}
		at, ok := expression(with.get("path").str(), known)
		if at = path.Clean(at); !ok || at == "." {
			return ""
		}
		folder = at
	}
	return folder
}

// inCheckout takes the folder of the checkout off a path of the workspace.
func (w *workflow) inCheckout(written string) string {
	if w.checkout == "" || written == "" {
		return written
	}
	clean := path.Clean(written)
	if rest, ok := strings.CutPrefix(clean, w.checkout+"/"); ok {
		return rest
	}
	if clean == w.checkout {
		return "."
	}
	return written
}
