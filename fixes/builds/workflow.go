package builds

import (
	"fmt"
	"maps"
	"strings"
)

// readWorkflow adds the builds, scanners and Node versions of a workflow, or of
// a composite action.
func readWorkflow(f *finder, name string, data []byte) error {
	root, line, err := parseYAML(data)
	if err != nil {
		f.problem(name, line, err.Error())
		return nil
	}
	w := workflow{f: f, path: name, env: withEnv(nil, root.get("env")), dir: workingDir(root)}
	w.steps(root.get("runs", "steps"), "", w.env, w.dir)
	jobs := root.get("jobs")
	if !jobs.is(dict) {
		return nil
	}
	for _, job := range jobs.pairs {
		dir := w.dir
		if own := workingDir(job.value); own != "" {
			dir = own
		}
		w.call(job.value.get("uses"))
		for _, combination := range matrixOf(job.value.get("strategy", "matrix")) {
			w.steps(job.value.get("steps"), job.key, withEnv(both(w.env, combination), job.value.get("env")), dir)
		}
	}
	f.found.Builds = uniqueBuilds(f.found.Builds)
	return nil
}

// workflow reads the steps of one file. Known expressions are kept in one map,
// by the name that ${{ }} uses ("matrix.app", "env.DIR").
type workflow struct {
	f    *finder
	path string
	env  map[string]string
	dir  string
	// checkout is the folder of the workspace that holds the repository, "" for itself.
	checkout string
}

// workingDir returns the default folder of run steps.
func workingDir(v *value) string { return v.get("defaults", "run", "working-directory").str() }

// withEnv adds an env mapping to what is known, under the names that expressions
// use. A variable with a value that is not known hides one that was.
func withEnv(known map[string]string, v *value) map[string]string {
	out := map[string]string{}
	maps.Copy(out, known)
	if v.is(dict) {
		for _, p := range v.pairs {
			if text, ok := expression(p.value.str(), known); ok && p.value.is(scalar) {
				out["env."+p.key] = text
			} else {
				delete(out, "env."+p.key)
			}
		}
	}
	return out
}

func (w *workflow) steps(steps *value, job string, known map[string]string, dir string) {
	if !steps.is(list) {
		return
	}
	w.checkout = checkoutFolder(steps, known)
	for _, step := range steps.items {
		known = both(known, imageTags(step, known))
		w.step(step, job, withEnv(known, step.get("env")), dir)
	}
}

// call remembers a workflow of another repository that a job calls; those of
// this one are read by themselves.
func (w *workflow) call(uses *value) {
	name := uses.str()
	if name == "" || strings.HasPrefix(name, "./") {
		return
	}
	if tool := scannerOfAction(name, nil); tool != "" {
		w.f.found.Scanners = append(w.f.found.Scanners, Scanner{Name: tool, Source: Source{Path: w.path, Line: uses.line, Kind: Workflow}})
		return
	}
	name, _, _ = strings.Cut(name, "@")
	w.f.found.Called = append(w.f.found.Called, name)
}

// step reads one step.
func (w *workflow) step(step *value, job string, known map[string]string, dir string) {
	uses, run := step.get("uses"), step.get("run")
	source := Source{Path: w.path, Kind: Workflow}
	switch {
	case uses.is(scalar):
		source.Line = uses.line
		if tool := scannerOfAction(uses.text, step.get("with")); tool != "" {
			w.f.found.Scanners = append(w.f.found.Scanners, Scanner{Name: tool, Source: source})
		}
		action, _, _ := strings.Cut(strings.ToLower(uses.text), "@")
		switch action {
		case "docker/build-push-action", "depot/build-push-action", "useblacksmith/build-push-action":
			w.buildPush(step.get("with"), job, source, known)
		case "actions/setup-node":
			w.setupNode(step.get("with", "node-version"), known)
		}
	case run.is(scalar):
		if own := step.get("working-directory").str(); own != "" {
			dir = own
		}
		w.run(run, job, dir, known)
	}
}

// setupNode records a Node version, each value of a matrix by itself.
func (w *workflow) setupNode(v *value, known map[string]string) {
	version, ok := expression(v.str(), known)
	if version == "" || !ok {
		return
	}
	w.f.found.NodeVersions = append(w.f.found.NodeVersions, NodeVersion{Version: version, Source: Source{Path: w.path, Line: v.line, Kind: Workflow}})
}

