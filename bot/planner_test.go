package bot_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// lineRule replaces whole lines: as little of an engine as the bot needs.
type lineRule struct {
	id       string
	from, to string
	offers   fixes.Applicability
}

var lineRules = []lineRule{
	{"floating-base-image", "FROM node", "FROM node:22", fixes.Review},
	{"shell-form-command", "CMD npm start", `CMD ["node", "server.js"]`, fixes.Review},
	{"npm-install", "RUN npm install", "RUN npm ci", fixes.OnRequest},
}

// rules are the line rules as the bot knows them.
func rules() []*fixes.Rule {
	var list []*fixes.Rule
	for n, r := range lineRules {
		list = append(list, &fixes.Rule{ID: r.id, Practice: n + 1, Severity: fixes.Warning, Offers: r.offers, Doc: func() fixes.Doc {
			return fixes.Doc{
				Title: r.id, Summary: "Finds " + r.from + ".", Why: "It may differ tomorrow.", Markdown: "# " + r.id + "\n\nFinds a line.",
			}
		}})
	}
	return list
}

// linePlanner plans with the line rules.
type linePlanner struct{}

func (linePlanner) Plan(_ context.Context, snap fixes.Snapshot, policy fixes.Policy) (*fixes.Plan, error) {
	plan := &fixes.Plan{Repo: snap.Repo, SHA: snap.SHA}
	err := fs.WalkDir(snap.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !fixes.IsDockerfile(name) {
			return err
		}
		src, err := fs.ReadFile(snap.FS, name)
		if err == nil {
			planFile(plan, name, string(src), policy)
		}
		return err
	})
	return plan, err
}

func planFile(plan *fixes.Plan, name, src string, policy fixes.Policy) {
	plan.Dockerfiles = append(plan.Dockerfiles, name)
	lines := strings.Split(src, "\n")
	after := slices.Clone(lines)
	for n, line := range lines {
		for _, r := range lineRules {
			if line != r.from || policy.Rules[r.id].Level == fixes.LevelOff {
				continue
			}
			sum := sha256.Sum256([]byte(r.id + name + line))
			id := hex.EncodeToString(sum[:8])
			found := fixes.Outcome{
				Finding: fixes.Finding{Rule: r.id, Path: name, Message: "It may differ tomorrow.", Severity: fixes.Warning,
					Fix: &fixes.Fix{Title: "Write " + r.to, Applicability: r.offers}},
				Start: text.Position{Line: n + 1, Column: 1}, End: text.Position{Line: n + 1, Column: len(line) + 1}, Source: line, ID: id,
			}
			if (r.offers == fixes.Review && !policy.Declined[id] || policy.Requested[r.id]) && !policy.Skipped[r.id] {
				found.Fixed, after[n] = true, r.to
				plan.Steps = append(plan.Steps, fixes.Step{
					Rule: r.id, Severity: fixes.Warning, Path: name, Message: found.Message, Title: "Write " + r.to, Applicability: r.offers, ID: id,
					Original: found.Start, Places: []fixes.Place{{Path: name, First: n + 1, Last: n + 1, Before: line + "\n", After: r.to + "\n"}},
				})
			}
			plan.Findings = append(plan.Findings, found)
		}
	}
	if !slices.Equal(lines, after) {
		plan.Files = append(plan.Files, fixes.FileChange{Path: name, Before: []byte(src), After: []byte(strings.Join(after, "\n")), Mode: 0o644})
	}
}
