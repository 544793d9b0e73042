package ignores

import "testing"

func TestJenkinsFolder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`sh 'x'`:                                  "",
		`dir('api') { `:                           "api",
		`dir "api" { `:                            "api",
		`dir('api') { sh 'x' } `:                  "",
		`dir('apps') { dir("api") { `:             "apps/api",
		`dir('apps') { dir("api") { x } `:         "apps",
		`dir('api') { script { def a = "${b}"; `:  "api",
		`dir("${part}") { `:                       "",
		`dir('apps') { dir("${part}") { `:         "",
		`dir('web') { x } dir('api') { script { `: "api",
	} {
		if got := jenkinsFolder(text); got != want {
			t.Errorf("jenkinsFolder(%q) = %q, want %q", text, got, want)
		}
	}
}
