package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// reportNpmrcCopies reports a .npmrc with credentials that is copied into a
// layer: one with a credential written out, or one that is not in the
// repository and is named all the same. A .npmrc that only names a variable
// holds no secret.
func reportNpmrcCopies(p *fixes.Pass) error {
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
			if name = path.Join(name, ".npmrc"); strings.ContainsAny(src, "*?[") || !p.Repo.Exists(name) || p.Ignored(name) {
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
	if named < 0 {
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
	return secretFix(p, buildSecret{id: "npmrc"}, "Mount .npmrc as a build secret", append(edits, edit))
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
