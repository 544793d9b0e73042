package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// sourceBeforeInstall reports installs behind a COPY of the whole source.
var sourceBeforeInstall = &fixes.Rule{
	ID: "source-before-install", Practice: 2,
	Doc: doc("source_before_install.md"), Severity: fixes.Info, Offers: fixes.OnRequest,
	Check: checkSourceBeforeInstall,
}

func checkSourceBeforeInstall(p *fixes.Pass) error {
	for _, stage := range p.File.Stages {
		seen := false
		for _, i := range p.Installs(stage) {
			copied, c := wholeCopy(p, i)
			if seen || !i.Project() || i.Manifest == nil || c == nil {
				continue
			}
			seen = true
			f := fixes.Finding{
				Span: copied.Span, Key: installs.InstallKey(p, i),
				Message: fmt.Sprintf("All of %s is copied before %s, so that every change of a source file installs the dependencies again.", installs.Folder(i.Dir), launch.InstallName(i)),
			}
			if f.Withheld = fixedToPlace(p, i, copied); f.Withheld == "" {
				f.Fix = installs.InstallFirst(p, i, copied, c)
			}
			p.Report(f)
		}
	}
	return nil
}

// wholeCopy returns the COPY of the install's whole folder that stands before
// it, when no other one has brought package.json earlier.
func wholeCopy(p *fixes.Pass, i *fixes.Install) (fixes.Moment, *fixes.Copy) {
	if _, named, _ := installs.ManifestCopy(p, i); named != nil {
		return fixes.Moment{}, nil
	}
	for _, m := range p.Chain(i.Stage).Steps {
		if m.Instruction == i.At {
			break
		}
		c, ok := p.ReadCopy(m)
		if !ok || !c.Known || !c.Context() || m.Stage != i.Stage {
			continue
		}
		for _, source := range c.Sources {
			from := path.Join(p.Context().Dir, path.Join("/", source))
			if globbed := strings.Contains(source, "package"); globbed && c.Dest == i.Workdir {
				return fixes.Moment{}, nil // package*.json
			}
			if from == i.Dir && c.Dest == i.Workdir && len(c.Sources) == 1 {
				return m, c
			}
		}
	}
	return fixes.Moment{}, nil
}

// fixedToPlace says why the install cannot be moved in front of the source.
func fixedToPlace(p *fixes.Pass, i *fixes.Install, copied fixes.Moment) string {
	if p.Context().Uncertain != "" {
		return p.Context().Uncertain
	}
	switch next := devneeds.Following(p, i.Stage, copied.Instruction); {
	case next != i.At:
		return fmt.Sprintf("other instructions stand between the COPY at line %d and the install", copied.StartLine)
	case i.Script.Heredoc && !i.At.Exec || !i.At.Is("RUN"):
		return "the install stands in " + installs.NeverEdited(i.At)
	case len(i.Script.Commands) != 1:
		return "the same RUN does more than install: split it first"
	case slices.ContainsFunc(i.At.Flags, ofSource):
		return "the RUN has mounts or other flags that may belong to the source"
	case i.Lockfile == "":
		return "there is no lockfile to copy first"
	case copied.Exec || copied.Heredocs != nil:
		return "the COPY is not of the plain form"
	}
	if i.At.Span.End == len(p.File.Src) {
		return "the install is the last instruction of the file"
	}
	if i.Manager.Yarn() && p.Repo.Exists(path.Join(i.Dir, ".yarnrc.yml")) {
		return "Yarn's own files would have to be copied first too"
	}
	if !p.Ignored(path.Join(i.Dir, "node_modules")) {
		return "the ignore file does not keep node_modules out: copied after the install, it would replace the installed one"
	}
	return installs.NeedsSource(p, i)
}

// ofSource reports whether a flag of a RUN may have to do with what is copied
// before it: caches, secrets and agents have not.
func ofSource(f dockerfile.Flag) bool {
	kind := ownMount.FindStringSubmatch(f.Value)
	return f.Name != "mount" || kind == nil || strings.Contains(f.Value, "from=")
}

var ownMount = pattern.New(`(?:^|,)type=(cache|secret|ssh|tmpfs)(?:,|$)`).Needs("type=")
