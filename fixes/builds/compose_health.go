package builds

// healthcheck reads the command of a health check: a shell line, or a list that
// says first what the rest is. It is nil when the service does not say, and empty
// when it turns the image's off.
func (r composeReader) healthcheck(v *value) []string {
	if isTrue(v.get("disable")) {
		return []string{}
	}
	words := r.words(v.get("test"))
	if len(words) == 0 || !v.get("test").is(list) {
		return words
	}
	switch words[0] {
	case "NONE":
		return []string{}
	case "CMD", "CMD-SHELL":
		return words[1:]
	}
	return words
}
