package credentials

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// A buildSecret is what a build has to be given in place of an argument or a
// file of the context.
type buildSecret struct {
	id string
	// variable is the environment variable it comes from, "" for a file.
	variable string
	// argument is the build argument that it replaces, "" for none.
	argument string
}

// flag is what docker build is given.
func (s buildSecret) flag() string {
	if s.variable != "" {
		return fmt.Sprintf("--secret id=%s,env=%s", s.id, s.variable)
	}
	return fmt.Sprintf("--secret id=%s,src=$HOME/.npmrc", s.id)
}

// callers lists every line that has to change with the Dockerfile, a sentence
// each. A build that is not changed fails, because the secret is required; one of a
// target that needs no step with an edit goes on as it is.
func (s buildSecret) callers(p *fixes.Pass, edits []text.Edit) ([]string, error) {
	var notes []string
	for _, b := range p.Context().Builds {
		if target := stageNamed(p.File, b.Target); target == nil || slices.ContainsFunc(p.File.Instructions, func(i *dockerfile.Instruction) bool {
			return edited(i, edits) && needsStep(p, target, i, map[*dockerfile.Stage]bool{})
		}) {
			notes = append(notes, s.caller(b))
		}
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return nil, err
	}
	for _, b := range evidence.Unresolved {
		if _, passes := b.Args[s.argument]; passes && s.argument != "" {
			notes = append(notes, s.caller(b))
		}
	}
	readme, err := s.documentation(p)
	if err != nil {
		return nil, err
	}
	notes = append(notes, readme...)
	if built := slices.ContainsFunc(p.Context().Builds, func(b builds.Build) bool { return b.Target != "" }); built && len(notes) == 0 {
		notes = append(notes, fmt.Sprintf("The builds that this repository names need no step with the secret. Build the others with: docker build %s", s.flag()))
	} else if len(notes) == 0 {
		notes = append(notes, fmt.Sprintf("Nothing in this repository says how the image is built. Build it with: docker build %s", s.flag()))
	}
	return append(notes, "A build without the secret fails from now on. Builds outside this repository need the same change."), nil
}

// stageNamed returns the stage of a name, nil for none.
func stageNamed(file *dockerfile.File, name string) *dockerfile.Stage {
	if n := slices.IndexFunc(file.Stages, func(s *dockerfile.Stage) bool { return name != "" && strings.EqualFold(s.Name, name) }); n >= 0 {
		return file.Stages[n]
	}
	return nil
}

// edited reports whether one of the edits is of the instruction.
func edited(i *dockerfile.Instruction, edits []text.Edit) bool {
	return slices.ContainsFunc(edits, func(e text.Edit) bool { return i.Span.Start <= e.Span.Start && e.Span.Start < i.Span.End })
}

// needsStep reports whether a build of the stage runs the instruction.
func needsStep(p *fixes.Pass, stage *dockerfile.Stage, step *dockerfile.Instruction, seen map[*dockerfile.Stage]bool) bool {
	if seen[stage] {
		return false
	}
	seen[stage] = true
	for _, m := range p.Chain(stage).Steps {
		if m.Instruction == step {
			return true
		}
		for _, from := range p.File.Stages {
			c, ok := p.ReadCopy(m)
			if (ok && c.From == from || m.Is("RUN") && launch.MountsStage(p, m.Instruction, from)) && needsStep(p, from, step, seen) {
				return true
			}
		}
	}
	return slices.ContainsFunc(p.File.Stages, func(s *dockerfile.Stage) bool { return launch.IsParent(p, s, stage) && needsStep(p, s, step, seen) })
}

// caller says what one build has to be changed to.
func (s buildSecret) caller(b builds.Build) string {
	instead := "add"
	if _, passes := b.Args[s.argument]; passes && s.argument != "" {
		instead = "in place of the build argument " + s.argument + " write"
	}
	switch b.Source.Kind {
	case builds.Compose:
		from := "environment: " + s.variable
		if s.variable == "" {
			from = "file: ~/.npmrc"
		}
		return fmt.Sprintf("%s, service %s: %s build.secrets: [%s], and at the top level secrets: {%s: {%s}}", b.Source, b.Service, instead, s.id, s.id, from)
	case builds.Bake:
		if s.variable == "" {
			return fmt.Sprintf(`%s, target %s: %s secret = ["type=file,id=%s,src=.npmrc"]`, b.Source, b.Service, instead, s.id)
		}
		return fmt.Sprintf(`%s, target %s: %s secret = ["type=env,id=%s,env=%s"]`, b.Source, b.Service, instead, s.id, s.variable)
	case builds.Workflow:
		if s.variable == "" {
			return fmt.Sprintf("%s: %s secrets: %s=${{ secrets.NPMRC }} (or %s on a command line)", b.Source, instead, s.id, s.flag())
		}
		return fmt.Sprintf("%s: %s secrets: %s=${{ secrets.%s }} (or %s on a command line)", b.Source, instead, s.id, s.variable, s.flag())
	}
	return fmt.Sprintf("%s: %s %s", b.Source, instead, s.flag())
}

// documentation finds the lines of README files that pass the build argument.
func (s buildSecret) documentation(p *fixes.Pass) ([]string, error) {
	if s.argument == "" {
		return nil, nil
	}
	passes := regexp.MustCompile(`--build-arg[= ]+["']?` + regexp.QuoteMeta(s.argument) + `\b`)
	var notes []string
	for _, name := range []string{"README.md", "readme.md", "Readme.md", "DOCKER.md", "docs/docker.md", "CONTRIBUTING.md"} {
		data, _, err := p.Repo.Read(name)
		if err != nil {
			return nil, err
		}
		line := 0
		for text := range strings.Lines(string(data)) {
			if line++; passes.MatchString(text) {
				notes = append(notes, fmt.Sprintf("%s:%d tells people to pass the build argument: write %s", name, line, s.flag()))
			}
		}
	}
	return notes, nil
}
