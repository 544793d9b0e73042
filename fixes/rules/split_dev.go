package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// dropDev removes dev dependencies at the end of the build.
func (s *split) dropDev() (withheld string, err error) {
	var trees []moduleTree
	for _, tree := range devModules(s.p, s.stage) {
		if tree.from == nil && projectOfInstall(s.p, tree.install).hasDev() {
			trees = append(trees, tree)
		}
	}
	if len(trees) == 0 {
		return "", nil
	}
	tree := trees[0]
	i, pr := tree.install, projectOfInstall(s.p, tree.install)
	switch {
	case len(trees) > 1:
		return "dev dependencies are installed in more than one folder. Remove them in each after its build", nil
	case i.Manifest == nil:
		return fmt.Sprintf("which package.json the install at line %d works on is not certain", i.At.StartLine), nil
	}
	if withheld, err = devAtRunTime(s.p, asInstalled(s.target, pr), pr); withheld != "" || err != nil {
		return withheld, err
	}
	command, withheld := pruneCommand(s.p, s.target, i, pr)
	if withheld == "" {
		withheld = unfitPlace(s.p, prunePlace{s.stage, tree.dir, s.cut}, i)
	}
	s.prune = s.keyword("RUN") + " " + command
	return withheld, nil
}

// splitLineStart returns where the line of an offset begins.
func splitLineStart(f *dockerfile.File, offset int) int { return f.Start(f.Position(offset).Line) }
