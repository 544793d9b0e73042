package rules_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// frozenTools is where .ci/package-managers puts the releases that the cases name, and a Node.js for them. Where
// the environment names the place they have to be there.
func frozenTools(t *testing.T) string {
	named := os.Getenv("NODEDOCK_TEST_PACKAGE_MANAGERS")
	dir := cmp.Or(named, filepath.Join("..", "..", ".cache", "package-managers"))
	dir, err := filepath.Abs(filepath.Join(dir, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil && named != "" {
		t.Fatal(err)
	} else if err != nil {
		t.Skip("no package managers to compare with (.ci/package-managers brings them, and NODEDOCK_TEST_PACKAGE_MANAGERS names another place)")
	}
	return dir
}

// programs are the files that start the package managers, by their command, but for their version.
var programs = map[string][]string{"npm": {"bin/npm-cli.js"}, "pnpm": {"bin/pnpm.mjs", "bin/pnpm.cjs"}, "yarn": {"bin/yarn.js"}}

// frozenInstalls are the frozen installs, plainInstalls those that are not, and writes those that write a lockfile
// and no packages.
var (
	frozenInstalls = map[string][]string{
		"npm":    {"ci", "--ignore-scripts"},
		"pnpm":   {"install", "--frozen-lockfile", "--ignore-scripts"},
		"yarn-1": {"install", "--frozen-lockfile", "--ignore-scripts"},
		"yarn":   {"install", "--immutable", "--mode=skip-build"},
	}
	plainInstalls = map[string][]string{
		"npm":    {"install", "--ignore-scripts"},
		"pnpm":   {"install", "--no-frozen-lockfile", "--ignore-scripts"},
		"yarn-1": {"install", "--ignore-scripts"},
		"yarn":   {"install", "--no-immutable", "--mode=skip-build"},
	}
	writes = map[string][]string{
		"npm":    {"install", "--package-lock-only", "--ignore-scripts"},
		"pnpm":   {"install", "--lockfile-only", "--no-frozen-lockfile", "--ignore-scripts"},
		"yarn-1": {"install", "--ignore-scripts"},
		"yarn":   {"install", "--no-immutable", "--mode=update-lockfile"},
	}
	lockNames = map[string]string{"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml", "yarn": "yarn.lock"}
)

func of(set map[string][]string, tool string) []string {
	manager, _, _ := strings.Cut(tool, "-")
	if found, ok := set[tool]; ok {
		return found
	}
	return set[manager]
}

// A frozenRun runs package managers.
type frozenRun struct{ tools, registry string }

// run calls a package manager in a folder of the project and returns what it wrote.
func (r frozenRun) run(t *testing.T, dir, tool string, args []string) (string, error) {
	program := ""
	for _, name := range of(programs, tool) {
		at := filepath.Join(r.tools, tool, filepath.FromSlash(name))
		if _, err := os.Stat(at); err == nil && program == "" {
			program = at
		}
	}
	if program == "" {
		t.Fatalf("no %s in %s", tool, r.tools)
	}
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, ".npmrc"), []byte("registry="+r.registry+"/\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, r.node(), append([]string{program}, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + filepath.Dir(r.node()) + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home,
		"NODE_COMPILE_CACHE=" + filepath.Join(r.tools, ".compiled"), "NODE_NO_WARNINGS=1", "NO_COLOR=1",
		"npm_config_audit=false", "npm_config_fund=false", "npm_config_update_notifier=false",
		"npm_config_fetch_retries=0", "pnpm_config_fetch_retries=0",
	}
	if tool == "yarn-1" { // which takes what is for later ones for its own
		cmd.Env = append(cmd.Env, "YARN_REGISTRY="+r.registry)
	} else {
		cmd.Env = append(cmd.Env, "YARN_ENABLE_TELEMETRY=0", "YARN_ENABLE_GLOBAL_CACHE=false", "YARN_NPM_REGISTRY_SERVER="+r.registry, "YARN_UNSAFE_HTTP_WHITELIST=127.0.0.1")
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// node returns the Node.js beside the package managers, or that of the machine.
func (r frozenRun) node() string {
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	if at := filepath.Join(r.tools, "node-"+runtime.GOOS+"-"+arch, "bin", "node"); exists(at) {
		return at
	}
	at, err := exec.LookPath("node")
	if err != nil {
		return "node"
	}
	return at
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// errorCode finds how a package manager names why it stops.
var errorCode = regexp.MustCompile(`\b(E[A-Z]{4,}|ERR_PNPM_[A-Z_]+|YN00(?:0[^0 ]|[1-9]\d)|YN00\d\d: .* lockfile would have been|lockfile needs to be updated)`)

// makes returns what a package manager makes of a change.
func (r frozenRun) makes(t *testing.T, c *frozenCase, tool, change string, installs map[string][]string) (verdict, output string) {
	dir := t.TempDir()
	if err := writeFrozen(dir, r.registry, c.files(tool, change)); err != nil {
		t.Fatal(err)
	}
	out, err := r.run(t, filepath.Join(dir, filepath.FromSlash(c.in)), tool, of(installs, tool))
	if err == nil {
		return "passes", out
	}
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		t.Fatal(err)
	}
	code := strings.ReplaceAll(errorCode.FindString(out), " ", "-")
	if code == "" {
		code = "?"
	}
	return "stops " + code, out
}

// locked lets a package manager write the lockfile of a case where it has none.
func (r frozenRun) locked(t *testing.T, c *frozenCase, tool string) {
	manager, _, _ := strings.Cut(tool, "-")
	name := lockNames[manager]
	files := c.files(tool, unchanged)
	if _, given := files[name]; given {
		return
	}
	if _, given := files["npm-shrinkwrap.json"]; given && manager == "npm" {
		return
	}
	dir := t.TempDir()
	if err := writeFrozen(dir, r.registry, files); err != nil {
		t.Fatal(err)
	}
	out, err := r.run(t, dir, tool, of(writes, tool))
	if err != nil {
		t.Fatalf("%s of %s: %v\n%s", tool, c.path, err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatalf("%s of %s: %v\n%s", tool, c.path, err, out)
	}
	at := "lock/" + tool + "/" + name
	if manager == "npm" {
		at = "lock/npm/" + name
	}
	data = bytes.ReplaceAll(data, []byte(r.registry), []byte(registryName))
	c.archive.Files = append(c.archive.Files, txtar.File{Name: at, Data: data})
}

// TestFrozenInstallsAreRecordedAsTheyAre holds what the cases say of package managers to what these do.
func TestFrozenInstallsAreRecordedAsTheyAre(t *testing.T) {
	r := frozenRun{tools: frozenTools(t), registry: newFrozenRegistry(t)}
	t.Run("all", func(t *testing.T) {
		for _, c := range frozenCases(t) {
			t.Run(c.name(), func(t *testing.T) {
				t.Parallel()
				r.check(t, c)
			})
		}
	})
}

// frozenShare says how many of the runs are made: one of that many, always the same ones.
var frozenShare = flag.Int("frozen", 4, "make one of so many runs of package managers for testdata/frozen; 1 makes all")

// plays reports whether a run is made. With -update those are that no case records.
func (c *frozenCase) plays(tool, change string) bool {
	sum := fnv.New32a()
	sum.Write([]byte(c.name() + tool + change))
	if *update {
		return c.recorded(tool, change) == ""
	}
	return *frozenShare <= 1 || sum.Sum32()%uint32(*frozenShare) == 0
}

// check runs one case, and with -update writes what comes of it.
func (r frozenRun) check(t *testing.T, c *frozenCase) {
	if *update {
		for _, tool := range slices.Backward(c.tools) { // the newest npm writes that of all
			r.locked(t, c, tool)
		}
	}
	var mu sync.Mutex
	got := map[string]string{}
	t.Run("runs", func(t *testing.T) {
		for _, tool := range c.tools {
			for _, change := range c.changes {
				if !c.plays(tool, change) {
					continue
				}
				t.Run(tool+"/"+change, func(t *testing.T) {
					t.Parallel()
					verdict, out := r.makes(t, c, tool, change, frozenInstalls)
					if c.marked(tool, change) == "alike" {
						if plain, _ := r.makes(t, c, tool, change, plainInstalls); plain == "passes" {
							t.Errorf("the case says that %s stops in any case, and the install that is not frozen passes", tool)
						}
					}
					mu.Lock()
					defer mu.Unlock()
					got[tool+" "+change] = verdict
					if was := c.recorded(tool, change); was != verdict && !*update {
						t.Errorf("%s %s, and the case says %q (-update rewrites it)\n%s", tool, verdict, was, out)
					}
					if testing.Verbose() && verdict != "passes" {
						t.Log(verdict + "\n" + out)
					}
				})
			}
		}
	})
	if *update && !t.Failed() {
		c.record(t, got)
	}
}

// record writes the case anew.
func (c *frozenCase) record(t *testing.T, got map[string]string) {
	var want strings.Builder
	for _, change := range c.changes {
		for _, tool := range c.tools {
			want.WriteString(tool + " " + change + ": " + cmp.Or(got[tool+" "+change], c.recorded(tool, change)) + "\n")
		}
	}
	c.archive.Files = slices.DeleteFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	c.archive.Files = append(c.archive.Files, txtar.File{Name: "want", Data: []byte(want.String())})
	for n, f := range c.archive.Files { // a package manager may write no final newline
		if len(f.Data) > 0 && !bytes.HasSuffix(f.Data, []byte("\n")) {
			c.archive.Files[n].Data = append(f.Data, '\n')
		}
		if strings.HasSuffix(f.Name, ".json") && !json.Valid(f.Data) {
			t.Errorf("%s is no JSON", f.Name)
		}
	}
	if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
