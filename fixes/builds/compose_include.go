package builds

import "path"

// includeAll reads the files that a compose file includes and that are not named
// like one: those that are, are read anyhow.
func (f *finder) includeAll(file *composeFile) error {
	for _, name := range file.included(f) {
		at, ok := local(path.Dir(file.path), name)
		if !ok || composeName.MatchString(path.Base(at)) {
			continue
		}
		if f.included[at] {
			continue
		}
		f.included[at] = true
		if err := readCompose(f, at, nil); err != nil {
			return err
		}
	}
	return nil
}

// included returns the paths under include: of the short form, and of the long one,
// which may name several.
func (c *composeFile) included(f *finder) (names []string) {
	if !c.includes.is(list) {
		return nil
	}
	r := composeReader{f: f, file: c, dir: path.Dir(c.path)}
	for _, item := range c.includes.items {
		if item.is(dict) {
			item = item.get("path")
		}
		for _, name := range item.strings() {
			names = append(names, r.text(name))
		}
	}
	return names
}
