package launch

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// ChosenForDevelopment holds back: whoever builds the image chooses by an argument whether it is one for
// development, and what is written into its last stage would be in that one too.
func ChosenForDevelopment(p *fixes.Pass, t *fixes.Target) string {
	from, stage := p.ChosenForDevelopment(t)
	if from == nil {
		return ""
	}
	return fmt.Sprintf("the FROM at line %d may also be %s, a stage for development, which would get this too. Write it into the stage for production", from.StartLine, stage.Name)
}

// BuiltWithNodeEnv returns the file that gives a target's build or containers
// their NODE_ENV, "" when none does.
func BuiltWithNodeEnv(t *fixes.Target) string {
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

// ServiceForDevelopment returns the compose file that starts the target with a
// watcher, "" when none does: the same image serves development too.
func ServiceForDevelopment(t *fixes.Target) string {
	return ServiceThatStarts(t, develops(t))
}

// ServiceThatStarts returns the compose file whose command, or the script that it
// calls, is of a kind, "" when none is.
func ServiceThatStarts(t *fixes.Target, kind func(argv []string) bool) string {
	for _, b := range t.Builds {
		if slices.ContainsFunc(deploy.ServiceLines(t, b), func(words []string) bool { return kind(words) || scriptIs(t, words, kind) }) {
			return b.Source.Path
		}
	}
	return ""
}

// SourcesMounted returns the compose service that mounts a folder of the host
// over the working directory: people work on the sources with it.
func SourcesMounted(t *fixes.Target) (b builds.Build, by string, ok bool) {
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

// WatchedBy returns the compose file that copies changed files into containers of the target,
// "" when none does.
func WatchedBy(t *fixes.Target) string {
	for _, b := range t.Builds {
		if len(b.Syncs) > 0 {
			return b.Source.Path
		}
	}
	return ""
}
