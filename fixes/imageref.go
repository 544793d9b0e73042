package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/text"
)

// An ImageRef is a place in a Dockerfile that names an image of a registry: in
// FROM, COPY --from= or RUN --mount=from=. Stage names, stage numbers and
// "scratch" are none.
type ImageRef struct {
	At   *dockerfile.Instruction
	Text string // as written
	// Ref is the image that is meant, with the defaults of global ARGs filled
	// in; Err says why that is not possible.
	Ref image.Ref
	Err error
	// Args are the ARGs that the reference is made of; none when it is literal.
	Args []string
	// Span is the reference's place. Located reports whether it is certain,
	// so that parts of Ref can be edited at Span.Start plus their offset.
	Span    text.Span
	Located bool
}

// Literal reports whether the reference is written out, without variables.
func (r *ImageRef) Literal() bool { return len(r.Args) == 0 }

// Part returns the place of a part of a literal reference in the file.
func (r *ImageRef) Part(s text.Span) text.Span {
	return text.Span{Start: r.Span.Start + s.Start, End: r.Span.Start + s.End}
}

// ImageRefs returns the images that the Dockerfile names, in file order.
func (p *Pass) ImageRefs() []*ImageRef {
	var out []*ImageRef
	for _, stage := range p.File.Stages {
		if parent, _ := p.parent(stage); parent == nil {
			out = appendRef(out, p.imageRef(stage.From, stage.Base.Raw, stage.Base.Text, stage.Base.Span, stage.Base.Located))
		}
		for _, i := range stage.Instructions {
			if f := i.Flag("from"); f != nil && i.Is("COPY", "ADD") && p.File.StageRef(i, f.Value) == nil {
				out = appendRef(out, p.imageRef(i, f.Value, f.Value, f.ValueSpan, f.Word.Located))
			}
			for n := range i.Flags {
				if i.Flags[n].Name == "mount" {
					out = appendRef(out, p.mountRef(i, &i.Flags[n]))
				}
			}
		}
	}
	return out
}

func appendRef(out []*ImageRef, r *ImageRef) []*ImageRef {
	if r == nil {
		return out
	}
	return append(out, r)
}

// imageRef reads one reference; nil when it names no image of a registry.
func (p *Pass) imageRef(at *dockerfile.Instruction, raw, name string, span text.Span, located bool) *ImageRef {
	r := &ImageRef{At: at, Text: raw, Span: span, Located: located && raw == name}
	value, args, complete := p.File.Expand(name)
	r.Args = args
	switch {
	case image.IsScratch(value) || isNumber(value) || p.namedContext(value):
		return nil
	case !complete:
		r.Err = errUnresolved
		return r
	}
	r.Ref, r.Err = image.Parse(value)
	return r
}

// namedContext reports whether a build passes a further context of that name:
// it hides the image.
func (p *Pass) namedContext(name string) bool {
	return slices.ContainsFunc(p.Context().Builds, func(b builds.Build) bool { return slices.Contains(b.Named, name) })
}

// errUnresolved says that an ARG of a reference has no default.
var errUnresolved = &unresolvedError{}

type unresolvedError struct{}

func (*unresolvedError) Error() string { return "the image is chosen by whoever builds it" }

// mountRef reads the from= of a RUN --mount.
func (p *Pass) mountRef(i *dockerfile.Instruction, f *dockerfile.Flag) *ImageRef {
	at := 0
	for _, part := range strings.Split(f.Value, ",") {
		if name, ok := strings.CutPrefix(part, "from="); ok && p.File.StageRef(i, name) == nil {
			start := f.ValueSpan.Start + at + len("from=")
			return p.imageRef(i, name, name, text.Span{Start: start, End: start + len(name)}, f.Word.Located)
		}
		at += len(part) + 1
	}
	return nil
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
