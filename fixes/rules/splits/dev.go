package splits

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// DropDev removes dev dependencies at the end of the build.
func (s *Split) DropDev() (withheld string, err error) {
	var trees []deploy.ModuleTree
	for _, tree := range launch.DevModules(s.P, s.Stage) {
		if tree.From == nil && launch.ProjectOfInstall(s.P, tree.Install).HasDev() {
			trees = append(trees, tree)
		}
	}
	if len(trees) == 0 {
		return "", nil
	}
	tree := trees[0]
	i, pr := tree.Install, launch.ProjectOfInstall(s.P, tree.Install)
	switch {
	case len(trees) > 1:
		return "dev dependencies are installed in more than one folder. Remove them in each after its build", nil
	case i.Manifest == nil:
		return i.Unread.Or(fmt.Sprintf("which package.json the install at line %d works on is not certain", i.At.StartLine)), nil
	}
	if withheld, err = devneeds.DevAtRunTime(s.P, devneeds.AsInstalled(s.Target, pr), pr); withheld != "" || err != nil {
		return withheld, err
	}
	command, withheld := devneeds.PruneCommand(s.P, s.Target, i, pr)
	if withheld == "" {
		withheld = devneeds.UnfitPlace(s.P, devneeds.PrunePlace{Stage: s.Stage, Dir: tree.Dir, After: s.cut}, i)
	}
	s.prune = s.keyword("RUN") + " " + command
	return withheld, nil
}

// splitLineStart returns where the line of an offset begins.
func splitLineStart(f *dockerfile.File, offset int) int { return f.Start(f.Position(offset).Line) }
