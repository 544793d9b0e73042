package devneeds

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// DevAtRunTime returns why the program of a target needs a dev dependency while
// it runs, "" when nothing in the repository shows that it does.
func DevAtRunTime(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if why := commandsNeedDev(p, t, pr); why != "" {
		return why, nil
	}
	if why := servicesNeedDev(p, t, pr); why != "" {
		return why, nil
	}
	if why := taskNeedsDev(p, t); why != "" {
		return why, nil
	}
	if why, err := platformsNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := optionsNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if by, err := deploy.DevelopedIn(p, t); err != nil {
		return "", err
	} else if by != "" {
		return by + " makes the image one to develop in. Give that a stage of its own", nil
	}
	if why, err := jobsNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why := childNeedsDev(p, t, pr); why != "" {
		return why, nil
	}
	if why, err := childProgramNeedsDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := guidesNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	if why, err := filesNeedDev(p, t, pr); why != "" || err != nil {
		return why, err
	}
	call, err := launch.TestsIn(p, t)
	if call == nil || err != nil {
		return "", err
	}
	return call.String() + ", and those need dev dependencies. Give them a stage of their own", nil
}

// filesNeedDev looks at what the program loads: its configuration and its sources.
func filesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if why, err := startConfigs(p, t, pr); why != "" || err != nil {
		return why, err
	}
	return DevImport(p, t, pr)
}

// commandsNeedDev looks at what the image itself starts, its scripts included.
func commandsNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	return cmp.Or(StartNeedsDev(p, t, pr), linksToDev(p, t, pr), scriptUnread(p, t))
}

// linksToDev: a step links to a file of a dev dependency, which somebody means to use
// in the image.
func linksToDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	for _, m := range t.Chain.Steps {
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				if c.Name() != "ln" {
					continue
				}
				if need := pr.TakesFile(deploy.WordsOf(c)); need != nil {
					return fmt.Sprintf("line %d links to a file of %s, which is a dev dependency. Move it to dependencies if it is needed there", m.StartLine, need.Package)
				}
			}
		}
	}
	return ""
}

// StartNeedsDev looks at what the image itself starts.
func StartNeedsDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	lines := launch.StartLines(p, t)
	for _, words := range lines {
		if need := workspaceNeeds(p, t, pr, lines, fixes.Unwrap(words)); need != nil {
			return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
		}
		if ofAnother(t, pr, fixes.Unwrap(words)) {
			continue
		}
		if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
			return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
		}
		if by := runBy(p, t, fixes.Unwrap(words)); by != nil {
			if need := pr.RunNeeds(fixes.Unwrap(by)); need != nil {
				return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
			}
		}
		if watches(pr, words) {
			return fmt.Sprintf("the image may start %s, and people develop with that. Give it a stage of its own", strings.Join(words, " "))
		}
	}
	if need := needsElsewhere(p, t, pr, lines); need != nil {
		return fmt.Sprintf("the image starts %s. Move %s to dependencies if it is needed there", need, need.Package)
	}
	if runsGivenScript(t, lines) {
		if why := givenScriptNeedsDev(pr); why != "" {
			return why
		}
	}
	return buildsAtStart(p, t)
}

// watches reports whether a command is a development server, or the script of
// one: which packages that wants, such as types and plugins, no command says.
func watches(pr *project.Project, words []string) bool {
	words = fixes.Unwrap(words)
	if len(words) == 0 {
		return false
	}
	script, argv := pr.Manifest.Runs(words)
	return node.Watcher(words) || script != "" && node.Watcher(argv)
}

// servicesNeedDev looks at what compose files and pipelines start in it.
func servicesNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) string {
	for _, b := range t.Builds {
		lines := append(deploy.ServiceLines(t, b), deploy.SpelledOut(b.Healthcheck)...)
		for _, hook := range b.Hooks {
			lines = append(lines, deploy.SpelledOut(hook)...)
		}
		for _, script := range append(launch.NamedScripts(p, t, b, b.Entrypoint), launch.NamedScripts(p, t, b, b.Command)...) {
			lines = append(lines, deploy.SpelledOut([]string{script.Text})...)
		}
		for _, words := range deploy.WithHandedOn(lines) {
			if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
				return fmt.Sprintf("%s starts the image with %s. Move %s to dependencies if it is needed there", b.Source.Path, need, need.Package)
			}
			if watches(pr, words) {
				return fmt.Sprintf("%s starts the image with %s, and people develop with that. Give it a stage of its own", b.Source.Path, strings.Join(words, " "))
			}
		}
		if need := needsElsewhere(p, t, pr, behindCd(b.Workdir, lines)); need != nil {
			return fmt.Sprintf("%s starts the image with %s. Move %s to dependencies if it is needed there", b.Source.Path, need, need.Package)
		}
		for _, run := range b.Runs {
			if need := needsElsewhere(p, t, pr, deploy.SpelledOut(run.Words)); need != nil {
				return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", run.Source, need)
			}
			for _, words := range deploy.SpelledOut(run.Words) {
				if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
					return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", run.Source, need)
				}
			}
		}
	}
	return ""
}

// jobsNeedDev looks at the jobs that pipelines run in the image.
func jobsNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	lines, err := deploy.JobLines(p, t)
	for _, line := range lines {
		need := pr.RunNeeds(fixes.Unwrap(line.Words))
		if need == nil {
			need = needsElsewhere(p, t, pr, [][]string{line.Words})
		}
		if need != nil {
			return fmt.Sprintf("in the image, %s runs %s. Give that a stage of its own", line.By, need), nil
		}
	}
	return "", err
}

// platformsNeedDev looks at what hosting platforms and Kubernetes start in the
// image.
func platformsNeedDev(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	files, err := p.Repo.Select(deploy.PlatformFiles)
	if err != nil {
		return "", err
	}
	ours := deploy.LikelyOurs(p, t)
	for _, name := range files {
		lines, err := deploy.PlatformLines(p, t, name, ours)
		if err != nil {
			return "", err
		}
		if need := needsElsewhere(p, t, pr, lines); need != nil {
			return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", name, need), nil
		}
		for _, words := range deploy.WithHandedOn(lines) {
			if need := pr.RunNeeds(fixes.Unwrap(words)); need != nil {
				return fmt.Sprintf("%s starts the image with %s. Give that a stage of its own", name, need), nil
			}
		}
	}
	return "", nil
}

// taskNeedsDev: a task may load any package.
func taskNeedsDev(p *fixes.Pass, t *fixes.Target) string {
	if task, where := launch.StartsTask(p, t); task != "" {
		return fmt.Sprintf("%s starts a task (%s), and which dev dependencies that needs is not known. Start the program itself", where, task)
	}
	return ""
}

// scriptUnread: a script that the image starts cannot be read, and may call any
// program of the dependencies.
func scriptUnread(p *fixes.Pass, t *fixes.Target) string {
	for _, s := range launch.AllScripts(p, t) {
		if !s.Found() {
			return s.Missing(p) + ", so whether it calls a program of the dev dependencies is not known"
		}
	}
	return ""
}
