package project

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadYAMLMergesAsYAMLSays(t *testing.T) {
	t.Parallel()
	const shared = "x-a: &a {image: one, command: base}\nx-b: &b {image: two, user: node}\nservices:\n  web:\n"
	for name, test := range map[string]struct{ service, want string }{
		"a_key_before_its_merge_counts":   {"    command: mine\n    <<: *a\n", "one mine "},
		"a_key_behind_its_merge_counts":   {"    <<: *a\n    command: mine\n", "one mine "},
		"the_first_of_a_list_counts":      {"    <<: [*a, *b]\n", "one base node"},
		"the_first_of_an_open_list":       {"    <<:\n      - *b\n      - *a\n", "two base node"},
		"a_list_behind_the_key":           {"    image: mine\n    <<: [*b, *a]\n", "mine base node"},
		"a_service_in_one_line":           {"    {command: mine, <<: *a}\n", "one mine "},
		"a_service_without_a_merge":       {"    image: mine\n", "mine  "},
		"quotes_around_the_merge":         {"    command: mine\n    \"<<\": *a\n", " mine "},
		"a_key_that_is_written_twice":     {"    command: base\n    command: mine\n", " mine "},
		"a_merge_that_is_no_mapping":      {"    <<: 7\n    image: mine\n", "!"},
		"an_anchor_that_is_not_there":     {"    <<: *c\n    image: mine\n", "!"},
		"a_text_that_holds_a_merge_alone": {"    command: |\n      <<: *a\n", " <<: *a\n "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := "!"
			var file struct {
				Services map[string]struct{ Image, Command, User string }
			}
			if ReadYAML(shared+test.service, &file) {
				web := file.Services["web"]
				got = web.Image + " " + web.Command + " " + web.User
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
