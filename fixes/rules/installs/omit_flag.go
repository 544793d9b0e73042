package installs

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// TestsToo reports whether the command runs the tests when it has installed, which
// need what its flag would leave out.
func TestsToo(i *fixes.Install) bool {
	return i.Verb == node.VerbInstallTest || i.Verb == node.VerbCITest
}

// OmitFlag returns the flag that leaves dev dependencies out.
func OmitFlag(p *fixes.Pass, i *fixes.Install) string {
	switch i.Manager {
	case node.NPM:
		if devneeds.NPMMajor(p, i.Stage, i.At) < 7 {
			return "--only=production"
		}
		return "--omit=dev"
	case node.PNPM:
		return "--prod"
	}
	return "--production"
}

// AsksForDev holds back: somebody wrote that they are wanted.
func AsksForDev(_ *fixes.Pass, i *fixes.Install, _ *project.Project) string {
	for _, a := range i.Command.Assigns {
		if a.Name == "NODE_ENV" && (a.Value.Text == "development" || a.Value.Text == "dev" || a.Value.Text == "test") {
			return fmt.Sprintf("NODE_ENV=%s before the command asks for them. Remove it if nothing needs them", a.Value.Text)
		}
	}
	if !i.IncludeDev {
		return ""
	}
	for _, flag := range i.Flags {
		if flag.Kind == node.IncludeFlag || flag.Kind == node.OmitFlag && !flag.On() {
			return fmt.Sprintf("%s asks for them. Remove it if nothing needs them", i.Command.Words[flag.Index].Text)
		}
	}
	return "the command asks for them"
}

// CannotOmit holds back: how the image's package manager is told is not certain, or the
// words cannot be edited.
func CannotOmit(p *fixes.Pass, i *fixes.Install, _ *project.Project) string {
	if i.Manager == node.NPM && devneeds.NPMMajor(p, i.Stage, i.At) == 0 {
		return fmt.Sprintf("which npm %s has is not known: from 7 on the flag is --omit=dev, before it --only=production", devneeds.BaseName(p, i.Stage))
	}
	if i.Manager.Yarn() && i.Lockfile == "" && !devneeds.ImagesYarn(p, i) {
		return devneeds.GenerationUnknown(p, i)
	}
	if flag, ok := i.Flag(node.LocationFlag); ok {
		return fmt.Sprintf("%s sends it to another folder. Change the folder with WORKDIR instead", flag.Name)
	}
	return wordEditable(i, devneeds.VerbIndex(i))
}
