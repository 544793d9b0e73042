package dockerfile

import (
	"fmt"
	"strings"
	"testing"
)

func TestStages(t *testing.T) {
	t.Parallel()
	f := parse(t, `ARG BASE=deps
FROM node:20 AS node
FROM node AS deps
FROM ${BASE} AS build
COPY --from=0 /a /b
COPY --from=DEPS /a /b
COPY --from=build /a /b
COPY --from=2 /a /b
COPY --from=nginx /a /b
FROM deps
`)
	s := f.Stages
	if s[0].Parent != nil || s[1].Parent != s[0] || s[2].Parent != s[1] || s[3].Parent != s[1] {
		t.Error("a FROM that names an earlier stage has it as its parent, an alias hides an image")
	}
	want := []*Stage{s[0], s[1], nil, nil, nil}
	for n, i := range s[2].Instructions[1:] {
		if got := f.StageRef(i, i.Flag("from").Value); got != want[n] {
			t.Errorf("%s: got %v", i.Text, got)
		}
	}
	if f.StageByName("Build") != s[2] || f.StageByName("none") != nil || f.StageByName("") != nil {
		t.Error("stages are found by name in any case")
	}
	equal(t, "globals", len(f.Globals), 1)
}

func TestExpand(t *testing.T) {
	t.Parallel()
	f := parse(t, `ARG REGISTRY=docker.io
ARG VERSION="20" NONE
ARG IMAGE=$REGISTRY/node:${VERSION}
ARG MORE=$NONE/x
ARG TEN=`+strings.Repeat("x", 1000)+`
ARG HUGE=$TEN$TEN$TEN$TEN$TEN
FROM $IMAGE
`)
	tests := map[string]string{
		"node:20":                "node:20 [] true",
		"$IMAGE":                 "docker.io/node:20 [IMAGE] true",
		"$REGISTRY/node:$V":      "$REGISTRY/node:$V [REGISTRY V] false",
		"node:${V:-18}":          "node:18 [V] true",
		"node:${VERSION:-18}":    "node:20 [VERSION] true",
		"x-${TARGETARCH}":        "x-${TARGETARCH} [TARGETARCH] false",
		"x-${TARGETARCH:-amd64}": "x-${TARGETARCH:-amd64} [TARGETARCH] false",
		"$NONE":                  "$NONE [NONE] false",
		"$MORE":                  "$MORE [MORE] false",
		"$HUGE":                  "$HUGE [HUGE] false",
		`"node:20"`:              "node:20 [] true",
		"${X":                    "${X [] false",
	}
	for s, want := range tests {
		value, used, complete := f.Expand(s)
		equal(t, s, fmt.Sprint(value, " ", used, " ", complete), want)
	}
}

func TestAbove(t *testing.T) {
	t.Parallel()
	f := parse(t, "# syntax=x\n# one\n\n# two\n# three\nFROM a\nRUN b\n")
	from := f.Instructions[0]
	equal(t, "comments", []string{from.Above[0].Text, from.Above[1].Text}, []string{"two", "three"})
	equal(t, "none", len(f.Instructions[1].Above), 0)
	equal(t, "before", apply(t, f, f.InsertBefore(from, "ARG X")), "# syntax=x\n# one\n\nARG X\n# two\n# three\nFROM a\nRUN b\n")
	equal(t, "directly before", apply(t, f, f.InsertLineBefore(from, "ARG X")), "# syntax=x\n# one\n\n# two\n# three\nARG X\nFROM a\nRUN b\n")
}

func TestReplaceBody(t *testing.T) {
	t.Parallel()
	f := parse(t, "FROM a\nCMD npm \\\n  start \nRUN --network=none x\nENV A b\nCMD\n")
	edit, ok := f.ReplaceBody(f.Instructions[1], `["node", "x"]`)
	equal(t, "CMD", fmt.Sprint(strings.Contains(apply(t, f, edit), "CMD [\"node\", \"x\"] \nRUN"), ok), "true true")
	edit, ok = f.ReplaceBody(f.Instructions[2], "y")
	equal(t, "RUN", fmt.Sprint(strings.Contains(apply(t, f, edit), "\nRUN --network=none y\n"), ok), "true true")
	edit, _ = f.ReplaceBody(f.Instructions[3], "A=b")
	equal(t, "ENV", strings.Contains(apply(t, f, edit), "\nENV A=b\n"), true)
	if _, ok := f.ReplaceBody(f.Instructions[4], "x"); ok {
		t.Error("there is nothing to replace")
	}
}
