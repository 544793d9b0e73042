package rights

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// An Ownership is what a program must be able to write once it is not root.
type Ownership struct {
	folders []ownedFolder
	// written reports that it writes among its own files.
	written bool
	// volumes reports that data of earlier containers may be there.
	volumes bool
	// memory is what compose mounts as a tmpfs.
	memory []mounts.RunVolume
}

// An ownedFolder is a folder that has to belong to the program's user.
type ownedFolder struct {
	path string
	// make: it may not be there yet. all: with what is in it.
	make, all bool
	// since is the step of the chain that makes it.
	since int
	// volume is the VOLUME that has to come behind it, nil for none.
	volume *dockerfile.Instruction
}

// OwnershipOf works out what the target's program writes, or why that is not
// certain.
func OwnershipOf(p *fixes.Pass, t *fixes.Target) (own *Ownership, withheld string, err error) {
	own = &Ownership{}
	if withheld, err = own.addVolumes(p, t); withheld != "" || err != nil {
		return nil, withheld, err
	}
	own.addMade(p, t)
	own.addLower(t)
	own.addConfigured(p, t)
	if where := own.addEngines(p, t); where != "" {
		return nil, fmt.Sprintf(writesEngines, where), nil
	}
	if lost, err := own.addModels(p, t); lost != "" || err != nil {
		return nil, lost, err
	}
	if withheld, err = own.addWritten(p, t); withheld != "" || err != nil {
		return nil, withheld, err
	}
	if cache, built := nextFolder(p, t); cache != "" {
		own.addSince(t, built, ownedFolder{path: cache, make: cache != t.Chain.End.Workdir, all: true})
	}
	own.addBundled(p, t)
	for _, why := range []string{own.closedMemory(p, t), own.leftInTemporary(p, t), own.linksOutside(t), own.closedToOwner(p, t)} {
		if why != "" {
			return nil, why, nil
		}
	}
	if at := slices.IndexFunc(own.folders, func(f ownedFolder) bool { return deploy.InFolder(f.path, "/root") }); at >= 0 {
		return nil, own.folders[at].path + " lies in root's home directory, which no other user may enter", nil
	}
	return own, "", nil
}

// addWritten takes in what the program's sources and packages write, or says why
// another user could not.
func (o *Ownership) addWritten(p *fixes.Pass, t *fixes.Target) (withheld string, err error) {
	w, err := writes.Of(p, t)
	if err != nil {
		return "", err
	}
	if given := writes.DataArgument(t); given != "" && !o.covers(given) && !deploy.InFolder(given, t.Chain.End.Workdir) {
		return fmt.Sprintf("the program is told of %s, which belongs to root", given), nil
	}
	if !w.Beside && slices.ContainsFunc(launch.StartTexts(p, t), launch.StartText.Compiles) {
		w.Beside, w.Why = true, "the program is compiled when it starts"
	}
	if w.Drops != "" {
		return fmt.Sprintf("%s starts as root and gives it up by process.setuid", w.Drops), nil
	}
	for _, place := range w.Outside {
		if why := o.addOutside(p, t, place); why != "" {
			return why, nil
		}
	}
	switch {
	case w.Storage != "" && len(o.folders) == 0:
		return w.Storage, nil
	case w.Storage != "" && !w.Beside:
		w.Beside, w.Why = true, w.Storage
	}
	switch {
	case !w.Beside:
		return "", nil
	case !t.Chain.End.WorkdirKnown:
		return w.Why + ", and its working directory is made of build arguments", nil
	case t.Chain.End.Workdir == "/":
		return w.Why + ", and its working directory is /", nil
	}
	o.addBeside(p, t)
	return "", nil
}

// addBeside takes in the working directory of a program that writes among its own files,
// and the folders in it that a build or a script makes.
func (o *Ownership) addBeside(p *fixes.Pass, t *fixes.Target) {
	o.written = true
	dir := t.Chain.End.Workdir
	if leftToRoot(p, t) {
		o.folders = append(o.folders, ownedFolder{path: dir, all: true})
		o.addSettings(p, t)
		return
	}
	o.add(t, ownedFolder{path: dir})
	if built, step := programBuiltIn(p, t); built != "" {
		o.addSince(t, step, ownedFolder{path: built, make: true, all: true})
	}
	folders, step := foldersBuilt(p, t)
	for _, folder := range folders {
		o.addSince(t, step, ownedFolder{path: folder, make: true, all: true})
	}
	o.addScripted(p, t)
	o.addSettings(p, t)
}

