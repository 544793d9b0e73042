package credentials

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/dockerignore"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/text"
)

// ReportNpmrcCopies reports a .npmrc with credentials that is copied into a
// layer: one with a credential written out, or one that is not in the
// repository and is named all the same. A .npmrc that only names a variable
// holds no secret.
func ReportNpmrcCopies(p *fixes.Pass) error {
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			c, ok := p.ReadCopy(m)
			if m.Stage != stage || !ok || !c.Context() {
				continue
			}
			if err := reportNpmrcCopy(p, m, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func reportNpmrcCopy(p *fixes.Pass, m fixes.Moment, c *fixes.Copy) error {
	named, which := -1, ""
	for n, src := range c.Sources {
		name := path.Join(p.Context().Dir, path.Join("/", src))
		if path.Base(src) != ".npmrc" {
			if name = brings(name); name == "" || !p.Repo.Exists(name) || p.Ignored(name) {
				continue
			}
		}
		committed, literal, err := npmrcIn(p, name)
		if err != nil {
			return err
		}
		if literal {
			p.Report(fixes.Finding{
				Span: m.Span, Key: name, Severity: fixes.Error,
				Message:  fmt.Sprintf("%s has a credential written out, and this puts it into a layer of the image. Whoever can read this repository or pull the image has it: revoke it.", name),
				Withheld: "a credential that was in a repository must be replaced by whoever owns it. Name a variable in its place, such as ${NPM_TOKEN}, and mount its value: RUN --mount=type=secret",
			})
			return nil
		}
		if path.Base(src) == ".npmrc" && !committed {
			named, which = n, name
		}
	}
	if named < 0 || p.Context().Uncertain != "" && someNpmrc(p) {
		return nil
	}
	f := fixes.Finding{Span: m.Span, Key: which, Message: fmt.Sprintf("%s is not in the repository, as one with credentials, and this puts it into a layer of the image.", which)}
	if line := removedAt(m.Instruction); line > 0 {
		f.Message += fmt.Sprintf(" Its removal in line %d leaves it in the layer below.", line)
	}
	var err error
	f.Fix, f.Withheld, err = mountCopied(p, m, c, named)
	p.Report(f)
	return err
}

// brings returns the .npmrc that a source brings which does not name it: the
// one of a folder, or one that a pattern matches; "" for other patterns.
func brings(source string) string {
	if !strings.ContainsAny(source, "*?[") {
		return path.Join(source, ".npmrc")
	}
	if ok, err := path.Match(path.Base(source), ".npmrc"); err == nil && ok {
		return path.Join(path.Dir(source), ".npmrc")
	}
	return ""
}

// someNpmrc reports whether there is a .npmrc anywhere, so that the one that a
// context holds may be it.
func someNpmrc(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.Repo.Files(), func(name string) bool { return path.Base(name) == ".npmrc" })
}

// removedAt returns the line of the next RUN that removes a .npmrc.
func removedAt(at *dockerfile.Instruction) int {
	for _, i := range runsBehind(at) {
		if len(removesNpmrc(i, i.Stage.ShellAt(i))) > 0 {
			return i.StartLine
		}
	}
	return 0
}

// mountCopied offers to mount the file in the steps that read it.
func mountCopied(p *fixes.Pass, m fixes.Moment, c *fixes.Copy, named int) (fix *fixes.Fix, withheld string, err error) {
	if !c.Known {
		return nil, "where the file is copied to is not known", nil
	}
	for _, other := range p.File.Instructions {
		if from := other.Flag("from"); from != nil && strings.Contains(other.Text, ".npmrc") {
			return nil, fmt.Sprintf("line %d copies the file on", other.StartLine), nil
		}
	}
	target := c.Dest
	if c.Dir {
		target = path.Join(c.Dest, ".npmrc")
	}
	edit, ok := withoutSource(p.File, m.Instruction, c, named)
	if !ok {
		return nil, "the place of .npmrc in the line is not certain", nil
	}
	edits, withheld := mountNpmrc(p, m.Instruction, target)
	if withheld != "" {
		return nil, withheld, nil
	}
	fix, withheld, err = secretFix(p, buildSecret{id: "npmrc"}, "Mount .npmrc as a build secret", append(edits, edit))
	if fix != nil {
		keepOutside(p, fix)
	}
	return fix, withheld, err
}

// keepOutside adds .npmrc to the ignore file, when a COPY of everything would
// bring the file along all the same.
func keepOutside(p *fixes.Pass, fix *fixes.Fix) {
	at, context := ignores.WholeContext(p.File), p.Context()
	if at == nil || p.Ignored(path.Join(context.Dir, ".npmrc")) {
		return
	}
	evidence, err := p.Repo.Builds()
	if err == nil && context.Ignore != nil && context.Uncertain == "" && len(evidence.Sharing(context.Dir)) < 2 {
		if edit := dockerignore.Append(context.Ignore, []string{".npmrc"}); edit.New != "" {
			fix.Changes = append(fix.Changes, fixes.Change{Path: context.IgnorePath, Edits: []text.Edit{edit}})
			return
		}
	}
	fix.Notes = append(fix.Notes, fmt.Sprintf("Line %d copies the whole context: add .npmrc to %s, or the file gets into the image that way.", at.StartLine, context.IgnorePath))
}

// withoutSource takes one source out of a COPY, or the whole COPY when it has
// no other.
func withoutSource(f *dockerfile.File, i *dockerfile.Instruction, c *fixes.Copy, named int) (text.Edit, bool) {
	if len(c.Sources) == 1 {
		return removal(f, i), true
	}
	word, next := i.Args[named], i.Args[named+1]
	if i.Exec || !word.Located || !next.Located || len(i.Args) < 4 && !strings.HasSuffix(i.Args[len(i.Args)-1].Text, "/") && !strings.HasSuffix(i.Args[len(i.Args)-1].Text, ".") {
		return text.Edit{}, false
	}
	if strings.Trim(string(f.Src[word.Span.End:next.Span.Start]), " \t") != "" {
		return text.Edit{}, false // the words stand on several lines
	}
	return text.Delete(text.Span{Start: word.Span.Start, End: next.Span.Start}), true
}
