package mounts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// GivesToNode finds a chown to the user node, by its name or number.
var GivesToNode = pattern.New(`\bchown\s+(?:-\S+\s+)*["']?(?:node|1000)\b`).Needs("chown")

// givenVolumes returns the names of the volumes of a pod that a container which runs before the others
// gives to the user node, as a whole.
func givenVolumes(pod map[string]any) (names []string) {
	for _, c := range deploy.MapsIn(pod["initContainers"]) {
		var words []string
		for _, key := range []string{"command", "args"} {
			if list, ok := c[key].([]any); ok {
				for _, word := range list {
					words = append(words, fmt.Sprint(word))
				}
			}
		}
		text := strings.Join(words, " ")
		if !GivesToNode.MatchString(text) {
			continue
		}
		for _, m := range deploy.MapsIn(c["volumeMounts"]) {
			target, _ := m["mountPath"].(string)
			if whole := m["subPath"] == nil && m["subPathExpr"] == nil; whole && target != "" && slices.Contains(strings.FieldsFunc(text, betweenWords), strings.TrimSuffix(target, "/")) {
				names = append(names, fmt.Sprint(m["name"]))
			}
		}
	}
	return names
}

// betweenWords reports whether a character stands between the words of a command line.
func betweenWords(r rune) bool { return strings.ContainsRune(" \t\n'\";&|", r) }
