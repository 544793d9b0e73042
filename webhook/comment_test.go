package webhook_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/webhook"
)

// commented returns an issue_comment payload; more is merged over it.
func commented(t testing.TB, body, more string) []byte {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(`{"action":"created",` + base + `,"issue":{"number":5,"user":{"login":"bea"},"pull_request":{"url":"x"}},` +
		`"comment":{"id":40,"body":` + string(text) + `,"user":{"login":"ada","type":"User"}}` + more + `}`)
}

func TestCommandLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"a command alone", "/nodedock recheck", []string{"recheck"}},
		{"a command after some words", "Thanks!\n\n/nodedock  apply\troot-user", []string{"apply root-user"}},
		{"a command on the next line of a paragraph", "Thanks!\n/nodedock recheck\nBye", []string{"recheck"}},
		{"CRLF line ends", "Thanks!\r\n\r\n/nodedock recheck\r\n", []string{"recheck"}},
		{"two commands", "/nodedock skip root-user\n/nodedock recheck", []string{"skip root-user", "recheck"}},
		{"capitals and a little indent", "  /Nodedock recheck", []string{"recheck"}},
		{"the word alone", "/nodedock", []string{""}},
		{"a line above a rule", "/nodedock recheck\n---\nsent from afar", []string{"recheck"}},
		{"not the first word", "please /nodedock recheck", nil},
		{"another word", "/nodedocker recheck", nil},
		{"a fenced block", "```\n/nodedock recheck\n```", nil},
		{"an unclosed fenced block", "~~~\n/nodedock recheck", nil},
		{"an indented block", "text\n\n    /nodedock recheck", nil},
		{"a quote", "> /nodedock recheck\n\nno", nil},
		{"a quote that runs on", "> text\n/nodedock recheck", nil},
		{"inline code", "`/nodedock recheck`", nil},
		{"inline code over several lines", "`a\n/nodedock recheck\nb`", nil},
		{"an HTML comment", "<!--\n/nodedock recheck\n-->", nil},
		{"an inline HTML comment", "a <!--\n/nodedock recheck\n--> b", nil},
		{"a list item", "- /nodedock recheck", nil},
		{"a heading", "# /nodedock recheck", nil},
		{"nothing", "", nil},
		{"a command before a long log", "/nodedock recheck\n" + strings.Repeat("a", 1<<19), []string{"recheck"}},
		{"a command after a long log", strings.Repeat("a\n", 1<<18) + "\n/nodedock recheck", nil},
		{"more commands than are carried out", strings.Repeat("/nodedock recheck\n", 50), strings.Split(strings.Repeat("recheck\n", 9)+"recheck", "\n")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			commands, err := webhook.Route("issue_comment", commented(t, c.body, ""))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, command := range commands {
				got = append(got, command.Comment.Lines...)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRouteComment(t *testing.T) {
	t.Parallel()
	got, err := webhook.Route("issue_comment", commented(t, "/nodedock recheck", ""))
	if err != nil {
		t.Fatal(err)
	}
	want := []bot.Command{{
		Kind: bot.RunComment, Repository: shop, PullRequest: 5, Key: "40",
		Comment: &bot.Comment{ID: 40, Author: "ada", PRAuthor: "bea", Lines: []string{"recheck"}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Route (-want +got):\n%s", diff)
	}
	for name, more := range map[string]string{
		"an edited comment":     `,"action":"edited"`,
		"a comment of a bot":    `,"comment":{"id":40,"body":"/nodedock recheck","user":{"login":"x[bot]","type":"Bot"}}`,
		"a comment by an App":   `,"comment":{"id":40,"body":"/nodedock recheck","user":{"login":"ada"},"performed_via_github_app":{"id":1}}`,
		"a comment on an issue": `,"issue":{"number":5,"pull_request":null}`,
	} {
		t.Run(name+" asks for nothing", func(t *testing.T) {
			t.Parallel()
			got, err := webhook.Route("issue_comment", commented(t, "/nodedock recheck", more))
			if len(got) > 0 || err != nil {
				t.Errorf("Route = %+v, %v", got, err)
			}
		})
	}
}

// BenchmarkHostileComment reads comments that make slow parsers slow.
func BenchmarkHostileComment(b *testing.B) {
	for _, piece := range []string{">", "- ", "[", "`", "<", "*a ", "![](", "a\n> "} {
		b.Run(strings.ReplaceAll(piece, "\n", "|"), func(b *testing.B) {
			body := commented(b, "/nodedock recheck\n\n"+strings.Repeat(piece, 16000/len(piece))+"\n", "") // just below the limit
			for b.Loop() {
				if _, err := webhook.Route("issue_comment", body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
