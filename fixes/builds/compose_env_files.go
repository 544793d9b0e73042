package builds

// envFiles reads a service's env_file: a path, or a list of paths and of
// mappings with a path.
func (r composeReader) envFiles(v *value) []string {
	paths := v.strings()
	if v.is(list) {
		for _, item := range v.items {
			if item.is(dict) {
				paths = append(paths, item.get("path").str())
			}
		}
	}
	var out []string
	for _, written := range paths {
		if name, ok := local(r.dir, r.text(written)); ok {
			out = append(out, name)
		}
	}
	return out
}
