package builds

// Defaults replaces the variables of a compose value by the defaults that stand
// beside them; unset gives what takes the place of one without.
func Defaults(s string, unset func(name string) string) string {
	out, _ := interpolate(s, func(name string) (string, bool) { return unset(name), false })
	return out
}
