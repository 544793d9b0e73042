package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
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
		for _, tree := range devModules(p, t.Stage) {
			i := tree.install
			pr, key := projectOfInstall(p, i), installKey(p, i)
			if len(p.Production()) > 1 {
				key += " " + t.Stage.Name // one image may keep what another can do without
			}
			if seen[key] || !pr.hasDev() || pr.keepsAll() || i.Manifest == nil && !contextHasDev(p) || otherBranchFits(p, i) {
				continue
			}
			f := fixes.Finding{Span: installSpan(i), Key: key, Message: devMessage(i, pr)}
			if err := offerWithoutDev(p, t, tree, pr, &f); err != nil {
				return err
			}
			if same := installKey(p, i) + said(&f); !seen[same] {
				seen[key], seen[same] = true, true
				p.Report(f)
			}
		}
	}
	reportBunWithDev(p)
	return reportDeployedDev(p)
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
		return err == nil && (&project{p: p, dir: dir, manifest: m}).hasDev()
	}
	for _, below := range p.Repo.Packages() {
		if len(below.Dev) > 0 && (dir == "." || strings.HasPrefix(below.Path, dir+"/")) {
			return true
		}
	}
	return false
}

func devMessage(i *fixes.Install, pr *project) string {
	if pr.manifest == nil || len(pr.manifest.Dev) == 0 {
		return fmt.Sprintf("%s installs dev dependencies too, and they are part of the image that is shipped.", installName(i))
	}
	names := pr.omitted()
	if len(names) > 3 {
		names = append(names[:2:2], fmt.Sprintf("%d more", len(names)-2))
	}
	return fmt.Sprintf("%s installs the dev dependencies too (%s), and they are part of the image that is shipped.", installName(i), and(names))
}

// offerWithoutDev attaches the flag or the removal, or the reason against both.
func offerWithoutDev(p *fixes.Pass, t *fixes.Target, tree moduleTree, pr *project, f *fixes.Finding) (err error) {
	i := tree.install
	if f.Withheld = unsureProject(i); f.Withheld != "" {
		return nil
	}
	if i.Command.Conditional {
		f.Withheld = "the install runs under a condition, which may choose between development and production"
		return nil
	}
	if purpose(t) == "" {
		f.Withheld = "nothing here says what the image runs, so what it needs is not known. Add a CMD"
		return nil
	}
	if f.Withheld, err = devAtRunTime(p, asInstalled(t, pr), pr.across()); f.Withheld != "" || err != nil {
		return err
	}
	elsewhere, err := neededElsewhere(p, t, i, pr)
	if err != nil {
		return err
	}
	use := devUseAfter(p, i.Stage, i.Workdir, i.At, i.Command)
	if use != nil || elsewhere != "" || testsToo(i) || lockedGeneration(p, i) == node.YarnBerry {
		offerPrune(p, t, tree, pr, elsewhere, f)
		return nil
	}
	for _, keep := range []func(*fixes.Pass, *fixes.Install, *project) string{
		asksForDev, hookNeedsDev, generatesClient, leavesNothing, broughtAgain, cannotOmit,
	} {
		if f.Withheld = keep(p, i, pr); f.Withheld != "" {
			return nil
		}
	}
	flag := omitFlag(p, i)
	f.Fix = &fixes.Fix{
		Title: fmt.Sprintf("Install without dev dependencies: %s %s", installName(i), flag), Applicability: fixes.Review,
		Changes: []fixes.Change{p.Edit(addFlag(i, flag))},
	}
	return nil
}

// testsToo reports whether the command runs the tests when it has installed, which
// need what its flag would leave out.
func testsToo(i *fixes.Install) bool {
	return i.Verb == node.VerbInstallTest || i.Verb == node.VerbCITest
}

// omitFlag returns the flag that leaves dev dependencies out.
func omitFlag(p *fixes.Pass, i *fixes.Install) string {
	switch i.Manager {
	case node.NPM:
		if npmMajor(p, i.Stage, i.At) < 7 {
			return "--only=production"
		}
		return "--omit=dev"
	case node.PNPM:
		return "--prod"
	}
	return "--production"
}

// lockedGeneration returns the manager of an install with the generations of
// Yarn told apart by the lockfile.
func lockedGeneration(p *fixes.Pass, i *fixes.Install) node.Manager {
	if i.Manager.Yarn() && i.Lockfile != "" {
		if lock, err := p.Repo.Lockfile(i.Lockfile); err == nil && lock != nil {
			return lock.Manager
		}
	}
	return i.Manager
}

// asksForDev: somebody wrote that they are wanted.
func asksForDev(_ *fixes.Pass, i *fixes.Install, _ *project) string {
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

// broughtAgain: a later install of a package by its name brings all that is missing,
// dev dependencies too.
func broughtAgain(p *fixes.Pass, i *fixes.Install, _ *project) string {
	for _, other := range p.Installs(i.Stage) {
		if other.At.Index > i.At.Index && len(other.Packages) > 0 && !other.Global && other.Workdir == i.Workdir && other.Manager == i.Manager && !omitsDev(p, other) {
			return fmt.Sprintf("%s at line %d brings them again. Add the package to package.json, or say %s there too", installName(other), other.At.StartLine, omitFlag(p, i))
		}
	}
	return ""
}

// generatesClient: the client of Prisma is generated when it is installed, by a
// program that would be missing, unless npm keeps it as a peer of the client.
// Before Prisma 2.16 that was @prisma/cli.
func generatesClient(_ *fixes.Pass, _ *fixes.Install, pr *project) string {
	for _, generator := range []string{"prisma", "@prisma/cli"} {
		if pr.manifest.Depends("@prisma/client") && !pr.manifest.DevOnly("@prisma/client") && pr.leftOut(generator) {
			return fmt.Sprintf("@prisma/client is generated by %s, which is a dev dependency, and no step here generates it. Run npx prisma generate in a build stage and copy node_modules/.prisma, or move %[1]s to dependencies", generator)
		}
	}
	return ""
}

// cannotOmit: how the image's package manager is told is not certain, or the
// words cannot be edited.
func cannotOmit(p *fixes.Pass, i *fixes.Install, _ *project) string {
	if i.Manager == node.NPM && npmMajor(p, i.Stage, i.At) == 0 {
		return fmt.Sprintf("which npm %s has is not known: from 7 on the flag is --omit=dev, before it --only=production", baseName(p, i.Stage))
	}
	if i.Manager.Yarn() && i.Lockfile == "" && !imagesYarn(p, i) {
		return "without yarn.lock it is not known which generation of Yarn this is"
	}
	if flag, ok := i.Flag(node.LocationFlag); ok {
		return fmt.Sprintf("%s sends it to another folder. Change the folder with WORKDIR instead", flag.Name)
	}
	return wordEditable(i, verbIndex(i))
}
