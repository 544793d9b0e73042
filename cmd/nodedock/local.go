package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/bot/registry"
	"github.com/nodedock/nodedock/cmd/nodedock/pages"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/policy"
)

// localOptions are the flags that check and fix share.
type localOptions struct {
	offline  bool
	safeOnly bool
	// requested are rules whose fixes are made although they wait for a word.
	requested []string
	// only are the rules that run, all when there are none.
	only []string
}

func (o *localOptions) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.offline, "offline", false, "ask no image registry")
}

// planFolder makes the plan of what the paths name. The garbage collector waits
// until the heap has 8 MB: most folders need less, and a cycle of it takes a
// tenth of such a run.
func (p *program) planFolder(ctx context.Context, paths []string, o localOptions) (*folder, *fixes.Plan, error) {
	debug.SetGCPercent(200)
	defer pages.Follow()()
	chosen, err := chooseRules(o.only)
	if err != nil {
		return nil, nil, err
	}
	if o.requested, err = rulesNamed(o.requested); err != nil {
		return nil, nil, err
	}
	f, err := openFolder(paths)
	if err != nil {
		return nil, nil, err
	}
	plan, err := p.planWith(ctx, f, chosen, o)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, plan, nil
}

func (p *program) planWith(ctx context.Context, f *folder, chosen []*fixes.Rule, o localOptions) (*fixes.Plan, error) {
	images, err := p.resolver(o)
	if err != nil {
		return nil, err
	}
	engine := &fixes.Engine{Rules: chosen, Resolver: images}
	config, problem, err := readPolicy(f)
	if err != nil {
		return nil, err
	}
	want := config.Fixes
	want.Requested = map[string]bool{}
	for _, r := range o.requested {
		want.Requested[r] = true
	}
	want.SafeOnly = o.safeOnly
	want.Ignore = append(slices.Clone(want.Ignore), restriction(f.wanted)...)
	stop := p.progress(f)
	plan, err := engine.Plan(ctx, fixes.Snapshot{FS: f}, want)
	stop()
	if err != nil {
		return nil, err
	}
	plan.Errors = append(plan.Errors, problem...)
	for _, dir := range f.denied {
		plan.Skipped = append(plan.Skipped, fixes.Skip{Path: dir, Reason: "the folder may not be read: permission denied"})
	}
	return plan, f.seen(plan)
}

// resolver returns who is asked about images: nobody, or the registries.
func (p *program) resolver(o localOptions) (image.Resolver, error) {
	if o.offline {
		return image.Offline{}, nil
	}
	mirrors, err := registry.ParseMirrors(p.getenv("NODEDOCK_REGISTRY_MIRRORS"))
	if err != nil {
		return nil, fmt.Errorf("NODEDOCK_REGISTRY_MIRRORS: %w", err)
	}
	return (&registry.Resolver{Mirrors: mirrors}).Plan(), nil
}

// readPolicy reads the folder's own policy file. Without one the default holds,
// and with one that says something wrong too: the problem tells what.
func readPolicy(f *folder) (config *policy.Config, problem []fixes.FileError, err error) {
	data, err := fs.ReadFile(f, fixes.PolicyPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return policy.Default(), nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("read %s: %w", fixes.PolicyPath, plainError(err))
	}
	config, err = policy.Parse(fixes.PolicyPath, data, ruleIDs())
	var wrong *policy.Error
	if errors.As(err, &wrong) {
		return policy.Default(), []fixes.FileError{{Path: wrong.Path, Line: wrong.Line, Message: wrong.Message + " (until that is right, the defaults hold)"}}, nil
	}
	return config, nil, err
}

// restriction returns the patterns that leave out all Dockerfiles but those
// that the user named.
func restriction(wanted []string) []string {
	if slices.Contains(wanted, ".") {
		return nil
	}
	patterns := []string{"*"}
	escape := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)
	for _, w := range wanted {
		patterns = append(patterns, "!"+escape.Replace(w))
	}
	return patterns
}

// seen returns an error when a file that the user named was not looked at: a
// file that is silently left out would look like one without findings.
func (f *folder) seen(plan *fixes.Plan) error {
	for _, w := range f.wanted {
		info, err := f.root.Lstat(w)
		if err != nil || info.IsDir() || slices.Contains(plan.Dockerfiles, w) || mentioned(plan, w) {
			continue
		}
		switch {
		case !fixes.IsDockerfile(w):
			return fmt.Errorf("%s is not named like a Dockerfile, or lies in a folder of tests or vendored code", w)
		case f.hidden(w):
			return fmt.Errorf("%s is ignored by git", w)
		}
		return fmt.Errorf("%s is left out by %s or by git", w, fixes.PolicyPath)
	}
	return nil
}

// mentioned reports whether the plan says something else of a file.
func mentioned(plan *fixes.Plan, name string) bool {
	return slices.ContainsFunc(plan.Skipped, func(s fixes.Skip) bool { return s.Path == name }) ||
		slices.ContainsFunc(plan.Errors, func(e fixes.FileError) bool { return e.Path == name })
}

// unreadable reports whether a Dockerfile or the policy could not be parsed.
func unreadable(plan *fixes.Plan) bool {
	return slices.ContainsFunc(plan.Errors, func(e fixes.FileError) bool {
		return fixes.IsDockerfile(e.Path) || e.Path == fixes.PolicyPath
	})
}

// getenv returns a variable of the program's environment; the last one counts.
func (p *program) getenv(name string) string {
	for _, kv := range slices.Backward(p.env) {
		if value, ok := strings.CutPrefix(kv, name+"="); ok {
			return value
		}
	}
	return ""
}

// terminal reports whether w is a terminal.
func terminal(w any) bool {
	file, ok := w.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
