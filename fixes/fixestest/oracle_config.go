package fixestest

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// mayChange are the rules whose fixes may change a part of the final image's
// configuration. Nothing may change the working directory.
var mayChange = map[string][]string{
	"user":       {"root-user", "single-stage-build"},
	"workdir":    {},
	"entrypoint": {"shell-form-command", "package-manager-command", "no-init-process", "single-stage-build"},
	"cmd":        {"shell-form-command", "package-manager-command", "no-init-process", "single-stage-build"},
	"env":        {"missing-node-env", "package-manager-command", "shell-form-command", "secret-in-build", "single-stage-build"},
}

// claims: the final image's configuration, as BuildKit derives it, changes only
// where a step of a rule says that it changes it.
func claims(t *testing.T, c *Case, plan *fixes.Plan) {
	for _, f := range c.conversions(plan) {
		if f.err != nil {
			continue // the oracle says so
		}
		was, now := parts(f.before.Config), parts(f.after.Config)
		for part, rules := range mayChange {
			stepped := slices.ContainsFunc(plan.Steps, func(s fixes.Step) bool { return s.Path == f.path && slices.Contains(rules, s.Rule) })
			if was[part] != now[part] && !stepped {
				t.Errorf("claims: the %s of %s was %s and is %s, which no step says", part, f.path, was[part], now[part])
			}
		}
	}
}

// parts are the parts of a configuration that decide what a container starts.
func parts(config ocispecs.ImageConfig) map[string]string {
	env := slices.Sorted(slices.Values(config.Env))
	return map[string]string{
		"user": config.User, "workdir": config.WorkingDir, "entrypoint": words(config.Entrypoint), "cmd": words(config.Cmd),
		"env": strings.Join(slices.DeleteFunc(env, func(e string) bool { return strings.HasPrefix(e, "NODE_VERSION=") }), "\n"),
	}
}

// understood: what the engine takes the final image to be is what BuildKit
// makes of the same text, before the plan and after it.
func understood(t *testing.T, c *Case, plan *fixes.Plan) {
	after := applied(c.Files, plan)
	for _, path := range plan.Dockerfiles {
		texts := [][]byte{c.Files[path].Data, after[path].Data}
		for _, src := range slices.CompactFunc(texts, bytes.Equal) {
			converted, err := Convert(src, c.Images)
			if err != nil {
				continue
			}
			for _, m := range mistaken(t, c, path, src, converted.Config) {
				t.Errorf("understood: %s: %s", path, m)
			}
		}
	}
}

// mistaken compares the engine's view of a Dockerfile's last stage with an
// image's configuration, where the engine says that it knows.
func mistaken(t *testing.T, c *Case, path string, src []byte, config ocispecs.ImageConfig) (wrong []string) {
	look := func(p *fixes.Pass) error {
		if p.File.Path != path || len(p.File.Stages) == 0 {
			return nil
		}
		last := p.File.Stages[len(p.File.Stages)-1]
		chain := p.Chain(last)
		if len(chain.Ambiguous) > 0 {
			return nil
		}
		wrong = append(wrong, differs(chain, p.ProcessOf(last), config)...)
		return nil
	}
	files := applied(c.Files, &fixes.Plan{Files: []fixes.FileChange{{Path: path, After: src, Mode: 0o644}}})
	engine := &fixes.Engine{Rules: []*fixes.Rule{{ID: "look", Severity: fixes.Info, Check: look}}, Resolver: c.Images, Now: today}
	if _, err := engine.Plan(context.Background(), fixes.Snapshot{FS: files}, c.Policy); err != nil {
		t.Fatal(err)
	}
	return slices.Compact(wrong)
}

func differs(chain *fixes.Chain, process fixes.Process, config ocispecs.ImageConfig) (wrong []string) {
	compare := func(what, engine, buildkit string) {
		if engine != buildkit {
			wrong = append(wrong, fmt.Sprintf("the engine takes the %s to be %s, BuildKit %s", what, engine, buildkit))
		}
	}
	scene := chain.End
	if scene.UserAt != nil && !strings.Contains(scene.UserAt.Text, "$") {
		compare("user", scene.User, config.User)
	}
	if scene.WorkdirKnown && chain.Known && chain.Made == "" { // the stub makes no images
		compare("working directory", scene.Workdir, path.Clean(or(config.WorkingDir, "/")))
	}
	for name, v := range scene.Env {
		if v.Known && v.At != nil {
			compare("variable "+name, v.Value, valueOf(config.Env, name))
		}
	}
	for what, both := range map[string]struct {
		engine   fixes.Command
		buildkit []string
	}{"entrypoint": {process.Entrypoint, config.Entrypoint}, "command": {process.Cmd, config.Cmd}} {
		switch at := both.engine.At; {
		case at == nil && (!both.engine.Known || chain.Base.Kind != image.OfficialNode): // the stub knows of no other
		case both.engine.Shell:
			compare(what, "a shell's", map[bool]string{true: "a shell's"}[len(both.buildkit) > 1])
		default:
			compare(what, strings.Join(both.engine.Words, " "), strings.Join(both.buildkit, " "))
		}
	}
	return wrong
}

func valueOf(env []string, name string) string {
	for _, e := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(e, name+"="); ok {
			return value
		}
	}
	return ""
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
