package rights

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// deep reports whether copies of inherited stages need the owner too.
func (o *Ownership) deep() bool { return o.written }

// Early returns the edits that must stand before a VOLUME: what is changed
// behind it does not last with every builder.
func (o *Ownership) Early(p *fixes.Pass, owner string) []text.Edit {
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

// Late returns the lines that stand before the USER.
func (o *Ownership) Late(p *fixes.Pass, user RunUser) []string {
	folders := slices.DeleteFunc(slices.Clone(o.folders), func(f ownedFolder) bool { return f.volume != nil })
	if len(folders) == 0 || user.Owner == "" {
		return nil
	}
	return []string{p.File.Style.Keyword("RUN") + " " + ownCommand(folders, user.Owner)}
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
	var shared []string // with the group of root goes whoever the platform starts the program as
	if strings.HasSuffix(owner, ":root") || strings.HasSuffix(owner, ":0") {
		shared = made
	}
	var commands []string
	for _, c := range []struct {
		words string
		paths []string
	}{{"mkdir -p", made}, {"chown " + owner, single}, {"chown -R " + owner, whole}, {"chmod g=u", shared}} {
		if len(c.paths) > 0 {
			commands = append(commands, c.words+" "+strings.Join(c.paths, " "))
		}
	}
	return strings.Join(commands, " && ")
}
