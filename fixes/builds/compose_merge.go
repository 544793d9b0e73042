package builds

import (
	"maps"
	"slices"
)

// over returns s on top of what it extends or overrides.
func (s service) over(under service) service {
	out := under
	out.line = s.line
	out.built = s.built || under.built
	if s.context != "" || s.uncertain != "" {
		out.context, out.uncertain, out.chosen = s.context, s.uncertain, s.chosen
	}
	if s.inline {
		out.inline, out.named, out.file = true, "", ""
	}
	if s.named != "" {
		out.named, out.file, out.inline = s.named, s.file, false
	}
	set(&out.Target, s.Target)
	set(&out.User, s.User)
	set(&out.Workdir, s.Workdir)
	if s.initSaid {
		out.Init, out.initSaid = s.Init, true
	}
	out.Args = both(under.Args, s.Args)
	out.Environment = both(under.Environment, s.Environment)
	out.EnvFiles = append(slices.Clone(under.EnvFiles), s.EnvFiles...)
	out.Ports = append(slices.Clone(under.Ports), s.Ports...)
	out.Volumes = append(slices.Clone(under.Volumes), s.Volumes...)
	out.Rights = append(slices.Clone(under.Rights), s.Rights...)
	out.HostNetwork = under.HostNetwork || s.HostNetwork
	out.Syncs = append(slices.Clone(under.Syncs), s.Syncs...)
	out.Hooks = append(slices.Clone(under.Hooks), s.Hooks...)
	out.Named = append(slices.Clone(under.Named), s.Named...)
	out.Standing = both(under.Standing, s.Standing)
	out.Secrets = append(slices.Clone(under.Secrets), s.Secrets...)
	if s.Tags != nil {
		out.Tags = s.Tags
	}
	if s.Platforms != nil {
		out.Platforms = s.Platforms
	}
	if s.Command != nil {
		out.Command = s.Command
	}
	if s.Entrypoint != nil {
		out.Entrypoint = s.Entrypoint
	}
	if s.Healthcheck != nil {
		out.Healthcheck = s.Healthcheck
	}
	return out
}

// builtAs returns s, which names only an image, as built in the way of another service.
func (s service) builtAs(other service) service {
	s.built, s.context, s.uncertain, s.chosen = other.built, other.context, other.uncertain, other.chosen
	s.inline, s.named, s.file = other.inline, other.named, other.file
	s.Target, s.Args, s.Named, s.Standing = other.Target, other.Args, other.Named, other.Standing
	s.Secrets, s.Offline = other.Secrets, other.Offline
	return s
}

func set(to *string, s string) {
	if s != "" {
		*to = s
	}
}

// both returns the union of two maps; the second wins.
func both(under, over map[string]string) map[string]string {
	if len(under) == 0 {
		return over
	}
	out := maps.Clone(under)
	maps.Copy(out, over)
	return out
}
