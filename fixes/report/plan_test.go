package report

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what is written now (go test ./fixes/report -update):\n%s", path, diff)
	}
}

const before = `FROM node:20
WORKDIR /app
COPY . .
RUN npm install
ENV NODE_ENV=production
EXPOSE 3000
CMD "npm" "start"
`

const after = `FROM node:20@sha256:1111111111111111111111111111111111111111111111111111111111111111
WORKDIR /app
COPY --chown=node:node . .
RUN npm ci --omit=dev
ENV NODE_ENV=production
EXPOSE 3000
USER node
CMD ["node", "server.js"]
`

const ignoreFile = "**/node_modules\n.git\n**/.env\n"

// samplePlan is what the engine would make of a small repository: fixes of
// several kinds, one held back, one on request, advice, a skip and an error.
func samplePlan() *fixes.Plan {
	p := &fixes.Plan{
		Repo: "acme/shop", SHA: strings.Repeat("a", 40), Dockerfiles: []string{"Dockerfile", "api/Dockerfile"},
		Files: []fixes.FileChange{
			{Path: ".dockerignore", After: []byte(ignoreFile), Mode: 0o644, Created: true},
			{Path: "Dockerfile", Before: []byte(before), After: []byte(after), Mode: 0o644},
		},
		Skipped: []fixes.Skip{{Path: "tools/Dockerfile", Reason: "a generated file: change what generates it"}},
		Errors:  []fixes.FileError{{Path: "old/Dockerfile", Line: 3, Message: "unknown instruction: RUNN"}},
	}
	p.Findings = []fixes.Outcome{
		outcome("unpinned-base-image", 1, fixes.Warning, 1, "FROM node:20", 6, 13, "node:20 may point to another image tomorrow.", "Pin node:20 to its digest", fixes.Safe),
		outcome("missing-dockerignore", 9, fixes.Warning, 3, "COPY . .", 1, 9, "COPY . . sends node_modules, .git and .env to the build.", "Add a .dockerignore", fixes.Review),
		outcome("npm-install", 2, fixes.Warning, 4, "RUN npm install", 5, 16, "npm install may resolve versions that package-lock.json does not name.", "Install with npm ci", fixes.Review),
		outcome("root-user", 4, fixes.Error, 7, `CMD "npm" "start"`, 1, 18, "The image runs as root: no USER follows FROM node:20.", "Run as the node user", fixes.Review),
		outcome("shell-form-command", 5, fixes.Warning, 7, `CMD "npm" "start"`, 1, 18, "The command runs under /bin/sh, which may not forward SIGTERM.", "Write the command in exec form", fixes.Review),
	}
	for n := range p.Findings {
		p.Findings[n].Fixed = true
	}
	p.Findings[4].FixedBy = "package-manager-command"
	p.Findings = append(p.Findings,
		withheld(outcome("dev-dependencies", 2, fixes.Warning, 12, "RUN npm ci", 5, 11, "Dev dependencies reach the image that api/Dockerfile ships.", "", 0), "prepare runs husky, which is only a dev dependency: remove the script or move it to a check in CI."),
		outcome("no-graceful-shutdown", 6, fixes.Info, 20, `CMD ["node", "server.js"]`, 1, 26, "server.js listens for neither SIGTERM nor SIGINT.", "", 0),
		outcome("single-stage-build", 8, fixes.Info, 1, "FROM node:20", 1, 13, "The compiler of the build stays in the image.", "Split the build into two stages", fixes.OnRequest),
	)
	for n := 5; n < len(p.Findings); n++ {
		p.Findings[n].Path = "api/Dockerfile"
	}
	p.Steps = []fixes.Step{
		step(p.Findings[0], place1("Dockerfile", 1, 1)),
		step(p.Findings[1], fixes.Place{Path: ".dockerignore", First: 1, Last: 3, After: ignoreFile}),
		step(p.Findings[2], place1("Dockerfile", 4, 4)),
		step(p.Findings[3], place1("Dockerfile", 7, 7), place1("Dockerfile", 3, 3)),
		{Rule: "package-manager-command", Practice: 5, Severity: fixes.Warning, Path: "Dockerfile", ID: "00000000000000ff",
			Message: "npm is the process that gets SIGTERM. It may not pass the signal on.", Title: "Start server.js without npm",
			Applicability: fixes.Review, Places: []fixes.Place{place1("Dockerfile", 8, 8)}, Original: text.Position{Line: 7, Column: 1}},
	}
	p.Steps[3].Notes = []string{"Volumes that were written by root stay root's: change their owner once.", "Check that nothing listens below port 1024."}
	return p
}

