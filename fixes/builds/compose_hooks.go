package builds

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
