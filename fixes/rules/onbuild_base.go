package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// reportOnbuildInstall reports the install that an -onbuild base runs.
func reportOnbuildInstall(p *fixes.Pass) {
	at, name := launch.OnbuildBase(p)
	if at == nil {
		return
	}
	p.Report(fixes.Finding{
		Span: at.Span, Key: "onbuild",
		Message:  fmt.Sprintf("%s runs npm install in this build, with package.json alone: it follows no lockfile and brings dev dependencies into the image.", name),
		Withheld: "the install stands in the base image. Start from one without -onbuild, and write the COPY and npm ci here",
	})
}

// reportOnbuildCopy reports the copy of the whole context that an -onbuild base
// makes, where nothing narrows it.
func reportOnbuildCopy(p *fixes.Pass) {
	at, name := launch.OnbuildBase(p)
	if at == nil {
		return
	}
	p.Report(fixes.Finding{
		Span: at.Span, Key: "onbuild",
		Message:  fmt.Sprintf("%s copies the whole build context, and there is no %s: a local node_modules, the git history and .env files get into the image.", name, p.Context().IgnorePath),
		Withheld: ignores.OnbuildCopies,
	})
}
