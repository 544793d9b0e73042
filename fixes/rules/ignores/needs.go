package ignores

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// needsModules holds back when node_modules comes from the context: it is in
// the repository, a COPY names it, or a Dockerfile copies everything and
// installs nothing.
func (v *View) needsModules() string {
	for _, name := range v.tree {
		if strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/") {
			return name + " is in the repository, and the build may use it"
		}
	}
	for _, file := range v.files {
		if why := v.packedOutput(file); why != "" {
			return why
		}
		if name, at := v.filledFolder(file); at != nil {
			return fmt.Sprintf("%s:%d copies %s, which is made before the build, and its packages may lie in it", file.Path, at.StartLine, name)
		}
		if at := v.bareCopy(file); at != nil && (v.hasDependencies() || startsNode(at.Stage) && (v.filledElsewhere() || v.startsAbsent(at.Stage)) || v.startsModule(file)) {
			return fmt.Sprintf("%s:%d copies everything and the image installs nothing, so its dependencies come from the context", file.Path, at.StartLine)
		}
	}
	return v.copies("node_modules")
}

// hasDependencies reports whether the context's project depends on packages.
func (v *View) hasDependencies() bool {
	m, err := v.p.Repo.Manifest(v.Context.Dir)
	return err == nil && m != nil && len(m.All()) > 0
}

// filledElsewhere reports whether the context has no program in the repository:
// what the image runs is put there before it is built, with its packages.
func (v *View) filledElsewhere() bool {
	return !slices.ContainsFunc(v.tree, func(name string) bool {
		return path.Base(name) == "package.json" || project.IsJavaScript(name)
	})
}

// startsModule reports whether the command names a file of a package: where the image
// installs none, it is in the context.
func (v *View) startsModule(file *dockerfile.File) bool {
	return slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool {
		return i.Is("CMD", "ENTRYPOINT") && strings.Contains(i.Spoken(), "node_modules/")
	})
}

// bareCopy returns the COPY of the whole context in a stage that may be shipped
// and has its packages from nowhere else: no RUN installs any, and no other
// stage hands files over. A file in which nothing installs has them from there
// whatever its stages hand on.
func (v *View) bareCopy(file *dockerfile.File) *dockerfile.Instruction {
	if !slices.ContainsFunc(file.Stages, v.RunsInstall) {
		return WholeContext(file)
	}
	for _, stage := range file.Stages {
		if at := wholeContextOf(stage); at != nil && startsNode(stage) && !v.hasModulesFrom(stage) && !handsOn(file, stage) {
			return at
		}
	}
	return nil
}

// filledFolder returns a folder that is not in the repository and that an image of
// Node copies, which has its packages from nowhere else: what a build outside of any
// container made, with a node_modules of its own.
func (v *View) filledFolder(file *dockerfile.File) (name string, at *dockerfile.Instruction) {
	for _, stage := range file.Stages {
		if !startsNode(stage) || v.hasModulesFrom(stage) || wholeContextOf(stage) != nil {
			continue
		}
		for _, i := range stage.Instructions {
			if !i.Is("COPY", "ADD") || i.Flag("from") != nil || len(i.Args) < 2 {
				continue
			}
			for _, src := range i.Args[:len(i.Args)-1] {
				if name := path.Clean("/" + src.Text)[1:]; v.isMade(name) && (!usualOutput[path.Base(name)] || v.fills(name)) {
					return name, i
				}
			}
		}
	}
	return "", nil
}

// usualOutput are folders of a build that seldom have packages in them.
var usualOutput = project.WordSet("dist build out lib public static www assets node_modules")

// fills reports whether a pipeline that builds images puts packages into a folder.
func (v *View) fills(name string) bool {
	if path.Base(name) == "node_modules" {
		return false
	}
	folder := regexp.QuoteMeta(path.Base(name))
	puts := pattern.New(`\bnode_modules\S*\s[^\n]*\b` + folder + `\b|\b` + folder + `\b[^\n]*\b(npm|yarn|pnpm)\s+(ci|i|install)\b`)
	return slices.ContainsFunc(v.p.Repo.Pipelines(), func(pipeline string) bool {
		builds, err := v.p.Repo.Matches(pipeline, buildsImages)
		if err != nil || !builds {
			return false
		}
		found, err := v.p.Repo.Matches(pipeline, puts)
		return err == nil && found
	})
}

