package builds

import "path"

// handed reads the secrets or configs of a service. Those that are files of the host are
// mounted as they are, with the rights that they have there: Compose knows no others. What
// the engine keeps everybody may read.
func (r composeReader) handed(v, named *value, dir string) (out []Volume) {
	if !v.is(list) {
		return nil
	}
	for _, item := range v.items {
		name, target := item.str(), ""
		if item.is(dict) {
			name, target = item.get("source").str(), r.text(item.get("target").str())
		}
		file := r.text(named.get(name).get("file").str())
		if name == "" || file == "" {
			continue
		}
		if target == "" {
			target = name
		}
		if !path.IsAbs(target) {
			target = path.Join(dir, target)
		}
		out = append(out, Volume{Source: file, Target: target, Bind: true, ReadOnly: true, Path: r.file.path})
	}
	return out
}
