package node_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes/node"
)

func manifest(t *testing.T, src string) *node.Manifest {
	t.Helper()
	m, err := node.ParseManifest("package.json", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseManifest(t *testing.T) {
	t.Parallel()
	m := manifest(t, "\ufeff"+`{
		"name": "@acme/shop", "version": "1.0.0", "main": "server.js", "type": "module", "private": true,
		"bin": "cli.js", "scripts": {"start": "node server.js", "odd": 1},
		"dependencies": {"express": "^4", "next": "15"}, "devDependencies": {"typescript": "^5"},
		"optionalDependencies": {"fsevents": "2"}, "peerDependencies": [],
		"workspaces": {"packages": ["packages/*"], "nohoist": []},
		"engines": {"node": ">=18"}, "packageManager": "pnpm@9.1.0+sha512.abc", "volta": {"node": "20.11.1"},
		"files": ["dist", 3], "main2": null
	}`)
	want := &node.Manifest{
		Path: "package.json", Name: "@acme/shop", Version: "1.0.0", Main: "server.js", Type: "module", Private: true,
		Bin: map[string]string{"shop": "cli.js"}, Scripts: map[string]string{"start": "node server.js"},
		Dependencies: map[string]string{"express": "^4", "next": "15"}, Dev: map[string]string{"typescript": "^5"},
		Optional: map[string]string{"fsevents": "2"}, Workspaces: []string{"packages/*"},
		Engines: map[string]string{"node": ">=18"}, PackageManager: "pnpm@9.1.0+sha512.abc", Volta: map[string]string{"node": "20.11.1"},
		Files: []string{"dist"}, Next: true,
		Problems: []string{"files is not an array of strings", "scripts.odd is not a string"},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
	if !m.DevOnly("typescript") || m.DevOnly("express") || m.Depends("react") {
		t.Error("the sections are mixed up")
	}
}

func TestParseManifestDropsFieldsOfTheWrongType(t *testing.T) {
	t.Parallel()
	m := manifest(t, `{"name": 5, "main": ["a"], "scripts": "x", "dependencies": null, "workspaces": true, "private": "yes", "bin": 1}`)
	want := []string{"bin is not an object", "main is not a string", "name is not a string", "private is not true or false", "scripts is not an object", "workspaces is not an array of patterns"}
	if diff := cmp.Diff(want, m.Problems); diff != "" {
		t.Error(diff)
	}
}

func TestParseManifestNamesTheLineOfMalformedJSON(t *testing.T) {
	t.Parallel()
	for src, line := range map[string]int{"{\n\"a\": 1,\n}": 3, "": 1, "[1]": 1, "null": 1, "{\n  \"a\": <<<<<<< HEAD\n": 2} {
		_, err := node.ParseManifest("package.json", []byte(src))
		var at *node.Error
		if !errors.As(err, &at) || at.Line != line {
			t.Errorf("%q: got %v, want line %d", src, err, line)
		}
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(`{"scripts": {"start": "npm run x"}, "workspaces": {"packages": []}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := node.ParseManifest("package.json", data)
		if err != nil {
			return
		}
		for name := range m.Scripts {
			if run, ok := m.Resolve(name); ok && run.Simple && len(run.Argv) == 0 {
				t.Fatalf("%s is simple and runs nothing", name)
			}
		}
		m.ToolMajor()
	})
}

func TestResolve(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, scripts, start, want string }{
		{"a plain command", `"start": "node server.js"`, "start", "node server.js"},
		{"variables and flags", `"start": "NODE_ENV=production node -r dotenv/config dist/main.js"`, "start", "NODE_ENV=production: node -r dotenv/config dist/main.js"},
		{"cross-env", `"start": "cross-env A=1 B=2 node x"`, "start", "A=1 B=2: node x"},
		{"quotes", `"start": "node \"my app.js\" 'b c'"`, "start", "node my app.js b c"},
		{"a chain of scripts", `"start": "npm run serve -- --port 1", "serve": "node dist/main.js"`, "start", "node dist/main.js --port 1"},
		{"a chain through yarn", `"start": "yarn serve", "serve": "node a"`, "start", "node a"},
		{"npx", `"start": "npx --no-install next start"`, "start", "next start"},
		{"npm's default start", `"build": "tsc"`, "start", "node server.js"},
		{"a variable", `"start": "node x --port $PORT"`, "start", "because it uses the variable $PORT"},
		{"operators", `"start": "npm run build && node x"`, "start", "because it runs several commands (&&)"},
		{"a semicolon", `"start": "a; b"`, "start", "because it runs several commands (;)"},
		{"a redirection", `"start": "node x > log"`, "start", "because it redirects its input or output"},
		{"a file pattern", `"start": "node dist/*.js"`, "start", "because it uses a file pattern"},
		{"dotenv", `"start": "dotenv -e .env -- node x"`, "start", "because dotenv loads variables before the program starts"},
		{"run-p", `"start": "run-p a b"`, "start", "because it runs several scripts (run-p)"},
		{"turbo", `"start": "turbo run start --filter=api"`, "start", "because it runs scripts of packages (turbo)"},
		{"cross-env-shell", `"start": "cross-env-shell A=1 node x"`, "start", "because cross-env-shell runs a shell"},
		{"a pre script", `"prestart": "tsc", "start": "node x"`, "start", "because the script prestart runs with it"},
		{"a post script of a called one", `"start": "npm run a", "a": "node x", "posta": "b"`, "start", "because the script posta runs with it"},
		{"a pre script of the default start", `"prestart": "tsc"`, "start", "because the script prestart runs with it"},
		{"a circle", `"start": "npm run a", "a": "npm start"`, "start", "because the scripts call each other (start, a, start)"},
		{"a script that is not there", `"start": "npm run gone"`, "start", "because there is no script gone"},
		{"Windows variables", `"start": "set A=1&& node x"`, "start", "because it runs several commands (&&)"},
		{"nothing", `"start": ""`, "start", "because it runs no command"},
		{"no shell text", `"start": "node 'x"`, "start", "because its text is no shell command"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := manifest(t, `{"scripts": {`+tt.scripts+`}}`)
			run, ok := m.Resolve(tt.start)
			if !ok {
				t.Fatal("no such script")
			}
			got := strings.Join(run.Argv, " ")
			var env []string
			for _, a := range run.Env {
				env = append(env, a.Name+"="+a.Value)
			}
			if len(env) > 0 {
				got = strings.Join(env, " ") + ": " + got
			}
			if !run.Simple {
				got = "because " + run.Why
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestRunsReturnsTheLastCommandOfAScript(t *testing.T) {
	t.Parallel()
	m := manifest(t, `{"scripts": {"start": "npm run build && nodemon x.js", "serve": "node x"}}`)
	for command, want := range map[string]string{
		"npm start": "start: nodemon x.js", "npm run serve -- --a b": "serve: node x --a b", "yarn serve --a": "serve: node x --a",
		"node --run serve": "serve: node x", "npm --prefix app start": ": ", "npm ci": ": ", "node x": ": ", "pnpm --filter a serve": ": ",
	} {
		script, argv := m.Runs(strings.Fields(command))
		if got := script + ": " + strings.Join(argv, " "); got != want {
			t.Errorf("%s: got %q, want %q", command, got, want)
		}
	}
}

func TestWatcher(t *testing.T) {
	t.Parallel()
	for want, commands := range map[bool][]string{
		true:  {"nodemon", "pm2-runtime start npm --name web -- run dev", "npx pm2-runtime npm -- run dev", "nodemon server.js", "npx nodemon", "ts-node-dev --respawn src/a.ts", "react-scripts-ts start", "tsc-watch --onSuccess x", "ionic serve", "concurrently nodemon", "tsx watch src/a.ts", "node --watch server.js", "node --watch-path=src a.js", "vite", "vite --host", "vite dev", "next dev -p 3000", "react-scripts start", "ng serve --host 0.0.0.0", "webpack serve", "webpack-dev-server", "webpack --watch", "nest start --watch", "npm run dev", "yarn dev", "pnpm run start:dev", "npm run watch", "tsc -w", "dumb-init nodemon x", "env A=b vite", "yarn next dev", "./node_modules/.bin/vite", "node node_modules/.bin/nodemon x", "bun --hot x.ts", "nuxt dev", "mintlify dev --host 0.0.0.0", "npm exec -w web -- vite", "npm exec --workspace=web vite", "npx -w web vite", "npx -p vite vite", "npx vite@5 --host", "npm exec -c vite", "pnpm dlx vite@5", "pnpm --package=vite dlx vite", "pnpm -r exec vite", "pnpm --filter web vite", "pnpx vite", "pnpm vite", "yarn vite", "yarn dlx vite", "yarn workspace web vite", "yarn workspace web exec next dev", "nx run-many --target=serve", "nx run-many -t build,serve", "nx run web:serve:production"},
		false: {"node server.js", "pm2-runtime start npm -- start", "node dist/main.js --watch", "vite build", "vite preview", "next start", "nest start", "npm start", "npm run start:prod", "yarn start", "webpack --mode production", "ng build", "ts-node src/a.ts", "tsx src/a.ts", "serve -s build", "pm2-runtime a.js", "npm ci", "tsc", "esbuild --watch=false", "npm exec -w web -- vite preview", "pnpm dlx serve", "yarn dlx serve@14 dist", "npx vite@5 build", "yarn workspace web start", "pnpm --filter web start", "nx run-many -t build", "nx run web:build", "pnpm -r run build", "yarn workspace web next start", ""},
	} {
		for _, command := range commands {
			if got := node.Watcher(strings.Fields(command)); got != want {
				t.Errorf("%q: got %v", command, got)
			}
		}
	}
}
