package fixes_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules"
)

// BenchmarkPlanOfHostile shows that no repository takes long that is made for it: each shape took minutes, or
// all memory, where a stage, a loop or a variable was followed once for each way to it.
func BenchmarkPlanOfHostile(b *testing.B) {
	loops := "docker build .\n"
	for n := range 6 {
		loops += fmt.Sprintf("for v%d in %s; do\n", n, strings.Repeat("x ", 32))
	}
	loops += "docker build -t a$v0 .\n" + strings.Repeat("done\n", 6)
	stages := "FROM node:22 AS s0\nWORKDIR /app\nRUN git clone x . && npm install\n"
	for n := range 6 {
		stages += fmt.Sprintf("FROM node:22 AS s%d\nWORKDIR /app\n", n+1) + strings.Repeat(fmt.Sprintf("COPY --from=s%d /app /app\n", n), 40)
	}
	stages += "RUN npm install\nCMD [\"node\", \"server.js\"]\n"
	args, packages := "FROM node:22\n", fstest.MapFS{}
	for n := range 500 {
		args += fmt.Sprintf("ARG A%d=p%d\n", n, n)
		packages[fmt.Sprintf("many/p%d/package.json", n)] = &fstest.MapFile{Data: []byte("{}"), Mode: 0o644}
	}
	args += "COPY many/$A1 .\nCMD [\"node\", \"server.js\"]\n"
	for name, c := range map[string]struct{ dockerfile, script string }{
		"loops in loops":             {naive, loops},
		"an array that doubles":      {naive, "docker build .\na=(x)\n" + strings.Repeat("a+=(\"${a[@]}\")\n", 40)},
		"variables that double":      {naive, "docker build .\nv0=xx\n" + doubling(40)},
		"a hundred copies of stages": {stages, ""},
		"arguments for each package": {args, ""},
	} {
		b.Run(name, func(b *testing.B) {
			snap := project(c.dockerfile, manifest)
			files := fstest.MapFS{"build.sh": &fstest.MapFile{Data: []byte("#!/bin/sh\n" + c.script), Mode: 0o755}}
			for _, all := range []fstest.MapFS{snap.FS.(fstest.MapFS), packages} {
				for at, file := range all {
					files[at] = file
				}
			}
			engine := &fixes.Engine{Rules: rules.All(), Resolver: images(b)}
			for b.Loop() {
				if _, err := engine.Plan(context.Background(), fixes.Snapshot{FS: files}, fixes.Policy{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// doubling gives each variable twice the text of the one before it.
func doubling(n int) string {
	var b strings.Builder
	for k := range n {
		fmt.Fprintf(&b, "v%d=$v%d$v%d\n", k+1, k, k)
	}
	return b.String()
}
