package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
)

// onbuildBase returns the FROM of a stage on an -onbuild variant of the official
// image, whose ONBUILD instructions copy package.json, run npm install, and copy
// the whole build context; and the image's name.
func onbuildBase(p *fixes.Pass) (at *dockerfile.Instruction, name string) {
	for _, stage := range p.File.Stages {
		c := p.Chain(stage)
		if c.Root == stage && c.Known && c.Base.Kind == image.OfficialNode && c.Base.OnBuild {
			return stage.From, c.Ref.Familiar()
		}
	}
	return nil, ""
}

// reportOnbuildInstall reports the install that an -onbuild base runs.
func reportOnbuildInstall(p *fixes.Pass) {
	at, name := onbuildBase(p)
	if at == nil {
		return
	}
	p.Report(fixes.Finding{
		Span: at.Span, Key: "onbuild",
		Message:  fmt.Sprintf("%s runs npm install in this build, with package.json alone: it follows no lockfile and brings dev dependencies into the image.", name),
		Withheld: "the install stands in the base image. Start from one without -onbuild, and write the COPY and npm ci here",
	})
}

const onbuildCopies = "what the program needs of it is not in this file. Start from an image without -onbuild, and write the COPY here"

// reportOnbuildCopy reports the copy of the whole context that an -onbuild base
// makes, where nothing narrows it.
func reportOnbuildCopy(p *fixes.Pass) {
	at, name := onbuildBase(p)
	if at == nil {
		return
	}
	p.Report(fixes.Finding{
		Span: at.Span, Key: "onbuild",
		Message:  fmt.Sprintf("%s copies the whole build context, and there is no %s: a local node_modules, the git history and .env files get into the image.", name, p.Context().IgnorePath),
		Withheld: onbuildCopies,
	})
}