// isMade reports whether a COPY source is a folder that is not in the repository. Git's
// own folder is in none, and there before every build.
func (v *View) isMade(name string) bool {
	if name == "" || name == ".git" || strings.HasPrefix(name, ".git/") || strings.ContainsAny(name, "*?[$:") || path.Ext(name) != "" && !strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	full := path.Join(v.Context.Dir, name)
	return !v.p.Repo.Exists(full) && !v.p.Repo.IsDir(full)
}

// hasModulesFrom reports whether a RUN that the stage is made of may install
// packages, or a COPY may bring them from another stage.
func (v *View) hasModulesFrom(stage *dockerfile.Stage) bool {
	for ; stage != nil; stage = stage.Parent {
		if v.RunsInstall(stage) || slices.ContainsFunc(stage.Instructions, bringsPackages) {
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
func (v *View) needsGitignore() string {
	for _, runner := range []string{"turbo", "nx"} {
		if slices.Contains(v.tree, runner+".json") {
			return runner + " reads .gitignore"
		}
	}
	for _, name := range v.tree {
		if !toolConfig.MatchString(path.Base(name)) || fixes.Foreign(path.Dir(name)) {
			continue
		}
		if found, err := v.p.Repo.Matches(path.Join(v.Context.Dir, name), readsGitignore); err == nil && found {
			return name + " reads .gitignore"
		}
	}
	if v.scripts(func(name, line string) bool { return buildScript.MatchString(name) && checksTracked.MatchString(line) }) {
		return "the build checks the files that git has, by .gitignore"
	}
	return cmp.Or(v.mentions(".gitignore"), v.inCode(".gitignore"))
}

var (
	// toolConfig are the files in which tools are told to read .gitignore.
	toolConfig = pattern.New(`^(package\.json|biome\.jsonc?|[a-z-]+\.config\.(js|mjs|cjs|ts|mts|cts))$`).Needs("package.json", "biome.json", ".config.")
	// buildScript finds the scripts that a build runs, checksTracked the tools that leave out what .gitignore
	// names, and would find fault with the files of an install or a build.
	buildScript    = pattern.New(`^(?:pre|post)?(?:build|install|prepare)\b`)
	checksTracked  = pattern.New(`(?:^|[\s;&|])(?:prettier|standard|xo|oxlint|ts-standard|semistandard)(?:\s|$)`)
	readsGitignore = pattern.New(`\.gitignore|includeIgnoreFile|"useIgnoreFile"\s*:\s*true`)
)

// needsNpmrc holds back when npm's settings may be part of the build.
func (v *View) needsNpmrc() string {
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
	for _, name := range v.p.Repo.Wanted() {
		if !fixes.IsGuideOf(name, v.p.File.Path) {
			continue
		}
		if found, err := v.p.Repo.Matches(name, guidedNpmrc); err == nil && found {
			return name + " has people make one"
		}
	}
	if by, err := v.p.Repo.GitIgnored(path.Join(v.Context.Dir, ".npmrc")); err == nil && by != "" && !v.installsFirst() {
		return by + " names it, so it is made on each machine, and an install behind the COPY reads it"
	}
	return v.written(writesNpmrc, func(string, string) bool { return true }, "is about npm's credentials")
}

// guidedNpmrc finds, in a guide, the making of a .npmrc beside the project.
var guidedNpmrc = pattern.New(`(>>?|cp|mv|tee|touch|ln)\s[^\n]*\.npmrc\b|(?i:\b(create|add|copy|put|write|make)\b[^\n.]{0,40})\.npmrc\b`).Needs(".npmrc")

var writesNpmrc = pattern.New(`npmrc|NPM_TOKEN|NODE_AUTH_TOKEN|registry-url|npm config set //|(?:--location["',=\s]+|\s-L[= ]?)project|NPM_CONFIG_LOCATION["']?[=:]\s*["']?project`)
