package builds

import "strings"

// standing returns the contexts that are images of other builds, by the prefix that
// says so, with the name of the build.
func standing(contexts map[string]string, prefix string) map[string]string {
	out := map[string]string{}
	for name, value := range contexts {
		if build, ok := strings.CutPrefix(value, prefix); ok {
			out[name] = build
		}
	}
	return out
}
