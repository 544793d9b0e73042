package rules

import (
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
)

// builtWithNodeEnv returns the file that gives a target's build or containers
// their NODE_ENV, "" when none does.
func builtWithNodeEnv(t *fixes.Target) string {
	for _, b := range t.Builds {
		if _, set := b.Environment["NODE_ENV"]; set {
			return b.Source.Path
		}
		if _, set := b.Args["NODE_ENV"]; set {
			return b.Source.Path
		}
	}
	return ""
}

// serviceForDevelopment returns the compose file that starts the target with a
// watcher, "" when none does: the same image serves development too.
func serviceForDevelopment(t *fixes.Target) string {
	return serviceThatStarts(t, develops(t))
}

// serviceThatStarts returns the compose file whose command, or the script that it
// calls, is of a kind, "" when none is.
func serviceThatStarts(t *fixes.Target, kind func(argv []string) bool) string {
	for _, b := range t.Builds {
		if slices.ContainsFunc(serviceLines(t, b), func(words []string) bool { return kind(words) || scriptIs(t, words, kind) }) {
			return b.Source.Path
		}
	}
	return ""
}

// branchWatches returns the start text that may start a development server in the
// place of the program, "" when none does.
func branchWatches(p *fixes.Pass, t *fixes.Target) string {
	for _, s := range startTexts(p, t) {
		if !s.words && developing(t, []string{s.text}) {
			return s.where
		}
	}
	return ""
}

// sourcesMounted returns the compose service that mounts a folder of the host
// over the working directory: people work on the sources with it.
func sourcesMounted(t *fixes.Target) (b builds.Build, by string, ok bool) {
	for _, b := range t.Builds {
		for _, v := range b.Volumes {
			if b.Source.Kind == builds.Compose && v.Bind && v.Target == t.Chain.End.Workdir {
				return b, v.Path, true
			}
		}
	}
	return builds.Build{}, "", false
}

func scriptWatches(t *fixes.Target, command []string) bool {
	return scriptIs(t, command, develops(t))
}

// develops judges whether a command is a development server, also one that it
// starts in another package of the workspace.
func develops(t *fixes.Target) func(argv []string) bool {
	return func(argv []string) bool { return node.Watcher(argv) || t.WatchesElsewhere(argv) != "" }
}

// scriptIs reports whether what the script of a command starts is of a kind.
func scriptIs(t *fixes.Target, command []string, kind func(argv []string) bool) bool {
	if t.Manifest == nil {
		return false
	}
	script, argv := t.Manifest.Runs(command)
	return script != "" && kind(argv)
}
