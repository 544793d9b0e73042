package builds

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// composeReader reads the services of one file.
type composeReader struct {
	f    *finder
	file *composeFile
	dir  string
}

// text returns a scalar with its variables replaced.
func (r composeReader) text(s string) string {
	text, _ := interpolate(s, r.f.composeEnv(r.file))
	return text
}

// read reads one service as it is written, without what it extends.
func (r composeReader) read(v *value) service {
	var s service
	r.build(&s, v.get("build"))
	s.line = v.lineOf("build")
	if image := v.get("image").str(); image != "" {
		s.Tags = append(s.Tags, r.text(image))
	}
	s.Init, s.initSaid = isTrue(v.get("init")), v.get("init") != nil
	s.User = r.text(v.get("user").str())
	s.Environment = r.mapping(v.get("environment"))
	s.EnvFiles = r.envFiles(v.get("env_file"))
	s.Ports = r.ports(v.get("ports"))
	s.Volumes = append(r.volumes(v.get("volumes")), r.inMemory(v.get("tmpfs"))...)
	s.Volumes = append(s.Volumes, r.volumesFrom(v.get("volumes_from"), 0)...)
	s.Volumes = append(s.Volumes, r.handed(v.get("secrets"), r.file.secrets, "/run/secrets")...)
	s.Volumes = append(s.Volumes, r.handed(v.get("configs"), r.file.configs, "/")...)
	s.Rights = r.rights(v)
	s.HostNetwork = r.text(v.get("network_mode").str()) == "host"
	s.Command, s.Entrypoint = r.words(v.get("command")), r.words(v.get("entrypoint"))
	s.Workdir = r.text(v.get("working_dir").str())
	s.Hooks = append(r.hooks(v.get("post_start")), r.hooks(v.get("pre_stop"))...)
	s.Syncs = r.syncs(v.get("develop", "watch"))
	s.Healthcheck = r.healthcheck(v.get("healthcheck"))
	if p := v.get("platform").str(); p != "" && s.Platforms == nil {
		s.Platforms = []string{r.text(p)}
	}
	return s
}

// build reads a service's build: a context, or a mapping.
func (r composeReader) build(s *service, v *value) {
	if v == nil {
		return
	}
	s.built = true
	context := v
	if v.is(dict) {
		context = v.get("context")
		s.named = r.text(v.get("dockerfile").str())
		s.file = r.template(v.get("dockerfile").str())
		s.inline = v.get("dockerfile_inline") != nil
		s.Target = r.text(v.get("target").str())
		s.Args = r.mapping(v.get("args"))
		s.Offline = r.text(v.get("network").str()) == "none"
		contexts := r.mapping(v.get("additional_contexts"))
		s.Named = slices.Sorted(maps.Keys(contexts))
		s.Standing = standing(contexts, "service:")
		s.Platforms = v.get("platforms").strings()
		s.Tags = v.get("tags").strings()
		s.Secrets = secretIDs(v.get("secrets"))
	}
	if !context.is(scalar) {
		return
	}
	s.chosen, _ = local(r.dir, r.template(context.str()))
	written, missing := interpolate(context.str(), r.f.composeEnv(r.file))
	name, ok := local(r.dir, written)
	switch {
	case missing != "":
		s.uncertain = fmt.Sprintf("the context depends on the variable %s", missing)
	case !ok:
		s.uncertain = fmt.Sprintf("the context %q is not a folder of this repository", context.str())
	default:
		s.context = name
	}
}

// mapping reads "NAME: value" or a list of "NAME=value".
func (r composeReader) mapping(v *value) map[string]string {
	out := map[string]string{}
	switch {
	case v.is(dict):
		for _, p := range v.pairs {
			out[p.key] = r.text(p.value.str())
		}
	case v.is(list):
		for _, item := range v.strings() {
			name, text, _ := strings.Cut(item, "=")
			out[name] = r.text(text)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// ports reads both forms of a port: "8080:80", or published and target.
func (r composeReader) ports(v *value) []string {
	if !v.is(list) {
		return nil
	}
	var out []string
	for _, item := range v.items {
		port := item.str()
		if item.is(dict) {
			port = item.get("target").str()
			if published := item.get("published").str(); published != "" {
				port = published + ":" + port
			}
		}
		if port != "" {
			out = append(out, r.text(port))
		}
	}
	return out
}

// rights reads what a service may do on the host beyond what others may.
func (r composeReader) rights(v *value) []string {
	var out []string
	if isTrue(v.get("privileged")) {
		out = append(out, "privileged")
	}
	for _, key := range []string{"devices", "cap_add"} {
		if v.get(key).is(list) {
			for _, item := range v.get(key).items {
				out = append(out, r.text(item.str()+item.get("source").str()))
			}
		}
	}
	return out
}

// words reads a command: a list of words, or one shell line. It is nil when the
// service does not say, and empty when it clears the image's.
func (r composeReader) words(v *value) []string {
	if v == nil || v.kind == null || v.kind == dict {
		return nil
	}
	out := []string{}
	for _, word := range v.strings() {
		if word = r.text(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

// secretIDs reads the secrets of a build: names, or mappings with a source.
func secretIDs(v *value) []string {
	if !v.is(list) {
		return nil
	}
	var out []string
	for _, item := range v.items {
		switch {
		case item.is(scalar):
			out = append(out, item.str())
		case item.get("source").str() != "":
			out = append(out, item.get("source").str())
		}
	}
	return out
}

// isTrue reports whether a scalar says yes.
func isTrue(v *value) bool {
	switch strings.ToLower(v.str()) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}
