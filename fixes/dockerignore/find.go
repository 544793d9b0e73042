package dockerignore

import (
	"path"
	"strings"
)

// For returns the ignore file that a build of the Dockerfile from the context
// uses. "<Dockerfile>.dockerignore" beside the Dockerfile wins, and its
// patterns are relative to the context all the same; else it is the context's
// ".dockerignore". For a Containerfile, ".containerignore" goes before
// ".dockerignore" in both places, as Podman has it. When there is none, ok is
// false and the path is where one belongs. dockerfile may be "" (inline).
func For(dockerfile, context string, exists func(string) bool) (name string, ok bool) {
	endings := []string{".dockerignore"}
	if strings.Contains(strings.ToLower(path.Base(dockerfile)), "containerfile") {
		endings = []string{".containerignore", ".dockerignore"}
	}
	var candidates []string
	if dockerfile != "" {
		for _, ending := range endings {
			candidates = append(candidates, path.Clean(dockerfile)+ending)
		}
	}
	for _, ending := range endings {
		candidates = append(candidates, path.Join(context, ending))
	}
	for _, name := range candidates {
		if exists(name) {
			return name, true
		}
	}
	return path.Join(context, ".dockerignore"), false
}
