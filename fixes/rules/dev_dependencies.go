package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// devDependencies reports dev dependencies that reach a shipped image.
var devDependencies = &fixes.Rule{
	ID: "dev-dependencies", Practice: 2,
	Doc: doc("dev_dependencies.md"), Severity: fixes.Warning, Offers: fixes.Review,
	Check: fixes.Agreed(checkDevDependencies),
}

func checkDevDependencies(p *fixes.Pass) error {
	seen := map[string]bool{}
	for _, t := range p.Production() {
		for _, tree := range launch.DevModules(p, t.Stage) {
			i := tree.Install
			pr, key := launch.ProjectOfInstall(p, i), installs.InstallKey(p, i)
			if len(p.Production()) > 1 {
				key += " " + t.Stage.Name // one image may keep what another can do without
			}
			if seen[key] || !pr.HasDev() || pr.KeepsAll() || i.Manifest == nil && !contextHasDev(p) || installs.OtherBranchFits(p, i) {
				continue
			}
			f := fixes.Finding{Span: devneeds.InstallSpan(i), Key: key, Message: devMessage(i, pr)}
			if err := offerWithoutDev(p, t, tree, pr, &f); err != nil {
				return err
			}
			if same := installs.InstallKey(p, i) + said(&f); !seen[same] {
				seen[key], seen[same] = true, true
				p.Report(f)
			}
		}
	}
	installs.ReportBroughtBack(p)
	reportBunWithDev(p)
	return installs.ReportDeployedDev(p)
}

// said tells findings of one install apart: by the reason, or the edits.
func said(f *fixes.Finding) string {
	if f.Fix != nil {
		return fmt.Sprint(f.Fix.Changes)
	}
	return f.Withheld
}

// contextHasDev reports whether the package.json of the build context, or of one
// of several, has dev dependencies: an install whose project is not certain may be of that one.
func contextHasDev(p *fixes.Pass) bool {
	return slices.ContainsFunc(append(slices.Clone(p.Context().Several), p.Context().Dir), func(dir string) bool { return folderHasDev(p, dir) })
}

// folderHasDev looks at the package.json of a folder and of its workspaces; without
// one there, at those of all packages below.
func folderHasDev(p *fixes.Pass, dir string) bool {
	m, err := p.Repo.Manifest(dir)
	if err != nil || m != nil {
		return err == nil && (&project.Project{P: p, Dir: dir, Manifest: m}).HasDev()
	}
	for _, below := range p.Repo.Packages() {
		if len(below.Dev) > 0 && (dir == "." || strings.HasPrefix(below.Path, dir+"/")) {
			return true
		}
	}
	return false
}

// devMessage names dev dependencies that the install brings. An install of workspaces
// that it chooses brings theirs, and not those of the root.
func devMessage(i *fixes.Install, pr *project.Project) string {
	var names []string
	if pr.Manifest != nil && len(pr.Manifest.Dev) > 0 && !i.Workspaces {
		names = pr.Omitted()
	}
	if len(names) == 0 {
		return fmt.Sprintf("%s installs dev dependencies too, and they are part of the image that is shipped.", launch.InstallName(i))
	}
	if len(names) > 3 {
		names = append(names[:2:2], fmt.Sprintf("%d more", len(names)-2))
	}
	return fmt.Sprintf("%s installs the dev dependencies too (%s), and they are part of the image that is shipped.", launch.InstallName(i), launch.And(names))
}

// offerWithoutDev attaches the flag or the removal, or the reason against both.
func offerWithoutDev(p *fixes.Pass, t *fixes.Target, tree deploy.ModuleTree, pr *project.Project, f *fixes.Finding) (err error) {
	i := tree.Install
	if f.Withheld = installs.UnsureProject(i); f.Withheld != "" {
		return nil
	}
	if i.Command.Conditional {
		f.Withheld = "the install runs under a condition, which may choose between development and production"
		return nil
	}
	if launch.Purpose(t) == "" {
		f.Withheld = "nothing here says what the image runs, so what it needs is not known. Add a CMD"
		return nil
	}
	if f.Withheld, err = devneeds.DevAtRunTime(p, devneeds.AsInstalled(t, pr), pr.Across()); f.Withheld != "" || err != nil {
		return err
	}
	elsewhere, err := installs.NeededElsewhere(p, t, i, pr)
	if err != nil {
		return err
	}
	use := devneeds.DevUseAfter(p, i.Stage, i.Workdir, i.At, i.Command)
	if use != nil || elsewhere != "" || installs.TestsToo(i) || launch.LockedGeneration(p, i) == node.YarnBerry {
		installs.OfferPrune(p, t, tree, pr, elsewhere, f)
		return nil
	}
	for _, keep := range []func(*fixes.Pass, *fixes.Install, *project.Project) string{
		installs.AsksForDev, devneeds.HookNeedsDev, generatesClient, installs.LeavesNothing, broughtAgain, installs.CannotOmit,
	} {
		if f.Withheld = keep(p, i, pr); f.Withheld != "" {
			return nil
		}
	}
	flag := installs.OmitFlag(p, i)
	f.Fix = &fixes.Fix{
		Title: fmt.Sprintf("Install without dev dependencies: %s %s", launch.InstallName(i), flag), Applicability: fixes.Review,
		Changes: []fixes.Change{p.Edit(installs.AddFlag(i, flag))},
	}
	return nil
}

// broughtAgain: a later install of a package by its name brings all that is missing,
// dev dependencies too.
func broughtAgain(p *fixes.Pass, i *fixes.Install, _ *project.Project) string {
	for _, other := range p.Installs(i.Stage) {
		if other.At.Index > i.At.Index && len(other.Packages) > 0 && !other.Global && other.Workdir == i.Workdir && other.Manager == i.Manager && !launch.OmitsDev(p, other) {
			return fmt.Sprintf("%s at line %d brings them again. Add the package to package.json, or say %s there too", launch.InstallName(other), other.At.StartLine, installs.OmitFlag(p, i))
		}
	}
	return ""
}

// generatesClient: the client of Prisma is generated when it is installed, by a
// program that would be missing, unless npm keeps it as a peer of the client.
// Before Prisma 2.16 that was @prisma/cli.
func generatesClient(_ *fixes.Pass, _ *fixes.Install, pr *project.Project) string {
	for _, generator := range []string{"prisma", "@prisma/cli"} {
		if pr.Manifest.Depends("@prisma/client") && !pr.Manifest.DevOnly("@prisma/client") && pr.LeftOut(generator) {
			return fmt.Sprintf("@prisma/client is generated by %s, which is a dev dependency, and no step here generates it. Run npx prisma generate in a build stage and copy node_modules/.prisma, or move %[1]s to dependencies", generator)
		}
	}
	return ""
}
