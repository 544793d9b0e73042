package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/source"
)

// devAtRunTime returns why the program of a target needs a dev dependency while
// it runs, "" when nothing in the repository shows that it does.
func devAtRunTime(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if why := startNeedsDev(p, t, pr); why != "" {
		return why, nil
	}
	if why := servicesNeedDev(t, pr); why != "" {
		return why, nil
	}
	return devImport(p, t, pr)
}

// startNeedsDev looks at what the image itself starts.
func startNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project) string {
	lines := [][]string{t.Program()}
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(t.Chain.Before(c.At).Shell) {
			for _, command := range script.Commands {
				lines = append(lines, wordsOf(command))
			}
		}
	}
	for _, s := range startCalls(p, t) {
		lines = append(lines, spelledOut([]string{s.text})...)
	}
	for _, s := range startScripts(p, t) {
		commands, _ := scriptCommands(s.Src)
		for _, c := range commands {
			lines = append(lines, c.words)
		}
	}
	for _, words := range withHandedOn(lines) {
		if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
			return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
		}
	}
	return ""
}

// servicesNeedDev looks at what compose files and pipelines start in it.
func servicesNeedDev(t *fixes.Target, pr *project) string {
	for _, b := range t.Builds {
		for _, words := range withHandedOn(append(spelledOut(b.Entrypoint), spelledOut(b.Command)...)) {
			if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
				return fmt.Sprintf("%s starts the image with %s. Move %s to dependencies if it is needed there", b.Source.Path, need, need.Package)
			}
		}
		for _, run := range b.Runs {
			for _, words := range spelledOut(run.Words) {
				if need := pr.runNeeds(fixes.Unwrap(words)); need != nil {
					return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", run.Source, need)
				}
			}
		}
	}
	return ""
}

// withHandedOn adds to each command those that it may start in its place: the
// words behind a start script or a waiting program, from a package manager on.
func withHandedOn(lines [][]string) [][]string {
	for _, words := range lines {
		for n := 1; n < len(words); n++ {
			if managers[path.Base(words[n])] {
				lines = append(lines, words[n:])
				break
			}
		}
	}
	return lines
}

// spelledOut returns the commands of a service's command, which is one text or
// its words.
func spelledOut(command []string) [][]string {
	if len(command) != 1 {
		return [][]string{command}
	}
	var lines [][]string
	commands, _ := scriptCommands(command[0])
	for _, c := range commands {
		lines = append(lines, c.words)
	}
	return lines
}

// shellText returns the text that a shell is given: sh -c "a && b".
func shellText(words []string) (src string, ok bool) {
	if !posixShells[path.Base(words[0])] {
		return "", false
	}
	for n, w := range words[1:] {
		if strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "--") && strings.HasSuffix(w, "c") && n+2 < len(words) {
			return words[n+2], true
		}
	}
	return "", false
}

var posixShells = map[string]bool{"sh": true, "ash": true, "dash": true, "bash": true}

// purpose returns what a target's image is made to run, as far as the
// Dockerfile or a compose file says; "" for an image that only says what its
// base says.
func purpose(t *fixes.Target) string {
	if at := t.Process.Last(); at != nil {
		return at.Text
	}
	for _, b := range t.Builds {
		if len(b.Command) > 0 {
			return strings.Join(b.Command, " ")
		}
		if len(b.Entrypoint) > 0 {
			return strings.Join(b.Entrypoint, " ")
		}
	}
	if base := t.Chain.Base; base.Kind == image.DistrolessNode || base.PlatformOwnsProcess() {
		return "what the platform starts"
	}
	return ""
}

// devImport returns the first source file of the program that imports a dev
// dependency; files that it certainly never loads do not count. A bundler may build it in; that cannot be told here.
func devImport(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	if bundled(t, pr) {
		return configImport(p, t, pr)
	}
	if bundledIn(t, pr) {
		return "", nil
	}
	if dirs := workspacesOf(p, pr.dir, pr.manifest); len(dirs) > 0 {
		if found, known, err := devImportAcross(p, t, pr, dirs); known || err != nil {
			return found, err
		}
	}
	r := &reach{p: p, t: t}
	for _, name := range sourcesOf(p, t) {
		found, err := importsDev(p, t, pr, name)
		if err != nil {
			return "", err
		}
		if found == "" {
			continue
		}
		if loaded, err := r.has(name); err != nil || loaded {
			return found, err
		}
	}
	return "", nil
}

// importsDev returns what a file imports that is only a dev dependency.
func importsDev(p *fixes.Pass, t *fixes.Target, pr *project, name string) (string, error) {
	modules, err := loadedModules(p, t, name)
	if err != nil {
		return "", err
	}
	for _, module := range modules {
		if pkg := packageName(module); pr.manifest.DevOnly(pkg) {
			return fmt.Sprintf("%s imports %s, which is only in devDependencies. Move it to dependencies first", name, pkg), nil
		}
	}
	return "", nil
}

// loadedModules returns the modules that a file imports in the target's image:
// where NODE_ENV is certainly production, those for development are left out.
func loadedModules(p *fixes.Pass, t *fixes.Target, name string) ([]string, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return nil, err
	}
	facts := source.Read(data)
	if !runsProduction(t) {
		return facts.Imports, nil
	}
	return slices.DeleteFunc(slices.Clone(facts.Imports), func(m string) bool { return slices.Contains(facts.Guarded, m) }), nil
}

// runsProduction reports whether NODE_ENV is production in all containers of a
// target, as far as the repository says.
func runsProduction(t *fixes.Target) bool {
	v, set := t.Chain.End.Env["NODE_ENV"]
	return set && v.Known && v.Value == "production" && (v.At == nil || !chosenByArgument(v.At)) && builtWithNodeEnv(t) == ""
}

// programArgv returns the words of the target's program behind its scripts.
func programArgv(t *fixes.Target, pr *project) []string {
	words := t.Program()
	if script, argv := pr.manifest.Runs(words); script != "" {
		return argv
	}
	return words
}

// configImport looks at the configuration that Next.js and others load when
// they start.
func configImport(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	for _, name := range []string{"next.config.js", "next.config.mjs", "next.config.cjs", "next.config.ts", "nuxt.config.js", "nuxt.config.ts"} {
		if at := path.Join(pr.dir, name); p.Repo.Exists(at) {
			if found, err := importsDev(p, t, pr, at); err != nil || found != "" {
				return found, err
			}
		}
	}
	return "", nil
}
