package webhook_test

import (
	"testing"

	"github.com/nodedock/nodedock/webhook"
)

// FuzzRoute looks for payloads that make Route panic, or yield a command that
// nobody could carry out.
func FuzzRoute(f *testing.F) {
	for event, payload := range map[string]string{
		"push":                      push(touching("Dockerfile"), ""),
		"pull_request":              `{"action":"opened",` + theirPR + `,` + base + `}`,
		"issue_comment":             `{"action":"created",` + base + `,"issue":{"number":5,"pull_request":{}},"comment":{"id":4,"body":"> a\n/nodedock x"}}`,
		"installation":              `{"action":"created","installation":{"id":7}}`,
		"installation_repositories": `{"installation":{"id":7},"repositories_added":[{"id":1,"full_name":"a/b"}]}`,
		"repository":                `{"action":"renamed",` + base + `}`,
		"check_run":                 `{"action":"rerequested","check_run":{"head_sha":"x","pull_requests":[{"number":1}]},` + base + `}`,
		"check_suite":               `{"action":"rerequested","check_suite":null,` + base + `}`,
	} {
		f.Add(event, []byte(payload))
	}
	f.Fuzz(func(t *testing.T, event string, payload []byte) {
		commands, err := webhook.Route(event, payload)
		if err != nil && commands != nil {
			t.Error("commands beside an error")
		}
		for _, c := range commands {
			if c.Kind == "" || c.Repository.Installation <= 0 {
				t.Errorf("incomplete command %+v", c)
			}
		}
	})
}
