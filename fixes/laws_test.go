package fixes_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules"
)

const manifest = `{"name": "acme-shop", "main": "server.js", "scripts": {"start": "node server.js", "build": "tsc"},
 "dependencies": {"express": "^4.19.2"}, "devDependencies": {"typescript": "^5.4.0"}}`

const lock = `{"name": "acme-shop", "lockfileVersion": 3, "packages": {
 "": {"name": "acme-shop", "dependencies": {"express": "^4.19.2"}, "devDependencies": {"typescript": "^5.4.0"}},
 "node_modules/express": {"version": "4.19.2"}, "node_modules/typescript": {"version": "5.4.5", "dev": true, "bin": {"tsc": "bin/tsc"}}}}`

// naive is the cheat sheet's first Dockerfile.
const naive = "FROM node\nWORKDIR /usr/src/app\nCOPY . /usr/src/app\nRUN npm install\nCMD \"npm\" \"start\"\n"

// images answers for the official tags that the tests use.
func images(tb testing.TB) image.Table {
	tb.Helper()
	var lines []string
	for n, tag := range []string{"latest", "lts", "lts-slim", "lts-alpine", "20", "20-alpine", "22", "22-alpine", "22-slim", "22-bookworm"} {
		lines = append(lines, "node:"+tag+" sha256:"+strings.Repeat(string(rune('0'+n)), 64)+" index")
	}
	table, err := image.ParseTable(strings.Join(lines, "\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return table
}

func project(dockerfileText, manifestText string) fixes.Snapshot {
	return fixes.Snapshot{Repo: "acme/shop", SHA: "1", FS: fstest.MapFS{
		"Dockerfile":        {Data: []byte(dockerfileText), Mode: 0o644},
		"package.json":      {Data: []byte(manifestText), Mode: 0o644},
		"package-lock.json": {Data: []byte(lock), Mode: 0o644},
		"server.js":         {Data: []byte("require('express')().listen(3000)\n"), Mode: 0o644},
	}}
}

// apply returns the snapshot as it is with the plan's changes.
func apply(snap fixes.Snapshot, plan *fixes.Plan) fixes.Snapshot {
	next := fstest.MapFS{}
	for name, file := range snap.FS.(fstest.MapFS) {
		next[name] = file
	}
	for _, f := range plan.Files {
		next[f.Path] = &fstest.MapFile{Data: f.After, Mode: f.Mode}
	}
	snap.FS = next
	return snap
}

// FuzzPlan holds every rule to the engine's laws on any Dockerfile and any
// package.json: a plan is made, it is the same twice, its result parses, and
// planning the result changes nothing more.
func FuzzPlan(f *testing.F) {
	f.Add(naive, manifest)
	f.Add(strings.ReplaceAll(naive, "\n", "\r\n"), manifest)
	f.Add("# syntax=docker/dockerfile:1\nFROM node:22-alpine AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci && npm run build\nFROM build\nUSER node\nENTRYPOINT [\"node\"]\nCMD [\"dist/main.js\"]", manifest)
	f.Add("ARG V=20\nFROM node:${V}-alpine\nRUN <<EOF\nnpm install\nEOF\nCOPY --from=0 / /\nCMD npm start\n", `{"scripts":{"start":"NODE_ENV=production node -r dotenv/config ."}}`)
	f.Add("from node:22\nonbuild run npm i\nuser node\nvolume /data\nexpose 80\nhealthcheck cmd curl -f http://localhost || exit 1\ncmd node .", "{")
	engine := &fixes.Engine{Rules: rules.All(), Resolver: images(f)}
	f.Fuzz(func(t *testing.T, dockerfileText, manifestText string) {
		snap := project(dockerfileText, manifestText)
		plan, err := engine.Plan(context.Background(), snap, fixes.Policy{})
		if err != nil {
			t.Fatalf("plan: %v", err)
		}
		again, err := engine.Plan(context.Background(), snap, fixes.Policy{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plan, again); diff != "" {
			t.Fatalf("two plans of the same input differ:\n%s", diff)
		}
		for _, s := range plan.Skipped {
			if strings.Contains(s.Reason, "the rule stopped") {
				t.Fatalf("%s: %s", s.Rule, s.Reason)
			}
		}
		settled(t, engine, snap, plan)
	})
}

// settled checks that the plan's result parses and needs no further fix.
func settled(t *testing.T, engine *fixes.Engine, snap fixes.Snapshot, plan *fixes.Plan) {
	t.Helper()
	for _, file := range plan.Files {
		if fixes.IsDockerfile(file.Path) {
			if _, err := dockerfile.Parse(file.Path, file.After); err != nil {
				t.Fatalf("the result does not parse: %v\n%s", err, file.After)
			}
		}
	}
	next, err := engine.Plan(context.Background(), apply(snap, plan), fixes.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if len(next.Files) != 0 && len(plan.Skipped) == 0 {
		t.Fatalf("a second plan changes more:\n%s", cmp.Diff(string(plan.Files[0].After), string(next.Files[0].After)))
	}
}

// large is a Dockerfile of 36 instructions in two stages.
func large() string {
	var b strings.Builder
	b.WriteString("# syntax=docker/dockerfile:1\nFROM node:22 AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\nRUN npm run build\n")
	for n := range 12 {
		b.WriteString("ENV SETTING_" + string(rune('A'+n)) + "=value\n")
	}
	b.WriteString("FROM node:22-alpine\nWORKDIR /app\nCOPY --from=build /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\nCOPY package.json ./\n")
	for n := range 10 {
		b.WriteString("LABEL org.example." + string(rune('a'+n)) + "=value\n")
	}
	b.WriteString("EXPOSE 3000\nHEALTHCHECK CMD wget -q -O- http://127.0.0.1:3000/ || exit 1\nCMD npm start\n")
	return b.String()
}

// BenchmarkPlan measures a whole plan with every rule.
func BenchmarkPlan(b *testing.B) {
	engine := &fixes.Engine{Rules: rules.All(), Resolver: images(b)}
	for name, text := range map[string]string{"naive": naive, "36 instructions": large()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Plan(context.Background(), project(text, manifest), fixes.Policy{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestPlanSaysOnlyThatALargeDockerfileIsNotRead(t *testing.T) {
	t.Parallel()
	plan, err := (&fixes.Engine{Rules: rules.All()}).Plan(context.Background(), project(naive+"# "+strings.Repeat("x", 1<<20)+"\n", manifest), fixes.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Errors) != 1 || len(plan.Skipped) > 0 || !strings.HasPrefix(plan.Errors[0].Message, "larger than") {
		t.Errorf("errors %v, skipped %v", plan.Errors, plan.Skipped)
	}
}
