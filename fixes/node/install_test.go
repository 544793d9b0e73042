package node_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes/node"
)

// sentence describes an install in one line.
func sentence(i node.Install) string {
	out := []string{string(i.Manager), string(i.Verb)}
	add := func(on bool, word string) {
		if on {
			out = append(out, word)
		}
	}
	add(i.Clean, "clean")
	add(i.Global, "global")
	add(i.OmitDev, "omit-dev")
	add(i.IncludeDev, "include-dev")
	add(i.IgnoreScripts, "no-scripts")
	add(i.Workspaces, "workspaces")
	add(i.Prefix != "", "in:"+i.Prefix)
	add(len(i.Packages) > 0, "packages:"+strings.Join(i.Packages, ","))
	return strings.Join(out, " ")
}

func TestParseInstall(t *testing.T) {
	t.Parallel()
	tests := []struct{ command, want string }{
		{"npm install", "npm install"},
		{"npm --loglevel error i", "npm install"},
		{"/usr/local/bin/npm ci", "npm ci clean"},
		{"npm clean-install --omit=dev", "npm ci clean omit-dev"},
		{"npm ci --omit dev", "npm ci clean omit-dev"},
		{"npm ci --omit=optional", "npm ci clean"},
		{"npm it", "npm install-test"},
		{"npm cit", "npm ci-test clean"},
		{"npm install --only=production", "npm install omit-dev"},
		{"npm install --only prod", "npm install omit-dev"},
		{"npm install --only=dev", "npm install"},
		{"npm install --production", "npm install omit-dev"},
		{"npm install --prod", "npm install omit-dev"},
		{"npm install --production=false", "npm install include-dev"},
		{"npm install --production false", "npm install include-dev"},
		{"npm install --production --include=dev", "npm install include-dev"},
		{"npm install -P", "npm install"},
		{"npm i -g pm2", "npm install global packages:pm2"},
		{"npm install --location=global npm@11", "npm install global packages:npm@11"},
		{"npm i express@4 ./x.tgz", "npm install packages:express@4,./x.tgz"},
		{"npm add left-pad", "npm install packages:left-pad"},
		{"npm --prefix app ci", "npm ci clean in:app"},
		{"npm ci -C app", "npm ci clean in:app"},
		{"npm ci -w api --include-workspace-root", "npm ci clean workspaces"},
		{"npm ci --workspaces", "npm ci clean workspaces"},
		{"npm ci --ignore-scripts --legacy-peer-deps --no-audit", "npm ci clean no-scripts"},
		{"npm ci --registry https://npm.example.com", "npm ci clean"},
		{"env NODE_ENV=production npm ci", "npm ci clean omit-dev"},
		{"sudo -E npm install", "npm install"},
		{"su-exec node npm install", "npm install"},
		{"gosu node:node npm ci --omit=dev", "npm ci clean omit-dev"},
		{"yarn", "yarn install"},
		{"yarn --frozen-lockfile", "yarn install clean"},
		{"yarn install --production=true --frozen-lockfile", "yarn install clean omit-dev"},
		{"yarn install --production false", "yarn install include-dev"},
		{"yarn install --immutable", "yarn install clean"},
		{"yarn install --no-immutable", "yarn install"},
		{"yarn --cwd app install", "yarn install in:app"},
		{"yarn add sharp", "yarn add packages:sharp"},
		{"yarn global add pm2", "yarn add global packages:pm2"},
		{"yarn workspaces focus --all --production", "yarn focus omit-dev workspaces"},
		{"corepack yarn install --immutable", "yarn install clean"},
		{"corepack pnpm i", "pnpm install"},
		{"npx pnpm@9 install", "pnpm install"},
		{"pnpm install --frozen-lockfile --prod", "pnpm install clean omit-dev"},
		{"pnpm i -P", "pnpm install omit-dev"},
		{"pnpm install --no-frozen-lockfile", "pnpm install"},
		{"pnpm install --prefer-frozen-lockfile", "pnpm install"},
		{"pnpm -r install", "pnpm install workspaces"},
		{"pnpm --filter api... install --prod=false", "pnpm install workspaces"},
		{"pnpm add -g serve", "pnpm add global packages:serve"},
		{"bun install --frozen-lockfile --production", "bun install clean omit-dev"},
		{"bun i -p", "bun install omit-dev"},
		{"bun ci", "bun ci clean"},
		{"npm run build", ""},
		{"npm", ""},
		{"npm --version", ""},
		{"yarn --version", ""},
		{"yarn build", ""},
		{"yarn workspaces run build", ""},
		{"yarn focus", ""},
		{"pnpm", ""},
		{"pnpm deploy --prod out", ""},
		{"npm prune --omit=dev", ""},
		{"npm cache clean --force", ""},
		{"node install", ""},
		{"echo npm install", ""},
	}
	for _, tt := range tests {
		t.Run(tt.command, func(t *testing.T) {
			t.Parallel()
			got := ""
			if i, ok := node.ParseInstall(strings.Fields(tt.command)); ok {
				got = sentence(i)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParseInstallKnowsEveryAliasOfNPM(t *testing.T) {
	t.Parallel()
	for verb, words := range map[node.Verb]string{
		node.VerbInstall:     "install i in ins inst insta instal isnt isnta isntal isntall add",
		node.VerbCI:          "ci clean-install ic install-clean isntall-clean",
		node.VerbInstallTest: "install-test it",
		node.VerbCITest:      "install-ci-test cit clean-install-test sit",
	} {
		for _, word := range strings.Fields(words) {
			if i, ok := node.ParseInstall([]string{"npm", word}); !ok || i.Verb != verb {
				t.Errorf("npm %s: got %q, want %q", word, i.Verb, verb)
			}
		}
	}
}

func TestParseInstallSaysWhichWordsAFlagHas(t *testing.T) {
	t.Parallel()
	i, ok := node.ParseInstall(strings.Fields("corepack npm --only production i --omit=dev --no-audit --prefix x"))
	if !ok {
		t.Fatal("not recognised")
	}
	var got []string
	for _, f := range i.Flags {
		got = append(got, fmt.Sprintf("%s %q at %d for %d old=%v", f.Name, f.Value, f.Index, f.Words, f.Old))
	}
	want := []string{
		`--only "production" at 2 for 2 old=true`,
		`--omit "dev" at 5 for 1 old=false`,
		`--no-audit "" at 6 for 1 old=false`,
		`--prefix "x" at 7 for 2 old=false`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if i.ManagerIndex != 1 || i.VerbIndex != 4 {
		t.Errorf("npm at %d, verb at %d", i.ManagerIndex, i.VerbIndex)
	}
}

func FuzzParseInstall(f *testing.F) {
	f.Add("npm ci --omit dev -C app")
	f.Add("corepack yarn workspaces focus --all")
	f.Add("env A=b pnpm -r --filter x i --prod=false")
	f.Add("corepack")
	f.Add("npx -c \t")
	f.Fuzz(func(t *testing.T, command string) {
		words := strings.Split(command, " ")
		i, ok := node.ParseInstall(words)
		if ok && (i.ManagerIndex >= len(words) || i.VerbIndex >= len(words)) {
			t.Fatal("an index lies outside the words")
		}
		for _, flag := range i.Flags {
			if flag.Index+flag.Words > len(words) {
				t.Fatal("a flag lies outside the words")
			}
		}
		node.Watcher(words)
		node.ScriptOf(words)
		node.Unwrap(words)
	})
}
