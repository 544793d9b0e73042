package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// An ownership is what a program must be able to write once it is not root.
type ownership struct {
	folders []ownedFolder
	// written reports that it writes among its own files.
	written bool
	// volumes reports that data of earlier containers may be there.
	volumes bool
}

// An ownedFolder is a folder that has to belong to the program's user.
type ownedFolder struct {
	path string
	// make: it may not be there yet. all: with what is in it.
	make, all bool
	// volume is the VOLUME that has to come behind it, nil for none.
	volume *dockerfile.Instruction
}

// ownershipOf works out what the target's program writes, or why that is not
// certain.
func ownershipOf(p *fixes.Pass, t *fixes.Target) (own *ownership, withheld string, err error) {
	own = &ownership{}
	if withheld, err = own.addVolumes(p, t); withheld != "" || err != nil {
		return nil, withheld, err
	}
	own.addMade(t)
	own.addConfigured(t)
	w, err := writesOf(p, t)
	if err != nil {
		return nil, "", err
	}
	dir := t.Chain.End.Workdir
	switch {
	case w.outside != "" && !own.covers(w.outside):
		return nil, fmt.Sprintf("%s writes to %s, which belongs to root", w.file, w.outside), nil
	case w.storage != "" && len(own.folders) == 0:
		return nil, w.storage, nil
	case w.storage != "" && !w.beside:
		w.beside, w.why = true, w.storage
	}
	switch {
	case w.beside && (dir == "/" || !t.Chain.End.WorkdirKnown):
		return nil, fmt.Sprintf("%s, and its working directory is %s", w.why, dir), nil
	case w.beside:
		own.written = true
		own.add(t, ownedFolder{path: dir})
	}
	if cache := nextFolder(t); cache != "" {
		own.add(t, ownedFolder{path: cache, make: true, all: true})
	}
	return own, "", nil
}

// add takes a folder in, once, unless the file gives it to the user already.
func (o *ownership) add(t *fixes.Target, f ownedFolder) {
	if o.covers(f.path) && f.path != t.Chain.End.Workdir || chowned(t.Chain, f.path) {
		return
	}
	o.folders = append(o.folders, f)
}

// covers reports whether a path lies in one of the folders.
func (o *ownership) covers(name string) bool {
	return slices.ContainsFunc(o.folders, func(f ownedFolder) bool { return inFolder(name, f.path) })
}

// addVolumes takes in what VOLUME and compose mount. A volume gets the owner
// that its folder has in the image.
func (o *ownership) addVolumes(p *fixes.Pass, t *fixes.Target) (withheld string, err error) {
	for _, m := range t.Chain.Steps {
		if !m.Is("VOLUME") {
			continue
		}
		for _, w := range m.Args {
			name, ok := m.Scene.Expand(w.Text)
			user, known := userBefore(p, t.Chain, m.Scene)
			if !ok || !known || !meansRoot(user) {
				return fmt.Sprintf("who owns the VOLUME %s is not certain", w.Text), nil
			}
			o.volumes = true
			o.add(t, ownedFolder{path: m.Scene.Abs(name), make: true, volume: m.Instruction})
		}
	}
	mounts, err := volumesOf(p, t)
	if err != nil {
		return "", err
	}
	for _, v := range mounts {
		if why := hostMount(v); why != "" {
			return why, nil
		}
		if !v.Bind && path.IsAbs(v.Target) && path.Base(v.Target) != "node_modules" {
			o.volumes = o.volumes || v.Source != ""
			o.add(t, ownedFolder{path: path.Clean(v.Target), make: true})
		}
	}
	return "", nil
}

// dataVariable finds names of variables that say where a program keeps data.
var dataVariable = regexp.MustCompile(`(?i)^([a-z0-9]+_)*(data|db|database|storage|uploads?|media|logs?|state|content)_?(dir|directory|path|folder|root)$`)

// addConfigured takes in the folders that an ENV of the image names for data.
func (o *ownership) addConfigured(t *fixes.Target) {
	for _, name := range sortedNames(t.Chain.End.Env) {
		v := t.Chain.End.Env[name]
		if v.At == nil || !v.Known || !dataVariable.MatchString(name) || !path.IsAbs(v.Value) {
			continue
		}
		dir := path.Clean(v.Value)
		if path.Ext(dir) != "" {
			dir = path.Dir(dir)
		}
		if programFolder(dir, t.Chain) {
			o.add(t, ownedFolder{path: dir, make: true})
		}
	}
}

