package node_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes/node"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, manifest, files string
		want                  node.Choice
	}{
		{"the lockfile that exists", `{}`, "package-lock.json", node.Choice{Manager: node.NPM, Lockfile: "package-lock.json", Reason: "there is a package-lock.json"}},
		{"npm-shrinkwrap.json wins over package-lock.json", `{}`, "package-lock.json npm-shrinkwrap.json", node.Choice{Manager: node.NPM, Lockfile: "npm-shrinkwrap.json", Reason: "there is a npm-shrinkwrap.json"}},
		{"packageManager before any lockfile", `{"packageManager": "pnpm@9.1.0+sha512.abc"}`, "package-lock.json pnpm-lock.yaml", node.Choice{Manager: node.PNPM, Major: 9, Lockfile: "pnpm-lock.yaml", Reason: `packageManager is "pnpm@9.1.0"`}},
		{"packageManager without its lockfile", `{"packageManager": "yarn@4.1.0"}`, "package-lock.json", node.Choice{Manager: node.YarnBerry, Major: 4, Reason: `packageManager is "yarn@4.1.0"`}},
		{"several lockfiles are ambiguous", `{}`, "bun.lock yarn.lock", node.Choice{Ambiguous: []string{"yarn.lock", "bun.lock"}, Reason: "there are lockfiles of several package managers: yarn.lock, bun.lock"}},
		{"Berry by its settings", `{}`, "yarn.lock .yarnrc.yml", node.Choice{Manager: node.YarnBerry, Lockfile: "yarn.lock", Reason: "there is a yarn.lock"}},
		{"none", `{}`, "", node.Choice{Reason: "there is no lockfile"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := node.Project{Manifest: manifest(t, tt.manifest), Files: strings.Fields(tt.files)}
			if diff := cmp.Diff(tt.want, p.Choose()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChooseAsksTheWorkspaceRoot(t *testing.T) {
	t.Parallel()
	p := node.Project{Manifest: manifest(t, `{}`), Root: manifest(t, `{"packageManager": "yarn@1.22.22"}`), Files: []string{"yarn.lock"}}
	if got := p.Choose(); got.Manager != node.YarnClassic || got.Major != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestPnP(t *testing.T) {
	t.Parallel()
	berry := manifest(t, `{"packageManager": "yarn@4.1.0"}`)
	for linker, want := range map[string]bool{"": true, "nodeLinker: pnp": true, "nodeLinker: node-modules": false} {
		rc, err := node.ParseYarnrc(".yarnrc.yml", []byte(linker))
		if err != nil {
			t.Fatal(err)
		}
		if got := (node.Project{Manifest: berry, Yarnrc: rc}).PnP(); got != want {
			t.Errorf("%q: got %v", linker, got)
		}
	}
	if (node.Project{Manifest: manifest(t, `{}`), Files: []string{"yarn.lock"}}).PnP() {
		t.Error("Yarn 1 installs node_modules")
	}
}

func TestParseYarnrc(t *testing.T) {
	t.Parallel()
	rc, err := node.ParseYarnrc(".yarnrc.yml", []byte("plugins:\n  - path: .yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs\nyarnPath: .yarn/releases/yarn-3.8.0.cjs\n"))
	if err != nil || !rc.FocusPlugin() || rc.YarnPath == "" {
		t.Errorf("got %+v, %v", rc, err)
	}
	if _, err := node.ParseYarnrc(".yarnrc.yml", []byte("a: [")); err == nil {
		t.Error("half a list should be an error")
	}
}

func TestParseNpmrc(t *testing.T) {
	t.Parallel()
	token := strings.Repeat("x", 36) // assembled here, so that no scanner takes it for one
	rc := node.ParseNpmrc([]byte("\ufeff; settings\r\nlegacy-peer-deps=true\r\nengine-strict = true\r\nignore-scripts\r\n" +
		"@acme:registry=https://npm.example.com/\r\n//npm.example.com/:_authToken=${NPM_TOKEN}\r\n//other.example.com/:_authToken=" + token + "\r\n# x=y\r\n"))
	want := &node.Npmrc{
		Settings:    map[string]string{"legacy-peer-deps": "true", "engine-strict": "true", "ignore-scripts": "true"},
		Credentials: []string{"//npm.example.com/:_authtoken", "//other.example.com/:_authtoken"},
		Literal:     true, Variables: []string{"NPM_TOKEN"},
		Registries: map[string]string{"@acme": "https://npm.example.com/"},
	}
	if diff := cmp.Diff(want, rc); diff != "" {
		t.Error(diff)
	}
	if !rc.On("legacy-peer-deps") || rc.On("omit") || !rc.Needed() || !rc.HasCredentials() {
		t.Error("the settings are not answered")
	}
	if node.ParseNpmrc([]byte("fund=false\n")).Needed() {
		t.Error("fund changes nothing about an install")
	}
}

func TestParseVersionFile(t *testing.T) {
	t.Parallel()
	tests := []struct {
		src   string
		major int
		lts   string
		ok    bool
	}{
		{"20", 20, "", true}, {"v20.11.1\n", 20, "", true}, {"20.x", 20, "", true}, {"lts/*", 0, "*", true}, {"lts/iron\r\n", 20, "iron", true},
		{"lts/Jod", 22, "jod", true}, {"\ufeff# ours\n\n18.19 # why\n", 18, "", true}, {"node-v20", 20, "", true},
		{"lts/nope", 0, "", false}, {"node", 0, "", false}, {"", 0, "", false}, {"latest", 0, "", false}, {">=18", 0, "", false}, {"20.11.1.1", 0, "", false},
	}
	for _, tt := range tests {
		major, lts, ok := node.ParseVersionFile(tt.src)
		if major != tt.major || lts != tt.lts || ok != tt.ok {
			t.Errorf("%q: got %d %q %v", tt.src, major, lts, ok)
		}
	}
}

func TestEngines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		r      string
		majors []int
		open   bool
		single int
	}{
		{"^20", []int{20}, false, 20}, {"20.x", []int{20}, false, 20}, {"^20.11.0", []int{20}, false, 20}, {"~22.4", []int{22}, false, 22},
		{"18 || 20", []int{18, 20}, false, 0}, {">=20 <21", []int{20}, false, 20}, {">= 18.17 < 21", []int{18, 19, 20}, false, 0},
		{">=26", []int{26, 27}, true, 0}, {"20 - 22", []int{20, 21, 22}, false, 0}, {"20.11.1", []int{20}, false, 20}, {"nonsense", nil, false, 0}, {"", nil, false, 0},
		{"^18 || ^20.9", []int{18, 20}, false, 0}, {"=22", []int{22}, false, 22}, {">20 <=22.3.0", []int{21, 22}, false, 0}, {"v20", []int{20}, false, 20},
		{"< 22.0.0-0 >=20", []int{20, 21}, false, 0}, {">=22.99.0 <23", []int{22}, false, 22}, {"20.x.x", []int{20}, false, 20}, {">=20 <20", nil, false, 0},
	}
	for _, tt := range tests {
		majors, open := node.EnginesMajors(tt.r)
		if diff := cmp.Diff(tt.majors, majors); diff != "" || open != tt.open {
			t.Errorf("%q: open %v %s", tt.r, open, diff)
		}
		if got, ok := node.EnginesMajor(tt.r); got != tt.single || ok != (tt.single > 0) {
			t.Errorf("%q: got the single major %d", tt.r, got)
		}
	}
}

func TestToolMajor(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]int{`{"volta": {"node": "20.11.1"}, "engines": {"node": "^22"}}`: 20, `{"engines": {"node": "22.x"}}`: 22, `{"engines": {"node": ">=18"}}`: 0, `{}`: 0} {
		if got, where, ok := manifest(t, src).ToolMajor(); got != want || ok != (want > 0) {
			t.Errorf("%s: got %d from %s", src, got, where)
		}
	}
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
	for major, end := range map[int]bool{4: true, 18: true, 20: true, 21: true, 22: false, 24: false, 25: true, 26: false, 27: false} {
		if r, ok := node.Major(major); !ok || r.EndOfLife(now) != end {
			t.Errorf("Node %d: end of life is not %v", major, end)
		}
	}
	for major, lts := range map[int]bool{20: true, 21: false, 23: false, 26: true, 27: true} {
		if r, _ := node.Major(major); r.EverLTS() != lts {
			t.Errorf("Node %d: ever LTS is not %v", major, lts)
		}
	}
	if r, ok := node.OldestMaintainedLTS(now); !ok || r.Major != 22 {
		t.Errorf("the oldest maintained is %d", r.Major)
	}
	if r, ok := node.LatestLTS(now); !ok || r.Major != 26 || r.Codename != "Lithium" {
		t.Errorf("the latest is %d", r.Major)
	}
	if _, ok := node.Major(3); ok {
		t.Error("there is no Node 3")
	}
	if r, _ := node.Major(22); r.EndOfLife(r.End) {
		t.Error("a release is maintained on its last day")
	}
}

func TestScheduleIsInOrder(t *testing.T) {
	t.Parallel()
	releases := node.Releases()
	for n, r := range releases {
		if n > 0 && r.Major != releases[n-1].Major+1 {
			t.Errorf("Node %d follows %d", r.Major, releases[n-1].Major)
		}
		if !r.Start.Before(r.End) || r.EverLTS() && (!r.Start.Before(r.LTS) || r.Maintenance.Before(r.LTS)) || !r.Maintenance.Before(r.End) {
			t.Errorf("Node %d: its dates are out of order", r.Major)
		}
	}
}

// The schedule changes about once a year. Compare the table with schedule.json
// of github.com/nodejs/Release and set TakenOn.
func TestScheduleIsNotOverEighteenMonthsOld(t *testing.T) {
	t.Parallel()
	if time.Now().After(node.TakenOn.AddDate(0, 18, 0)) {
		t.Errorf("the release schedule was taken on %s: compare it with the official one", node.TakenOn.Format(time.DateOnly))
	}
}

func TestWhatImagesShip(t *testing.T) {
	t.Parallel()
	for major, want := range map[int]int{14: 6, 16: 8, 18: 10, 20: 10, 22: 10, 24: 11, 26: 11} {
		if got, ok := node.NPMMajor(major); !ok || got != want {
			t.Errorf("Node %d ships npm %d, want %d", major, got, want)
		}
	}
	if _, ok := node.NPMMajor(99); ok || !node.ShipsYarn(24) || node.ShipsYarn(25) {
		t.Error("images up to 24 ship yarn, from 25 on they do not")
	}
}
