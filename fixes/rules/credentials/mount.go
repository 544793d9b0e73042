package credentials

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// mountEdit puts a flag behind the keyword of a RUN.
func mountEdit(i *dockerfile.Instruction, flag string) text.Edit {
	return text.Insert(i.KeywordSpan.End, " "+flag)
}

// hasSecret reports whether a RUN mounts the secret already.
func hasSecret(i *dockerfile.Instruction, id string) bool {
	return slices.ContainsFunc(i.Flags, func(f dockerfile.Flag) bool {
		return f.Name == "mount" && slices.Contains(strings.Split(f.Value, ","), "id="+id)
	})
}

// removal deletes the lines of an instruction, but not the comments above it.
func removal(f *dockerfile.File, i *dockerfile.Instruction) text.Edit {
	start := f.Lines.Span(i.StartLine).Start
	if i.StartLine == 1 && f.Style.BOM {
		start = i.KeywordSpan.Start
	}
	return text.Delete(text.Span{Start: start, End: i.Span.End})
}

// readableBy returns what a mount of a file needs besides, so that the user of
// the step can read it: mounts belong to root and are for root alone.
func readableBy(p *fixes.Pass, stage *dockerfile.Stage, i *dockerfile.Instruction) string {
	c := p.Chain(stage)
	user, known := launch.UserBefore(p, c, c.Before(i))
	name, _, _ := strings.Cut(user, ":")
	switch {
	case known && (launch.MeansRoot(user) || user == ""):
		return ""
	case name == "node" && c.Base.HasNodeUser:
		return ",uid=1000"
	}
	if uid, err := strconv.Atoi(name); known && err == nil {
		return fmt.Sprintf(",uid=%d", uid)
	}
	return ",mode=0444"
}

var frontend = pattern.New(`^docker(?:\.io)?/(?:docker/)?dockerfile(?:-upstream)?:(\d+)(?:\.(\d+))?`)

// mountsNeed returns what the builder must be able to do, as a note, or why the
// file cannot have mounts of secrets.
func mountsNeed(f *dockerfile.File, variable bool) (note, withheld string) {
	for _, d := range f.Directives {
		if !strings.EqualFold(d.Name, "syntax") {
			continue
		}
		m := frontend.FindStringSubmatch(d.Value)
		if m == nil {
			return "", ""
		}
		if minor, err := strconv.Atoi(m[2]); variable && m[1] == "1" && err == nil && minor < 10 {
			return "", fmt.Sprintf("a secret as a variable needs version 1.10 of the Dockerfile syntax, and the file asks for 1.%d", minor)
		}
		return "", ""
	}
	if variable {
		return "A secret as a variable needs BuildKit with version 1.10 of the Dockerfile syntax. With an older Docker, # syntax=docker/dockerfile:1 in the first line brings it.", ""
	}
	for _, i := range f.Instructions {
		if i.Flag("mount") != nil || len(i.Heredocs) > 0 || i.Flag("link") != nil || i.Flag("chmod") != nil {
			return "", ""
		}
	}
	return "RUN --mount needs BuildKit, Docker's builder since version 23. Kaniko has no mounts.", ""
}

var kaniko = pattern.New(`kaniko`)

// withoutMounts returns the pipeline that builds with a builder that has no
// mounts, "" when there is none.
func withoutMounts(p *fixes.Pass) string {
	for _, name := range p.Repo.Pipelines() {
		if found, err := p.Repo.Matches(name, kaniko); err == nil && found {
			return name
		}
	}
	return ""
}

// cutCommand deletes a command with the && before it. It is false when
// something else stands between it and the command before.
func cutCommand(f *dockerfile.File, i *dockerfile.Instruction, shell []string, gone *dockerfile.Command) (text.Edit, bool) {
	for _, script := range i.Scripts(shell) {
		if script.Heredoc {
			continue
		}
		for n, c := range script.Commands {
			if n == 0 || c.Before != "&&" || !c.Located || c.Span != gone.Span || len(c.Words) > 3 || c.Redirects {
				continue
			}
			from := script.Commands[n-1].Span.End
			between := strings.NewReplacer("\\", "", "`", "", "\r", "", "\n", "", " ", "", "\t", "").Replace(string(f.Src[from:c.Span.Start]))
			if between == "&&" {
				return text.Delete(text.Span{Start: from, End: c.Span.End}), true
			}
		}
	}
	return text.Edit{}, false
}