// addMade takes in the folders that a RUN makes for the program.
func (o *ownership) addMade(t *fixes.Target) {
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") || !m.Scene.WorkdirKnown {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, c := range script.Commands {
				args, ok := c.Args()
				if c.Name() != "mkdir" || !ok || !c.DirKnown {
					continue
				}
				for _, arg := range args {
					at := m.Scene
					at.Workdir = at.Abs(c.Dir)
					if name := at.Abs(arg); !strings.HasPrefix(arg, "-") && programFolder(name, t.Chain) {
						o.add(t, ownedFolder{path: name, make: true, all: true})
					}
				}
			}
		}
	}
}

// programFolder reports whether a folder that a RUN makes is there for the
// program to write into: not the system's, nothing temporary, nothing that
// holds the program itself, nothing that is removed again.
func programFolder(name string, c *fixes.Chain) bool {
	if systemFolder.MatchString(name) && !inFolder(name, c.End.Workdir) || inFolder(name, "/tmp") || strings.Contains(name, "node_modules") || inFolder(c.End.Workdir, name) || strings.HasPrefix(name, "/var/cache/") {
		return false
	}
	return !slices.ContainsFunc(commandsOf(c), func(cmd *dockerfile.Command) bool {
		args, _ := cmd.Args()
		return (cmd.Name() == "rm" || cmd.Name() == "mv") && slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, name) })
	})
}

// chowned reports whether a RUN of the chain gives the folder to the node user.
func chowned(c *fixes.Chain, name string) bool {
	for _, m := range c.Steps {
		if !m.Is("RUN") {
			continue
		}
		for _, script := range m.Scripts(m.Scene.Shell) {
			for _, cmd := range script.Commands {
				args, _ := cmd.Args()
				toNode := slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "node") || strings.HasPrefix(a, "1000") })
				if cmd.Name() == "chown" && toNode && slices.ContainsFunc(args, func(a string) bool {
					at := m.Scene.Abs(a)
					return at == name || slices.Contains(args, "-R") && inFolder(name, at)
				}) {
					return true
				}
			}
		}
	}
	return false
}

// deep reports whether copies of inherited stages need the owner too.
func (o *ownership) deep() bool { return o.written }

// early returns the edits that must stand before a VOLUME: what is changed
// behind it does not last with every builder.
func (o *ownership) early(p *fixes.Pass, owner string) []text.Edit {
	var edits []text.Edit
	for n, f := range o.folders {
		if f.volume == nil || n > 0 && o.folders[n-1].volume == f.volume {
			continue
		}
		same := slices.DeleteFunc(slices.Clone(o.folders), func(other ownedFolder) bool { return other.volume != f.volume })
		edits = append(edits, p.File.InsertBefore(f.volume, p.File.Style.Keyword("RUN")+" "+ownCommand(same, owner)))
	}
	return edits
}

// late returns the lines that stand before the USER.
func (o *ownership) late(p *fixes.Pass, user runUser) []string {
	folders := slices.DeleteFunc(slices.Clone(o.folders), func(f ownedFolder) bool { return f.volume != nil })
	if len(folders) == 0 || user.owner == "" {
		return nil
	}
	return []string{p.File.Style.Keyword("RUN") + " " + ownCommand(folders, user.owner)}
}

// ownCommand makes the folders where needed and gives them to the owner.
func ownCommand(folders []ownedFolder, owner string) string {
	var made, single, whole []string
	for _, f := range folders {
		if f.make {
			made = append(made, f.path)
		}
		if f.all {
			whole = append(whole, f.path)
		} else {
			single = append(single, f.path)
		}
	}
	var commands []string
	for _, c := range []struct {
		words string
		paths []string
	}{{"mkdir -p", made}, {"chown " + owner, single}, {"chown -R " + owner, whole}} {
		if len(c.paths) > 0 {
			commands = append(commands, c.words+" "+strings.Join(c.paths, " "))
		}
	}
	return strings.Join(commands, " && ")
}
