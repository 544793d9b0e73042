package fixestest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

// placeholders stand in a case where a repository has a token. What looks like
// a real one must not be in this repository, so that it is put together here.
var placeholders = map[string]string{
	"@@npm-token@@":    "npm_" + mixed(36),
	"@@github-token@@": "ghp_" + mixed(36),
	"@@aws-key@@":      "AKIA" + strings.ToUpper(mixed(16)),
}

// mixed returns letters and digits without a meaning.
func mixed(n int) string { return strings.Repeat("aB3dE5gH", n/8+1)[:n] }

// assembled replaces the placeholders of a case's file.
func assembled(data []byte) []byte {
	s := string(data)
	for name, token := range placeholders {
		s = strings.ReplaceAll(s, name, token)
	}
	return []byte(s)
}

// disassembled puts the placeholders back into what is compared and written.
func disassembled(s string) string {
	for name, token := range placeholders {
		s = strings.ReplaceAll(s, token, name)
	}
	return s
}

// discreet: no finding and no step repeats a token of the repository.
func discreet(t *testing.T, _ *Case, plan *fixes.Plan) {
	said := fmt.Sprintf("%+v %+v %+v %+v", plan.Findings, plan.Steps, plan.Skipped, plan.Errors)
	for _, o := range plan.Findings {
		if o.Fix != nil {
			said += fmt.Sprintf("%s %q", o.Fix.Title, o.Fix.Notes)
		}
	}
	for name, token := range placeholders {
		if strings.Contains(said, token) {
			t.Errorf("discreet: the token behind %s is repeated", name)
		}
	}
}