// run reads the shell text of a step. The first line of a block follows "run: |".
func (w *workflow) run(run *value, job, dir string, known map[string]string) {
	text, _ := expression(run.text, known)
	cwd, ok := expression(dir, known)
	if !ok || cwd == "" {
		cwd = "."
	}
	if cwd, ok = local(".", w.inCheckout(cwd)); !ok {
		return
	}
	first := run.line
	if !strings.Contains(run.text, "\n") {
		first--
	}
	env := map[string]string{"GITHUB_WORKSPACE": root}
	for name, text := range known {
		if name, ok := strings.CutPrefix(name, "env."); ok {
			env[name] = text
		}
	}
	source := func(line int) Source { return Source{Path: w.path, Line: first + line, Kind: Workflow} }
	w.f.addCommands(shellCommands(text, env), source, job, cwd)
}

// buildPush reads the inputs of the action that builds.
func (w *workflow) buildPush(with *value, job string, source Source, known map[string]string) {
	input := func(name string) (string, bool) { return expression(with.get(name).str(), known) }
	b := Build{Service: job, Source: source}
	uncertain := ""
	context, ok := input("context")
	if !ok {
		uncertain = "the context is computed"
	} else if b.Context, ok = gitContext(w.inCheckout(context)); !ok {
		uncertain = fmt.Sprintf("the context %q is not a folder of this repository", context)
	}
	file, ok := input("file")
	if !ok {
		uncertain = "the Dockerfile is computed"
	}
	if b.Target, ok = input("target"); !ok {
		b.Target, b.Uncertain = "", "the target is computed"
	}
	b.Platforms = inputList(with.get("platforms"), known, ",")
	b.Tags = inputList(with.get("tags"), known, ",")
	push, outputs := with.get("push").str(), with.get("outputs").str()
	b.Pushed = push != "" && push != "false" || sends(outputs)
	for _, secret := range append(inputList(with.get("secrets"), known, ""), inputList(with.get("secret-envs"), known, ",")...) {
		b.Secrets = append(b.Secrets, secretID(secret))
	}
	for _, context := range inputList(with.get("build-contexts"), known, "") {
		name, of, _ := strings.Cut(context, "=")
		b.Named = append(b.Named, name)
		b.Standing = both(b.Standing, standing(map[string]string{name: of}, ""))
	}
	for _, arg := range inputList(with.get("build-args"), known, "") {
		if b.Args == nil {
			b.Args = map[string]string{}
		}
		name, text, _ := strings.Cut(arg, "=")
		if strings.Contains(text, unknownExpression) {
			text = ""
		}
		b.Args[name] = text
	}
	chosen := w.chosen(b, with, known)
	if uncertain == "" || len(chosen) == 0 {
		w.f.add(b, strings.TrimPrefix(w.inCheckout(file), "./"), ".", false, uncertain)
	}
	w.f.addChosen(chosen)
}

// chosen returns the builds of the action where an expression chooses the context
// or the Dockerfile.
func (w *workflow) chosen(b Build, with *value, known map[string]string) []Build {
	context, ok := gitContext(w.inCheckout(openExpression(with.get("context").str(), known)))
	if !ok {
		return nil
	}
	file := w.inCheckout(openExpression(with.get("file").str(), known))
	if file != "" {
		if file, ok = local(".", file); !ok {
			return nil
		}
	}
	return w.f.chosen(b, context, file)
}

// gitContext resolves the action's context: by default, and as
// {{defaultContext}}, the root of the repository at this commit.
func gitContext(context string) (string, bool) {
	if rest, ok := strings.CutPrefix(strings.ReplaceAll(context, " ", ""), "{{defaultContext}}"); ok {
		return local(".", strings.TrimPrefix(rest, ":"))
	}
	return local(".", context)
}

// inputList splits a multi-line input, also at sep when there is one.
func inputList(v *value, known map[string]string, sep string) []string {
	text, _ := expression(v.str(), known)
	var out []string
	for line := range strings.Lines(text) {
		parts := []string{line}
		if sep != "" {
			parts = strings.Split(line, sep)
		}
		for _, part := range parts {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

// uniqueBuilds removes builds that say the same: a matrix makes many of one.
func uniqueBuilds(list []Build) []Build {
	seen := map[string]bool{}
	var out []Build
	for _, b := range list {
		key := fmt.Sprint(b.Dockerfile, b.Context, b.Target, b.Source, b.Service, b.Args, b.Platforms, b.Uncertain)
		if b.Source.Kind == Workflow && seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, b)
	}
	return out
}
