package builds

import (
	"slices"
	"strings"
)

// volumes reads both forms of a mount.
func (r composeReader) volumes(v *value) []Volume {
	if !v.is(list) {
		return nil
	}
	var out []Volume
	for _, item := range v.items {
		var m Volume
		switch {
		case item.is(dict):
			m = Volume{Source: r.text(item.get("source").str()), Target: r.text(item.get("target").str()), Bind: item.get("type").str() == "bind", ReadOnly: isTrue(item.get("read_only")), Memory: item.get("type").str() == "tmpfs", Rights: r.text(item.get("tmpfs").get("mode").str())}
			if isTrue(item.get("volume").get("nocopy")) {
				m.Bare = "nocopy"
			} else if item.get("volume").get("subpath").str() != "" {
				m.Bare = "subpath"
			}
		case item.is(scalar):
			m = mount(item.str(), r.text)
		default:
			continue
		}
		m.Path = r.file.path
		if device := r.boundDevice(m.Source); device != "" && !m.Bind {
			m.Source, m.Bind = device, true
		}
		if m.Bare == "" && !m.Bind {
			m.Bare = r.driver(m.Source)
		}
		out = append(out, m)
	}
	return out
}

// driver returns whose volume a named one is when it is not Docker's own: a plugin or
// the kind of a file system of the network. "" for Docker's own.
func (r composeReader) driver(name string) string {
	v := r.file.volumes.get(name)
	if plugin := r.text(v.get("driver").str()); plugin != "" && plugin != "local" {
		return "driver " + plugin
	}
	kind := r.text(v.get("driver_opts").get("type").str())
	if strings.HasPrefix(kind, "nfs") || kind == "cifs" || kind == "smb3" {
		return kind
	}
	return ""
}

// inMemory reads the tmpfs mounts of a service: "target" or "target:options".
func (r composeReader) inMemory(v *value) (out []Volume) {
	items := []*value{v}
	if v.is(list) {
		items = v.items
	}
	for _, item := range items {
		if !item.is(scalar) || item.str() == "" {
			continue
		}
		m := Volume{Memory: true, Path: r.file.path}
		var options string
		m.Target, options, _ = strings.Cut(r.text(item.str()), ":")
		for _, option := range strings.Split(options, ",") {
			if strings.HasPrefix(option, "mode=") && m.Rights == "" || strings.HasPrefix(option, "uid=") {
				m.Rights = option
			}
		}
		out = append(out, m)
	}
	return out
}

// boundDevice returns the folder of the host that a named volume stands for by the
// options of its driver, "" for a volume of Docker's own.
func (r composeReader) boundDevice(name string) string {
	options := r.file.volumes.get(name).get("driver_opts")
	if !strings.Contains(options.get("o").str(), "bind") {
		return ""
	}
	return r.text(options.get("device").str())
}

// mount reads "source:target:mode". A source that is a variable is taken for a
// folder when it has no value that says otherwise.
func mount(written string, text func(string) string) Volume {
	parts := strings.Split(text(written), ":")
	if len(parts) == 1 {
		return Volume{Target: parts[0]}
	}
	source := parts[0]
	bind := strings.HasPrefix(source, ".") || strings.HasPrefix(source, "/") || strings.HasPrefix(source, "~") || strings.HasPrefix(written, "$") && !plain(source)
	if source == "" { // a variable without a value keeps its name
		source = variableOf(written)
	}
	m := Volume{Source: source, Target: parts[1], Bind: bind}
	if len(parts) > 2 {
		options := strings.Split(parts[2], ",")
		m.ReadOnly = slices.Contains(options, "ro")
		if !bind && slices.Contains(options, "nocopy") {
			m.Bare = "nocopy"
		}
	}
	return m
}

// variableOf returns the variable that a mount begins with, as written.
func variableOf(written string) string {
	if end := closing(strings.TrimPrefix(written, "$")); strings.HasPrefix(written, "${") && end > 0 {
		return written[:end+2]
	}
	name, _, _ := strings.Cut(written, ":")
	return name
}

// plain reports whether s can be the name of a volume.
func plain(s string) bool { return s != "" && !strings.ContainsAny(s, "/.~") }
