package fixes

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// inherit takes over from an image that the repository makes itself what its
// Dockerfile sets: user, folder, variables, shell and process. What its steps
// put into the image stays unknown.
func (c *Chain) inherit(up *Chain, process Process) {
	c.Base.User = up.user()
	if up.End.WorkdirKnown {
		c.End.Workdir, c.End.WorkdirKnown = up.End.Workdir, true
	}
	for name, v := range up.End.Env {
		fixed := v.At == nil || !strings.Contains(v.At.Text, "$") // by no argument of its build
		c.End.Env[name] = Variable{Value: v.Value, Known: v.Known && fixed}
	}
	c.End.Shell = up.End.Shell
	if !up.Known || up.Base.Guess || up.Base.Kind == image.Unknown {
		return
	}
	c.Base.Node, c.Base.Shell, c.Base.Bash = up.Base.Node, up.Base.Shell, up.Base.Bash
	if up.Base.Node {
		c.Base.Kind, c.Base.Guess = image.OtherNode, true
	}
	if up.Base.PlatformOwnsProcess() || up.Base.Test() || up.Base.OS == image.WindowsOS {
		c.Base.Kind, c.Base.OS = up.Base.Kind, up.Base.OS
	}
	if !slices.ContainsFunc(up.Steps, changesNode) {
		c.Base.Major, c.Base.Minor, c.Base.NPMMajor = up.Base.Major, up.Base.Minor, up.Base.NPMMajor
	}
	if process.Entrypoint.handsOn() && process.Cmd.Known && !process.Cmd.Shell {
		c.Base.ProcessKnown, c.Base.Entrypoint, c.Base.Cmd = true, process.Entrypoint.Words, process.Cmd.Words
	}
}

// user returns the user that the chain's image leaves, "" when that is not known.
func (c *Chain) user() string {
	at := c.End.UserAt
	switch {
	case at == nil && c.Scratch:
		return "root"
	case at == nil:
		return c.Base.User
	}
	if user, ok := c.Before(at).Expand(at.Args[0].Text); ok {
		return user
	}
	return ""
}

// handsOn reports whether an ENTRYPOINT is that of a known image, or an init
// alone: what is given to it is what runs.
func (c Command) handsOn() bool {
	return c.Known && !c.Shell && (c.At == nil || len(Unwrap(c.Words)) == 0)
}

// nodeChange finds what installs another Node or npm than the base image's.
var nodeChange = pattern.New(`\bnpm@|\b(npm|yarn|pnpm)\s[^;&|]*\bnpm\b\s*($|[;&|])|\bnvm\b|\bfnm\b|\bn\s+(\d|lts|latest)|nodesource|nodejs`)

func changesNode(m Moment) bool {
	return m.Is("RUN") && nodeChange.MatchString(m.Spoken()) || m.Is("COPY") && pathOfNode(m.Instruction)
}

// pathOfNode reports whether a COPY may bring another Node: from another image
// or stage into a folder of programs.
func pathOfNode(i *dockerfile.Instruction) bool {
	return i.Flag("from") != nil && slices.ContainsFunc(i.Args, func(w dockerfile.Word) bool { return programsFolder.MatchString(w.Text) })
}

var programsFolder = pattern.New(`^/$|^/usr(/local)?(/(bin|lib|lib/node_modules))?/?$|/node$`)
