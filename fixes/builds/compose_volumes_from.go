package builds

import "strings"

// maxHanded bounds how many services a mount is handed on through, which may be a circle.
const maxHanded = 5

// volumesFrom returns the mounts that a service takes from others of its file, which it names with
// "volumes_from": "service" or "service:ro". One without a target stands for the volumes that the
// image of a service has. Those of containers that are not of the file are not known.
func (r composeReader) volumesFrom(v *value, depth int) (out []Volume) {
	if !v.is(list) || depth >= maxHanded {
		return nil
	}
	for _, item := range v.items {
		name, mode, _ := strings.Cut(r.text(item.str()), ":")
		for _, p := range r.file.services {
			if p.key != name {
				continue
			}
			taken := append(r.volumes(p.value.get("volumes")), Volume{Path: r.file.path})
			for n := range taken {
				taken[n].From = name
			}
			for _, m := range append(taken, r.volumesFrom(p.value.get("volumes_from"), depth+1)...) {
				m.ReadOnly = m.ReadOnly || mode == "ro"
				out = append(out, m)
			}
		}
	}
	return out
}
