package fixes

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// targets returns what the plan's Dockerfiles come down to: "path stage" and
// what kind of image it is, for each target.
func targets(t *testing.T, snap Snapshot) []string {
	t.Helper()
	var got []string
	seen := map[string]bool{}
	look := &Rule{ID: "look", Practice: 1, Severity: Info, Offers: Advice, Check: func(p *Pass) error {
		for _, target := range p.Targets() {
			line := p.File.Path + " " + target.Stage.Name
			switch {
			case !target.Node:
				line += "no Node"
			case target.Dev != "":
				line += target.Dev
			case target.Watches != "":
				line += target.Watches
			default:
				line += "shipped"
			}
			if !seen[line] {
				got, seen[line] = append(got, line), true
			}
		}
		return nil
	}}
	plan(t, snap, Policy{}, look)
	return got
}

func TestTargets(t *testing.T) {
	t.Parallel()
	const manifest = `{"scripts": {"start": "node server.js", "dev": "nodemon server.js", "build": "tsc"}}`
	tests := []struct {
		name string
		snap Snapshot
		want []string
	}{
		{"a condition chooses between the program and a watcher",
			repo("package.json", manifest, "Dockerfile", "FROM node:22\nWORKDIR /app\nCOPY . .\nCMD if [ \"$NODE_ENV\" = production ]; then npm start; else npm run dev; fi\n"),
			[]string{"Dockerfile shipped"}},
		{"both ways are for development",
			repo("package.json", manifest, "Dockerfile", "FROM node:22\nWORKDIR /app\nCOPY . .\nCMD if [ -n \"$X\" ]; then npm run dev; else nodemon server.js; fi\n"),
			[]string{"Dockerfile its command is a development server: nodemon server.js"}},
		{"the last stage is for development",
			repo("package.json", manifest, "Dockerfile", "FROM node:22 AS base\nWORKDIR /app\nCOPY . .\nFROM base AS build\nRUN npm run build\nCMD [\"node\", \"x.js\"]\nFROM base AS production\nCOPY --from=build /app/dist dist\nCMD [\"node\", \"dist/server.js\"]\nFROM base AS dev\nCMD [\"npm\", \"run\", \"dev\"]\n"),
			[]string{"Dockerfile productionshipped", "Dockerfile devthe stage dev is for development or tests"}},
		{"a stage before it is named",
			repo("package.json", manifest, "compose.yaml", "services:\n  app:\n    build:\n      context: .\n      target: production\n", "Dockerfile", "FROM node:22 AS production\nCMD [\"node\", \"server.js\"]\nFROM node:22 AS worker\nCMD [\"node\", \"worker.js\"]\nFROM node:22 AS dev\nCMD [\"npm\", \"run\", \"dev\"]\n"),
			[]string{"Dockerfile productionshipped"}},
		{"a folder of tests",
			repo("test/Dockerfile", "FROM node:22\nCMD [\"node\", \"run.js\"]\n"),
			[]string{"test/Dockerfile its folder is one for development or tests"}},
		{"a folder for development",
			repo("docker/dev/Dockerfile", "FROM node:22\nCMD [\"node\", \"run.js\"]\n"),
			[]string{"docker/dev/Dockerfile its folder is one for development or tests"}},
		{"a folder whose name only begins like one",
			repo("testimonials/Dockerfile", "FROM node:22\nCMD [\"node\", \"run.js\"]\n"),
			[]string{"testimonials/Dockerfile shipped"}},
		{"a script that starts Node on a base that is not known",
			repo("Dockerfile", "FROM registry.example.com/base:1\nCOPY . /app\nWORKDIR /app\nRUN npm run build\nCMD [\"./start.sh\"]\n", "start.sh", "#!/bin/sh\nexec tini -- node build/index.js\n"),
			[]string{"Dockerfile shipped"}},
		{"a script that starts something else",
			repo("Dockerfile", "FROM registry.example.com/base:1\nCOPY . /app\nWORKDIR /app\nRUN npm run build\nCMD [\"sh\", \"start.sh\"]\n", "start.sh", "#!/bin/sh\nexec nginx\n"),
			[]string{"Dockerfile no Node"}},
		{"a RUN in exec form calls npm",
			repo("Dockerfile", "FROM debian:12\nRUN [\"npm\", \"run\", \"build\"]\nCMD [\"nginx\"]\n"),
			[]string{"Dockerfile no Node"}},
		{"a script that a workspace has", repo("Dockerfile", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN yarn\nCMD [\"yarn\", \"start:web\"]\n", "package.json", `{"name": "shop", "scripts": {"start:web": "yarn workspace web preview"}, "workspaces": ["packages/*"]}`, "packages/web/package.json", `{"name": "web", "scripts": {"preview": "vite"}}`),
			[]string{"Dockerfile its command is a development server: the script preview of web runs vite"}},
		{"a script that a workspace builds with", repo("Dockerfile", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"npm\", \"-w\", \"api\", \"run\", \"serve\"]\n", "package.json", `{"name": "shop", "workspaces": ["packages/*"]}`, "packages/api/package.json", `{"name": "api", "scripts": {"serve": "node server.js"}}`),
			[]string{"Dockerfile shipped"}},
		{"a command that waits for a while", repo("Dockerfile", "FROM node:22\nCMD [\"sleep\", \"60s\"]\n"),
			[]string{"Dockerfile its command only keeps the container running"}},
		{"a loop that only waits", repo("Dockerfile", "FROM node:22\nCMD [\"sh\", \"-c\", \"while true; do sleep 60; done\"]\n"),
			[]string{"Dockerfile its command only keeps the container running"}},
		{"a loop that works", repo("Dockerfile", "FROM node:22\nCMD [\"sh\", \"-c\", \"while true; do node job.js; sleep 60; done\"]\n"),
			[]string{"Dockerfile shipped"}},
		{"a command that only waits", repo("Dockerfile", "FROM node:22\nCMD [\"tail\", \"-f\", \"/dev/null\"]\n"),
			[]string{"Dockerfile its command only keeps the container running"}},
		{"a comment at the top", repo("Dockerfile", "# -- DO NOT USE IN PRODUCTION! --\nFROM node:22\nCMD [\"node\", \"server.js\"]\n"),
			[]string{"Dockerfile a comment at its top says that it is not for production"}},
		{"a comment about something else", repo("Dockerfile", "# For production we pin the base.\nFROM node:22\n# Do not use in production: debugging\nCMD [\"node\", \"server.js\"]\n"),
			[]string{"Dockerfile shipped"}},
		{"nothing of Node", repo("Dockerfile", "FROM debian:12\nCMD [\"nginx\"]\n"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, targets(t, tt.snap)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInstallsAreFoundInExecFormAndOnPlainSystems(t *testing.T) {
	t.Parallel()
	var got []string
	look := &Rule{ID: "look", Practice: 1, Severity: Info, Offers: Advice, Check: func(p *Pass) error {
		got = nil
		for _, i := range p.Installs(p.File.Stages[0]) {
			got = append(got, i.Dir+" "+i.Lockfile)
			if i.Editable() {
				t.Error("words of an exec form are edited as if they stood in a shell's line")
			}
		}
		return nil
	}}
	plan(t, repo("package.json", "{}", "package-lock.json", `{"lockfileVersion": 3, "packages": {}}`,
		"Dockerfile", "FROM ubuntu:24.04\nCOPY . .\nRUN [\"npm\", \"install\"]\n"), Policy{}, look)
	if diff := cmp.Diff([]string{". package-lock.json"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPlanNamesTheRuleWhoseStepTookAFindingAway(t *testing.T) {
	t.Parallel()
	spots := &Rule{ID: "spots", Practice: 1, Severity: Warning, Offers: Advice, Check: func(p *Pass) error {
		if string(p.File.Instructions[len(p.File.Instructions)-2].Text) == "USER admin" {
			p.Report(Finding{Span: p.File.Stages[0].From.Span, Message: "It runs as admin."})
		}
		return nil
	}}
	src := "FROM node:22\nUSER admin\nCMD [\"node\", \"old.js\"]\n"
	p := plan(t, repo("Dockerfile", src), Policy{}, spots, swap("base", "node:22", "node:24"), swap("user", "USER admin", "USER node"), swap("command", "old.js", "new.js"))
	if o := p.Findings[0]; o.Rule != "spots" || !o.Fixed || o.FixedBy != "user" {
		t.Errorf("%s: fixed %v by %q, want by user", o.Rule, o.Fixed, o.FixedBy)
	}
	if got := after(p, "Dockerfile"); got != "FROM node:24\nUSER node\nCMD [\"node\", \"new.js\"]\n" {
		t.Errorf("looking back changed the text: %s", got)
	}
}

func TestReadFollowsALinkWithinTheRepository(t *testing.T) {
	t.Parallel()
	link := func(to string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink | 0o777}
	}
	r, err := newRepo(Snapshot{FS: fstest.MapFS{
		"scripts/start.sh": {Data: []byte("exec node server.js\n"), Mode: 0o755},
		"docker/start.sh":  link("../scripts/start.sh"),
		"circle":           link("circle"),
		"outside":          link("../../etc/passwd"),
		"absolute":         link("/etc/passwd"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if data, ok, err := r.Read("docker/start.sh"); string(data) != "exec node server.js\n" || !ok || err != nil {
		t.Errorf("got %q %v %v", data, ok, err)
	}
	for _, name := range []string{"circle", "outside", "absolute"} {
		if data, ok, err := r.Read(name); ok || err != nil {
			t.Errorf("%s: got %q %v", name, data, err)
		}
	}
	if r.Regular("docker/start.sh") {
		t.Error("a link is no file to edit")
	}
}

func TestImageRefsLeaveOutNamedContexts(t *testing.T) {
	t.Parallel()
	var got []string
	look := &Rule{ID: "look", Practice: 1, Severity: Info, Offers: Advice, Check: func(p *Pass) error {
		got = nil
		for _, r := range p.ImageRefs() {
			got = append(got, r.Text)
		}
		return nil
	}}
	src := "FROM node:22\nCOPY --from=themes / /themes\nCOPY --from=busybox:1 /bin/sh /sh\nCMD [\"node\", \"server.js\"]\n"
	compose := "services:\n  api:\n    build:\n      context: .\n      additional_contexts:\n        themes: ./themes\n"
	plan(t, repo("Dockerfile", src, "compose.yaml", compose), Policy{}, look)
	if diff := cmp.Diff([]string{"node:22", "busybox:1"}, got); diff != "" {
		t.Error(diff)
	}
}
