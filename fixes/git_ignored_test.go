package fixes

import "testing"

func TestGitIgnored(t *testing.T) {
	t.Parallel()
	r, err := newRepo(repo(
		".gitignore", "# yarn.lock\r\n*.lock\r\n/build/\nnode_modules\n!keep.lock\n/pnpm-lock.yaml\n",
		"api/.gitignore", "!yarn.lock\n.npmrc\n",
	))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"yarn.lock": ".gitignore", "keep.lock": "", "web/yarn.lock": ".gitignore", "api/yarn.lock": "",
		"build/a.txt": ".gitignore", "web/build/a.txt": "", "web/node_modules/a/b.js": ".gitignore",
		"pnpm-lock.yaml": ".gitignore", "api/pnpm-lock.yaml": "", "api/.npmrc": "api/.gitignore", ".npmrc": "",
	} {
		if got, err := r.GitIgnored(name); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
}
