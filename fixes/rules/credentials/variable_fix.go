package credentials

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/secret"
	"github.com/nodedock/nodedock/fixes/text"
)

// ReportVariable reports a variable that leaves a secret in the image, and
// offers to mount the secret where it is needed.
func ReportVariable(p *fixes.Pass, v *Variable) error {
	d := v.At()
	f := fixes.Finding{Span: d.At.Span, Key: v.name}
	if d.Name.Located {
		f.Span = d.Name.Span
	}
	switch {
	case d.HasValue && secret.Issued(d.Value.Text):
		f.Severity = fixes.Error
		f.Message = fmt.Sprintf("The value of %s is written out here and stays in the image. Whoever can read this repository or pull the image has it: revoke it.", v.name)
	case d.At.Is("ENV"):
		f.Message = fmt.Sprintf("ENV %s stays in the image: whoever can pull it can read the value.", v.name)
	case d.HasValue && d.Value.Text != "":
		f.Message = fmt.Sprintf("The value of %s is written into this file and into the history of the image.", v.name)
	default:
		f.Message = fmt.Sprintf("The build argument %s is kept in the history of the image with every step behind it: whoever can pull it can read the value.", v.name)
	}
	var err error
	f.Fix, f.Withheld, err = mountVariable(p, v)
	p.Report(f)
	return err
}

// mountVariable offers the secret as a mount in place of the argument.
func mountVariable(p *fixes.Pass, v *Variable) (fix *fixes.Fix, withheld string, err error) {
	if withheld = v.onlyArgument(p); withheld != "" {
		return nil, withheld, nil
	}
	fromNpmrc, err := npmrcVariables(p)
	if err != nil {
		return nil, "", err
	}
	s := buildSecret{id: strings.ToLower(v.name), variable: v.name, argument: v.name}
	var edits []text.Edit
	for _, d := range v.declared {
		edits = append(edits, removal(p.File, d.At))
		if d.At.Stage == nil {
			continue
		}
		users := runsUsing(d.At, v.name)
		if writer := leavesNpmrc(p, users); writer != nil {
			if len(users) > 1 || v.stages() > 1 {
				return nil, fmt.Sprintf("line %d writes it into a file that stays in a layer, and other steps use it too", writer.StartLine), nil
			}
			s = buildSecret{id: "npmrc", argument: v.name}
			more, withheld := replaceWrittenNpmrc(p, writer)
			if withheld != "" {
				return nil, withheld, nil
			}
			edits = append(edits, more...)
			continue
		}
		if slices.Contains(fromNpmrc, v.name) {
			for _, i := range runsBehind(d.At) {
				if runsScript(i, d.At.Stage.ShellAt(i)) && !slices.Contains(users, i) {
					return nil, fmt.Sprintf("line %d runs a script, and whether that needs %s is not known", i.StartLine, v.name), nil
				}
				if usesPackages(i, d.At.Stage.ShellAt(i)) && !slices.Contains(users, i) {
					users = append(users, i)
				}
			}
		}
		if len(users) == 0 {
			return nil, fmt.Sprintf("no step names %s, so which of them reads it is not certain. Give it to that step with RUN --mount=type=secret,id=%s,env=%s", v.name, s.id, v.name), nil
		}
		for _, i := range users {
			if withheld := keeps(i, v.name); withheld != "" {
				return nil, withheld, nil
			}
			if !hasSecret(i, s.id) {
				edits = append(edits, mountEdit(i, fmt.Sprintf("--mount=type=secret,id=%s,env=%s,required=true", s.id, v.name)))
			}
		}
	}
	return secretFix(p, s, "Mount "+v.name+" as a build secret", edits)
}

// stages counts the declarations that belong to a stage.
func (v *Variable) stages() int {
	n := 0
	for _, d := range v.declared {
		if d.At.Stage != nil {
			n++
		}
	}
	return n
}

// secretFix puts a fix together with the lines that have to change elsewhere.
func secretFix(p *fixes.Pass, s buildSecret, title string, edits []text.Edit) (*fixes.Fix, string, error) {
	need, withheld := mountsNeed(p.File, s.variable != "")
	if name := withoutMounts(p); name != "" {
		withheld = name + " builds with Kaniko, which has no mounts"
	}
	if withheld != "" {
		return nil, withheld, nil
	}
	notes, err := s.callers(p, edits)
	if err != nil {
		return nil, "", err
	}
	if need != "" {
		notes = append(notes, need)
	}
	return &fixes.Fix{Title: title, Applicability: fixes.OnRequest, Changes: []fixes.Change{p.Edit(edits...)}, Notes: notes}, "", nil
}

// onlyArgument returns why the variable is more than an argument that RUNs use.
func (v *Variable) onlyArgument(p *fixes.Pass) string {
	for _, d := range v.declared {
		switch {
		case d.At.Is("ENV") && strings.Contains(d.Value.Text, "$"):
			return fmt.Sprintf("line %d hands it to the container as well, and whether the program reads it there is not known. Where only the build needs it, remove that ENV", d.At.StartLine)
		case d.At.Is("ENV"):
			return fmt.Sprintf("line %d gives it a value. Give it to the container when it starts (environment in compose, -e), or to the step that needs it with RUN --mount=type=secret", d.At.StartLine)
		case d.HasValue && d.Value.Text != "":
			return fmt.Sprintf("line %d has a default value, and a build may rely on it", d.At.StartLine)
		case !d.alone:
			return fmt.Sprintf("line %d declares other arguments too", d.At.StartLine)
		}
	}
	for _, i := range p.File.Instructions {
		own := slices.ContainsFunc(v.declared, func(d declaration) bool { return d.At == i })
		if !own && !i.Is("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK") && usesVariable(i, v.name) {
			return fmt.Sprintf("line %d uses it too, in %s", i.StartLine, i.Keyword)
		}
	}
	return ""
}

var (
	redirect  = pattern.New(`>>?\s*["']?([^\s"'&|;<>]+)`)
	forgets   = pattern.New(`\b(npm|pnpm)\s+(config\s+(delete|rm)|logout)\b`)
	gitConfig = pattern.New(`\bgit\s+(config|clone|remote|submodule)\b|insteadOf`)
)

// keeps returns why a step that gets the secret leaves it in its layer all the
// same.
func keeps(i *dockerfile.Instruction, name string) string {
	quoted := regexp.MustCompile(`'[^'\n]*\$\{?` + regexp.QuoteMeta(name) + `\b[^'\n]*'`)
	switch {
	case gitConfig.MatchString(i.Spoken()) && usesVariable(i, name):
		return fmt.Sprintf("line %d gives it to git, which keeps it in its configuration", i.StartLine)
	case quoted.MatchString(i.Text):
		return fmt.Sprintf("line %d writes the name of the variable, and which later steps read its value is not certain", i.StartLine)
	}
	for _, m := range redirect.FindAllStringSubmatch(i.Text, -1) {
		if m[1] != "/dev/null" && !strings.HasSuffix(m[1], ".npmrc") && usesVariable(i, name) {
			return fmt.Sprintf("line %d may write it into %s, which stays in the layer", i.StartLine, m[1])
		}
	}
	return ""
}

// leavesNpmrc returns the step that writes a .npmrc and does not remove it
// again, nil when there is none.
func leavesNpmrc(_ *fixes.Pass, users []*dockerfile.Instruction) *dockerfile.Instruction {
	for _, i := range users {
		shell := i.Stage.ShellAt(i)
		if _, writes := npmrcWritten(i, shell); writes && len(removesNpmrc(i, shell)) == 0 && !forgets.MatchString(i.Text) {
			return i
		}
	}
	return nil
}
