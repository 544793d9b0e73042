package builds

import "strings"

// hooks reads the lifecycle hooks of a service that run as the user of its image.
func (r composeReader) hooks(v *value) (out [][]string) {
	if !v.is(list) {
		return nil
	}
	for _, hook := range v.items {
		if words := r.words(hook.get("command")); len(words) > 0 && hook.get("user") == nil {
			out = append(out, words)
		}
	}
	return out
}

// syncs reads the places to which "docker compose watch" copies what changes
// (docs.docker.com/compose/how-tos/file-watch).
func (r composeReader) syncs(v *value) (out []string) {
	if !v.is(list) {
		return nil
	}
	for _, rule := range v.items {
		if target := r.text(rule.get("target").str()); target != "" && strings.HasPrefix(rule.get("action").str(), "sync") {
			out = append(out, target)
		}
	}
	return out
}
