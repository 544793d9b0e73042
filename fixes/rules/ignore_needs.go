package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// needsModules holds back when node_modules comes from the context: it is in
// the repository, a COPY names it, or a Dockerfile copies everything and
// installs nothing.
func (v *ignoreView) needsModules() string {
	for _, name := range v.tree {
		if strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/") {
			return name + " is in the repository, and the build may use it"
		}
	}
	for _, file := range v.files {
		if at := bareCopy(file); at != nil && (v.hasDependencies() || startsNode(at.Stage) && v.filledElsewhere()) {
			return fmt.Sprintf("%s:%d copies everything and the image installs nothing, so its dependencies come from the context", file.Path, at.StartLine)
		}
	}
	return v.copies("node_modules")
}

// hasDependencies reports whether the context's project depends on packages.
func (v *ignoreView) hasDependencies() bool {
	m, err := v.p.Repo.Manifest(v.context.Dir)
	return err == nil && m != nil && len(m.All()) > 0
}

// filledElsewhere reports whether the context has no program in the repository:
// what the image runs is put there before it is built, with its packages.
func (v *ignoreView) filledElsewhere() bool {
	return !slices.ContainsFunc(v.tree, func(name string) bool {
		return path.Base(name) == "package.json" || isJavaScript(name)
	})
}

// bareCopy returns the COPY of the whole context in a stage that may be shipped
// and has its packages from nowhere else: no RUN installs any, and no other
// stage hands files over. A file in which nothing installs has them from there
// whatever its stages hand on.
func bareCopy(file *dockerfile.File) *dockerfile.Instruction {
	if !slices.ContainsFunc(file.Stages, runsInstall) {
		return wholeContext(file)
	}
	for _, stage := range file.Stages {
		if at := wholeContextOf(stage); at != nil && startsNode(stage) && !hasModulesFrom(stage) && !handsOn(file, stage) {
			return at
		}
	}
	return nil
}

var (
	installing = pattern.New(`\b(npm|npx|yarn|pnpm|bun|corepack|pnpx|make|turbo|nx|rush|lerna)\b|\.sh\b`)
	modeChange = pattern.New(`\b(chmod|chown|dos2unix|sed["',\s]+-i)[\s"'][^&|;]*`).Needs("chmod", "chown", "dos2unix", "sed")
)

// runsInstall reports whether a RUN of the stage may install packages.
func runsInstall(stage *dockerfile.Stage) bool {
	return slices.ContainsFunc(stage.Instructions, func(i *dockerfile.Instruction) bool {
		return i.Is("RUN") && installing.MatchString(modeChange.ReplaceAllString(i.Spoken(), ""))
	})
}

// hasModulesFrom reports whether a RUN that the stage is made of may install
// packages, or a COPY may bring them from another stage.
func hasModulesFrom(stage *dockerfile.Stage) bool {
	for ; stage != nil; stage = stage.Parent {
		if runsInstall(stage) || slices.ContainsFunc(stage.Instructions, func(i *dockerfile.Instruction) bool { return i.Flag("from") != nil }) {
			return true
		}
	}
	return false
}

var nodeCommand = pattern.New(`\b(node|npm|npx|yarn|pnpm)\b`)

// startsNode reports whether the stage is an image of Node, as far as its base
// and its command tell.
func startsNode(stage *dockerfile.Stage) bool {
	for ; stage != nil; stage = stage.Parent {
		if stage.Parent == nil && nodeCommand.MatchString(stage.Base.Text) {
			return true
		}
		if slices.ContainsFunc(stage.Instructions, func(i *dockerfile.Instruction) bool {
			return i.Is("CMD", "ENTRYPOINT") && nodeCommand.MatchString(i.Spoken())
		}) {
			return true
		}
	}
	return false
}

// handsOn reports whether another stage is built from the stage or copies from
// it, so that what it lacks may come there.
func handsOn(file *dockerfile.File, stage *dockerfile.Stage) bool {
	return slices.ContainsFunc(file.Stages, func(other *dockerfile.Stage) bool {
		return other.Parent == stage || slices.ContainsFunc(other.Instructions, func(i *dockerfile.Instruction) bool {
			f := i.Flag("from")
			return f != nil && file.StageRef(i, f.Value) == stage
		})
	})
}

// needsGitignore holds back when a tool of the build reads .gitignore.
func (v *ignoreView) needsGitignore() string {
	if slices.Contains(v.tree, "turbo.json") {
		return "turbo reads .gitignore"
	}
	for _, name := range v.tree {
		if !toolConfig.MatchString(path.Base(name)) {
			continue
		}
		if found, err := v.p.Repo.Matches(path.Join(v.context.Dir, name), readsGitignore); err == nil && found {
			return name + " reads .gitignore"
		}
	}
	return cmp.Or(v.mentions(".gitignore"), v.inCode(".gitignore"))
}

var (
	// toolConfig are the files in which tools are told to read .gitignore.
	toolConfig     = pattern.New(`^(package\.json|biome\.jsonc?|[a-z-]+\.config\.(js|mjs|cjs|ts|mts|cts))$`).Needs("package.json", "biome.json", ".config.")
	readsGitignore = pattern.New(`\.gitignore|includeIgnoreFile|"useIgnoreFile"\s*:\s*true`)
)

// needsNpmrc holds back when npm's settings may be part of the build.
func (v *ignoreView) needsNpmrc() string {
	for _, name := range v.tree {
		if path.Base(name) == ".npmrc" {
			return name + " is in the repository, and its settings may be part of the build"
		}
	}
	for _, file := range v.files {
		for _, i := range file.Instructions {
			if writesNpmrc.MatchString(i.Spoken()) {
				return fmt.Sprintf("%s:%d is about npm's credentials", file.Path, i.StartLine)
			}
		}
	}
	return v.written(writesNpmrc, func(string, string) bool { return true }, "is about npm's credentials")
}

var writesNpmrc = pattern.New(`npmrc|NPM_TOKEN|NODE_AUTH_TOKEN|registry-url|npm config set //|(?:--location["',=\s]+|\s-L[= ]?)project|NPM_CONFIG_LOCATION["']?[=:]\s*["']?project`)
