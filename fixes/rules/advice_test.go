package rules_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules"
)

// adviceOf plans a repository with one rule and returns the fix of its only
// finding.
func adviceOf(t *testing.T, rule string, files map[string]string) *fixes.Fix {
	t.Helper()
	snapshot := fstest.MapFS{}
	for name, data := range files {
		snapshot[name] = &fstest.MapFile{Data: []byte(data)}
	}
	engine := &fixes.Engine{}
	for _, r := range rules.All() {
		if r.ID == rule {
			engine.Rules = append(engine.Rules, r)
		}
	}
	plan, err := engine.Plan(context.Background(), fixes.Snapshot{FS: snapshot}, fixes.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Findings) != 1 || plan.Findings[0].Fix == nil {
		t.Fatalf("want one finding with a fix, got %+v", plan.Findings)
	}
	return plan.Findings[0].Fix
}

func TestSecretInBuildNamesEveryLineThatHasToChange(t *testing.T) {
	t.Parallel()
	got := adviceOf(t, "secret-in-build", map[string]string{
		"Dockerfile":   "# syntax=docker/dockerfile:1\nFROM node:22-alpine\nARG NPM_TOKEN\nRUN NODE_AUTH_TOKEN=$NPM_TOKEN npm ci\nCMD [\"node\", \"server.js\"]\n",
		"compose.yaml": "services:\n  shop:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: ${NPM_TOKEN}\n",
		".github/workflows/image.yml": "on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: .\n" +
			"          build-args: |\n            NPM_TOKEN=${{ secrets.NPM_TOKEN }}\n",
		"docker-bake.hcl": "target \"shop\" {\n  context = \".\"\n}\n",
		"build.sh":        "docker build --build-arg NPM_TOKEN -t shop .\n",
		"README.md":       "# shop\n\n    docker build --build-arg NPM_TOKEN=... .\n",
	})
	want := []string{
		"compose.yaml:3, service shop: in place of the build argument NPM_TOKEN write build.secrets: [npm_token], and at the top level secrets: {npm_token: {environment: NPM_TOKEN}}",
		`docker-bake.hcl:1, target shop: add secret = ["type=env,id=npm_token,env=NPM_TOKEN"]`,
		".github/workflows/image.yml:6: in place of the build argument NPM_TOKEN write secrets: npm_token=${{ secrets.NPM_TOKEN }} (or --secret id=npm_token,env=NPM_TOKEN on a command line)",
		"build.sh:1: in place of the build argument NPM_TOKEN write --secret id=npm_token,env=NPM_TOKEN",
		"README.md:3 tells people to pass the build argument: write --secret id=npm_token,env=NPM_TOKEN",
		"A build without the secret fails from now on. Builds outside this repository need the same change.",
	}
	if diff := cmp.Diff(want, got.Notes); diff != "" {
		t.Error(diff)
	}
}

func TestSecretInBuildSaysWhatTheBuilderNeeds(t *testing.T) {
	t.Parallel()
	got := adviceOf(t, "secret-in-build", map[string]string{
		"Dockerfile": "FROM node:22-alpine\nWORKDIR /app\nCOPY .npmrc package.json ./\nRUN npm ci\nCMD [\"node\", \"server.js\"]\n",
	})
	want := []string{
		"Nothing in this repository says how the image is built. Build it with: docker build --secret id=npmrc,src=$HOME/.npmrc",
		"A build without the secret fails from now on. Builds outside this repository need the same change.",
		"RUN --mount needs BuildKit, Docker's builder since version 23. Kaniko has no mounts.",
	}
	if diff := cmp.Diff(want, got.Notes); diff != "" {
		t.Error(diff)
	}
}

func TestNoImageScanningWritesAStepForTheBuild(t *testing.T) {
	t.Parallel()
	got := adviceOf(t, "no-image-scanning", map[string]string{
		"Dockerfile":                  "FROM node:22-alpine\nCMD [\"node\", \"server.js\"]\n",
		".github/workflows/image.yml": "jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          tags: ghcr.example.com/acme/shop:1\n",
	})
	want := "Scan the image behind the build step at .github/workflows/image.yml:4: uses: aquasecurity/trivy-action, pinned to a commit, " +
		"with image-ref: ghcr.example.com/acme/shop:1, exit-code: 1, severity: HIGH,CRITICAL and ignore-unfixed: true"
	if got.Title != want {
		t.Errorf("got  %s\nwant %s", got.Title, want)
	}
}

func TestNoGracefulShutdownWritesTheFrameworksOwnCall(t *testing.T) {
	t.Parallel()
	got := adviceOf(t, "no-graceful-shutdown", map[string]string{
		"Dockerfile": "FROM node:22-alpine\nCOPY . /app\nWORKDIR /app\nCMD [\"node\", \"server.js\"]\n",
		"server.js":  "const app = require('fastify')();\napp.listen({ port: 3000 });\n",
	})
	if want := `Close the server on SIGTERM, in server.js: process.once("SIGTERM", () => app.close().then(() => process.exit(0)));`; got.Title != want {
		t.Errorf("got  %s\nwant %s", got.Title, want)
	}
}

func TestMissingNodeEnvSaysThatMedusaClosesItsCookiesToPlainHTTP(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"Dockerfile":       "FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node_modules/.bin/medusa\", \"start\"]\n",
		"medusa-config.js": `module.exports = { projectConfig: { http: { jwtSecret: "a".repeat(32), cookieSecret: "b".repeat(32) } } }`,
		"package.json":     `{"name": "shop", "dependencies": {"@medusajs/medusa": "2.8.0", "express": "4.19.2"}}`,
	}
	want := []string{"Medusa sends the cookie of its sessions over HTTPS alone in production: people who reach its admin pages by plain HTTP could not log in any more."}
	if diff := cmp.Diff(want, adviceOf(t, "missing-node-env", files).Notes); diff != "" {
		t.Error(diff)
	}
	files["package.json"] = `{"name": "shop", "dependencies": {"@medusajs/js-sdk": "2.8.0", "express": "4.19.2"}}`
	if notes := adviceOf(t, "missing-node-env", files).Notes; notes != nil {
		t.Error("a client of Medusa:", notes)
	}
}
