package rules

import "testing"

func TestRenovateManages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, src string
		want      bool
	}{
		"any preset":                 {"renovate.json", `{"extends": ["config:recommended"]}`, true},
		"no settings":                {"renovate.json", `{}`, true},
		"JSON5":                      {"renovate.json5", "// ours\n{extends: ['docker:pinDigests'],}", true},
		"not readable":               {"renovate.json", `{"extends": [`, true},
		"turned off":                 {"renovate.json", `{"enabled": false}`, false},
		"other managers only":        {"renovate.json", `{"enabledManagers": ["npm"]}`, false},
		"Dockerfiles among others":   {"renovate.json", `{"enabledManagers": ["npm", "dockerfile"]}`, true},
		"Docker turned off":          {"renovate.json", `{"docker": {"enabled": false}}`, false},
		"Docker off in JSON5":        {"renovate.json5", "{docker: {enabled: false}}", false},
		"Dockerfiles turned off":     {"renovate.json", `{"dockerfile": {"enabled": false}}`, false},
		"digests turned off":         {"renovate.json", `{"digest": {"enabled": false}}`, false},
		"disabled by a preset":       {"renovate.json", `{"extends": ["docker:disable"]}`, false},
		"package.json with it":       {"package.json", `{"renovate": {"extends": ["config:best-practices"]}}`, true},
		"package.json without it":    {"package.json", `{"name": "shop"}`, false},
		"package.json with a preset": {"package.json", `{"renovate-config": {"default": {}}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := renovateManages(c.file, []byte(c.src)); got != c.want {
				t.Errorf("got %t for %s", got, c.src)
			}
		})
	}
}

func TestDependabotManages(t *testing.T) {
	t.Parallel()
	config := func(more string) []byte {
		return []byte("version: 2\nupdates:\n  - package-ecosystem: docker\n" + more)
	}
	for name, c := range map[string]struct {
		src  []byte
		dir  string
		want bool
	}{
		"the root":             {config("    directory: /\n"), ".", true},
		"a folder":             {config("    directory: /api/\n"), "api", true},
		"another folder":       {config("    directory: /\n"), "api", false},
		"a star":               {config("    directories: [\"/services/*\"]\n"), "services/api", true},
		"below a star":         {config("    directories: [\"/services/*\"]\n"), "services/api/v1", false},
		"two stars":            {config("    directories: [\"/services/**\"]\n"), "services/api/v1", true},
		"everywhere":           {config("    directories: [\"**\"]\n"), ".", true},
		"no updates wanted":    {config("    directory: /\n    open-pull-requests-limit: 0\n"), ".", false},
		"another ecosystem":    {[]byte("updates:\n  - package-ecosystem: npm\n    directory: /\n"), ".", false},
		"not readable as YAML": {[]byte("updates: ["), ".", false},
		"another form":         {[]byte("updates: docker\n"), ".", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := dependabotManages(c.src, c.dir); got != c.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
