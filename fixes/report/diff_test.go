package report_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/report"
)

func TestDiffRepeatsNoSecret(t *testing.T) {
	t.Parallel()
	token := "npm_" + strings.Repeat("a1B2c3", 6)
	tests := map[string]struct{ before, after, want string }{
		"in the context behind a change": {
			"FROM node:22\nENV A=1\nENV NPM_TOKEN=" + token + "\nCMD x\n", "FROM node:22@sha256:0\nENV A=1\nENV NPM_TOKEN=" + token + "\nCMD x\n",
			"@@ -1,2 +1,2 @@\n-FROM node:22\n+FROM node:22@sha256:0\n ENV A=1\n",
		},
		"in the context before a change": {
			"FROM node:22\nARG NPM_TOKEN=" + token + "\nRUN npm i\n", "FROM node:22\nARG NPM_TOKEN=" + token + "\nRUN npm ci\n",
			"@@ -3 +3 @@\n-RUN npm i\n+RUN npm ci\n",
		},
		"between two changes": {
			"FROM node:22\nARG NPM_TOKEN=" + token + "\nRUN npm i\n", "FROM node:22@sha256:0\nARG NPM_TOKEN=" + token + "\nRUN npm ci\n",
			"@@ -1 +1 @@\n-FROM node:22\n+FROM node:22@sha256:0\n@@ -3 +3 @@\n-RUN npm i\n+RUN npm ci\n",
		},
		"beside a line that is added alone": {
			"ARG NPM_TOKEN=" + token + "\n", "ARG NPM_TOKEN=" + token + "\nENV A=1\n",
			"@@ -1 +1,2 @@\n ARG NPM_TOKEN=" + strings.Repeat("*", 40) + "\n+ENV A=1\n",
		},
		"in a changed line": {
			"RUN echo " + token + "; npm i\n", "RUN echo " + token + "; npm ci\n",
			"@@ -1 +1 @@\n-RUN echo " + strings.Repeat("*", 40) + "; npm i\n+RUN echo " + strings.Repeat("*", 40) + "; npm ci\n",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			plan := &fixes.Plan{Files: []fixes.FileChange{{Path: "Dockerfile", Before: []byte(tt.before), After: []byte(tt.after)}}}
			if err := report.Diff(&b, plan); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(b.String(), "--- a/Dockerfile\n+++ b/Dockerfile\n"+tt.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}
