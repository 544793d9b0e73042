package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A givenRight is a right of the host that whoever runs an image gives its container, and that
// a program that is not root may not be able to use.
type givenRight struct {
	right string
	// images are words of which one is the image.
	images []string
}

// rightsElsewhere: a pod, or "docker run", gives the container rights of the host.
func rightsElsewhere(p *fixes.Pass, t *fixes.Target) string {
	ours := oursOf(p, t, imageNames(p, t))
	likely := likelyOurs(p, t)
	for _, from := range []struct {
		files  *fixes.Selection
		rights *fixes.Derivation[[]givenRight]
		ours   func(image string) bool
	}{
		{podsWithRights, podRights, func(image string) bool { return likely(image) || unclaimed(p, image) }},
		{runsWithRights, runRights, func(image string) bool { return ours(image, "") }},
	} {
		names, err := p.Repo.Select(from.files)
		if err != nil {
			return ""
		}
		for _, name := range names {
			if otherReadme(p, name) {
				continue
			}
			rights, err := from.rights.Of(p.Repo, name)
			if err != nil {
				return ""
			}
			for _, r := range rights {
				if slices.ContainsFunc(r.images, from.ours) {
					return fmt.Sprintf("%s gives the container rights of the host (%s), which a program that is not root may not be able to use", name, r.right)
				}
			}
		}
	}
	return ""
}

var (
	podsWithRights = &fixes.Selection{Named: fixes.DeploysPods, Holds: pattern.New(`\bprivileged:\s*true|\bcapabilities:`).Needs("privileged:", "capabilities:")}
	podRights      = &fixes.Derivation[[]givenRight]{From: func(text string) (out []givenRight) {
		for _, tree := range podDocuments(text) {
			out = append(out, rightsBelow(tree, false)...)
		}
		return out
	}}
)

// rightsBelow returns what the containers in a tree are given. Those that a pod starts as
// another user than the image's keep that one.
func rightsBelow(tree any, userGiven bool) (out []givenRight) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			out = append(out, rightsBelow(item, userGiven)...)
		}
	case map[string]any:
		security, _ := v["securityContext"].(map[string]any)
		userGiven = userGiven || security["runAsUser"] != nil
		if image, _ := v["image"].(string); image != "" && !userGiven {
			capabilities, _ := security["capabilities"].(map[string]any)
			added := slices.DeleteFunc(wordsIn(capabilities["add"]), func(c string) bool { return strings.TrimPrefix(c, "CAP_") == "NET_BIND_SERVICE" })
			if security["privileged"] == true {
				out = append(out, givenRight{"privileged", []string{image}})
			} else if len(added) > 0 {
				out = append(out, givenRight{added[0], []string{image}})
			}
		}
		for _, key := range sortedNames(v) {
			out = append(out, rightsBelow(v[key], userGiven)...)
		}
	}
	return out
}

var (
	runsWithRights = &fixes.Selection{Holds: rightFlag, Named: func(name string) bool { return runsContainersName(name) || fixes.MayGuide(name) }}
	runRights      = &fixes.Derivation[[]givenRight]{From: rightsInRuns}
	rightFlag      = pattern.New(`(?:^|\s)(--privileged|--cap-add|--device)(?:[=\s]|$)`).Needs("--privileged", "--cap-add", "--device")
	userFlag       = pattern.New(`(?:^|\s)(?:-u|--user)[=\s]`).Needs("-u", "--user")
)

// rightsInRuns returns what the "docker run" lines of a text give.
func rightsInRuns(text string) (out []givenRight) {
	for _, m := range dockerRun.FindAllStringSubmatch(onOneLine(text), -1) {
		flag := rightFlag.FindStringSubmatch(m[1])
		if flag == nil || userFlag.MatchString(m[1]) {
			continue
		}
		words := strings.Fields(strings.NewReplacer(`"`, "", "'", "", "`", " ").Replace(m[1]))
		out = append(out, givenRight{flag[1], slices.DeleteFunc(words, func(w string) bool { return !looksLikeImage(w) })})
	}
	return out
}
