package builds

import "strings"

// imageContext stands before a context that is an image by its name.
const imageContext = "docker-image://"

// standing returns the contexts that are images of other builds: by the prefix that
// says so with the name of the build, or as they are written by the name of an image.
func standing(contexts map[string]string, prefix string) map[string]string {
	out := map[string]string{}
	for name, value := range contexts {
		if build, ok := strings.CutPrefix(value, prefix); ok && prefix != "" {
			out[name] = build
		} else if strings.HasPrefix(value, imageContext) {
			out[name] = value
		}
	}
	return out
}

// StandingImage returns the name of the image that a further context is, "" when it
// is none by its name.
func (b Build) StandingImage(context string) string {
	name, ok := strings.CutPrefix(b.Standing[context], imageContext)
	if !ok {
		return ""
	}
	return name
}