// addOutside takes in a path beside the working directory that the program writes
// to, or says to whom it belongs.
func (o *Ownership) addOutside(p *fixes.Pass, t *fixes.Target, place writes.Place) (withheld string) {
	if o.covers(place.Path) {
		return ""
	}
	if at := mounts.OpenFolder(p, t, place.Path); at != "" { // made in the image too, for those who mount nothing there
		o.add(t, ownedFolder{path: at, make: true})
	}
	switch {
	case o.covers(place.Path):
		return ""
	case place.Unsure:
		return fmt.Sprintf("%s names %s for its files, which belongs to root", place.File, place.Path)
	}
	return fmt.Sprintf("%s writes to %s, which belongs to root", place.File, place.Path)
}

// addBundled takes in where a program writes its compiled configuration when it
// starts: the working directory, or a folder that the build left to root.
func (o *Ownership) addBundled(p *fixes.Pass, t *fixes.Target) {
	if !slices.ContainsFunc(launch.StartTexts(p, t), func(s launch.StartText) bool { return configBundler.MatchString(s.Text) }) {
		return
	}
	o.written = true
	for _, f := range []ownedFolder{{path: t.Chain.End.Workdir}, {path: path.Join(t.Chain.End.Workdir, "node_modules/.vite-temp"), make: true, all: true}} {
		if !slices.ContainsFunc(o.folders, func(known ownedFolder) bool { return known.path == f.path }) && !writes.Chowned(t.Chain, f.path) {
			o.folders = append(o.folders, f)
		}
	}
}

// add takes a folder in, once, unless the file gives it to the user already.
func (o *Ownership) add(t *fixes.Target, f ownedFolder) { o.addSince(t, 0, f) }

// ownersOf returns the users to whom a chown gives what the program may write: the one that
// the file makes and gives its folder to, or the node user.
func ownersOf(t *fixes.Target) []string {
	if u := findGivenUser(t.Chain); u != nil {
		return []string{u.name}
	}
	return []string{"node", "1000"}
}

// addSince takes a folder in that a step of the chain makes: a chown before the step does
// not reach what the step leaves to root.
func (o *Ownership) addSince(t *fixes.Target, step int, f ownedFolder) {
	f.since = step
	behind := *t.Chain
	behind.Steps = behind.Steps[step:]
	if writes.ChownedTo(&behind, f.path, ownersOf(t)...) {
		return
	}
	dir := t.Chain.End.Workdir
	for n, known := range o.folders {
		switch {
		case known.path == f.path && (known.all || !f.all):
			return
		case !deploy.InFolder(f.path, known.path) || f.path == dir:
		case known.all || !f.all:
			return
		case known.path != dir && (known.volume == nil || known.volume.Index > t.Chain.Steps[step].Index):
			o.folders[n].all = true
			return
		}
	}
	o.folders = append(o.folders, f)
}

// covers reports whether a path lies in one of the folders, or in memory.
func (o *Ownership) covers(name string) bool {
	return slices.ContainsFunc(o.memory, func(v mounts.RunVolume) bool { return deploy.InFolder(name, path.Clean(v.Target)) }) || slices.ContainsFunc(o.folders, func(f ownedFolder) bool { return deploy.InFolder(name, f.path) })
}

// UserNotes says what a reviewer of the change of user has to know.
func UserNotes(p *fixes.Pass, t *fixes.Target, own *Ownership, user RunUser) ([]string, error) {
	var notes []string
	number := user.Number
	if own.volumes {
		notes = append(notes, fmt.Sprintf("A volume that exists already keeps the owner of its files. Give them to the new user once, as in chown -R %s on the volume.", cmp.Or(number, "1000:1000")))
	}
	if port := cmp.Or(mounts.LowPort(t), codePort(p, t)); port != "" {
		notes = append(notes, fmt.Sprintf("The program listens on port %s. Docker since 20.10 lets any user do so below 1024; some Kubernetes clusters do not.", port))
	}
	manifests, err := p.Repo.Select(asksForNumber)
	if err != nil {
		return nil, err
	}
	if len(manifests) > 0 && user.Name == "node" {
		notes = append(notes, fmt.Sprintf("%s asks for runAsNonRoot, and Kubernetes cannot tell from a name that it is not root. Give the pod runAsUser: 1000, or set user: numeric in .github/nodedock.yml.", manifests[0]))
	}
	return notes, nil
}

// asksForNumber are manifests whose pods must not run as root, and that leave the
// user to the image
// (https://kubernetes.io/docs/tasks/configure-pod-container/security-context/).
var asksForNumber = &fixes.Selection{
	Named: fixes.DeploysPods,
	Holds: pattern.New(`(?m)^\s*-?\s*["']?runAsNonRoot["']?:\s*true\b`).Needs("runAsNonRoot"),
	Fits:  func(text string) bool { return !strings.Contains(text, "runAsUser") },
}