func outcome(rule string, practice int, s fixes.Severity, line int, source string, from, to int, message, title string, a fixes.Applicability) fixes.Outcome {
	o := fixes.Outcome{
		Finding:  fixes.Finding{Rule: rule, Path: "Dockerfile", Message: message, Severity: s},
		Practice: practice, Source: source, ID: id(rule, line),
		Start: text.Position{Line: line, Column: from}, End: text.Position{Line: line, Column: to},
	}
	if title != "" {
		o.Fix = &fixes.Fix{Title: title, Applicability: a}
	}
	return o
}

func id(rule string, line int) string {
	const hex = "0123456789abcdef"
	return strings.Repeat(string(hex[len(rule)%16])+string(hex[line%16]), 8)
}

func withheld(o fixes.Outcome, why string) fixes.Outcome {
	o.Withheld = why
	return o
}

func step(o fixes.Outcome, places ...fixes.Place) fixes.Step {
	return fixes.Step{
		Rule: o.Rule, Practice: o.Practice, Severity: o.Severity, Path: o.Path, Message: o.Message, Title: o.Fix.Title,
		Applicability: o.Fix.Applicability, ID: o.ID, Places: places, Original: o.Start,
	}
}

// place1 is a place of the sample's Dockerfile: its lines after, and the lines
// before that stood there.
func place1(path string, first, last int) fixes.Place {
	p := fixes.Place{Path: path, First: first, Last: last, After: strings.SplitAfter(after, "\n")[first-1]}
	switch first {
	case 8:
		p.Before = strings.SplitAfter(before, "\n")[6]
	case 7:
	default:
		p.Before = strings.SplitAfter(before, "\n")[first-1]
	}
	return p
}

// sampleRules are the pages that the sample's texts quote.
func sampleRules() []*fixes.Rule {
	var rules []*fixes.Rule
	for _, r := range []struct{ id, why string }{
		{"unpinned-base-image", "A tag is moved whenever its image is rebuilt. The same commit may build differently next week."},
		{"missing-dockerignore", "What is sent to the build can end in a layer."},
		{"npm-install", "`npm ci` installs exactly what the lockfile says. It also fails when the two disagree."},
		{"root-user", "A process that breaks out of a root container may be root on the host."},
		{"shell-form-command", "A shell as PID 1 may not pass signals on."},
		{"package-manager-command", "npm may not pass signals on to the program it starts."},
	} {
		rules = append(rules, &fixes.Rule{ID: r.id, Practice: 1, Severity: fixes.Warning, Offers: fixes.Review,
			Doc: func() fixes.Doc {
				return fixes.Doc{Title: r.id, Summary: "Finds " + r.id + ".", Why: r.why, Markdown: "# " + r.id + "\n\n" + r.why + "\n"}
			}})
	}
	return rules
}

// A policy may make a rule's fixes wait for a person; then they are on request, and counted so.
func TestJSONSaysWhatWaitsForAPerson(t *testing.T) {
	t.Parallel()
	plan := &fixes.Plan{Findings: []fixes.Outcome{outcome("root-user", 4, fixes.Warning, 1, "USER root", 1, 5, "message", "title", fixes.Review)}}
	out := written(t, func(w io.Writer) error { return JSON(w, plan) })
	if !strings.Contains(out, `"applicability": "on-request"`) || !strings.Contains(out, `"onRequest": 1`) {
		t.Error(out)
	}
}
