package builds

import "strings"

// chosenService returns the builds of a service in which a variable chooses the
// context or the Dockerfile.
func (f *finder) chosenService(b Build, s service) []Build {
	context, file := s.chosen, ""
	if context == "" {
		context = b.Context
	}
	if s.inline || context == "" {
		return nil
	}
	if s.file != "" {
		var ok bool
		if file, ok = local(context, s.file); !ok {
			return nil
		}
	}
	return f.chosen(b, context, file)
}

// template returns a path with what stands for its variables.
func (r composeReader) template(s string) string {
	if !strings.Contains(s, "$") {
		return s
	}
	values := r.f.composeEnv(r.file)
	return expandAll(s, func(variable string) string {
		name := strings.TrimPrefix(variable, "{")
		name = name[:nameLen(name)]
		text, missing, _ := expand(variable, values)
		if missing != "" {
			return open(name)
		}
		return openDefault(name, text)
	})
}
