package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// RightsElsewhere holds back: a pod, or "docker run", gives the container rights of the host.
func RightsElsewhere(p *fixes.Pass, t *fixes.Target) string {
	ours := launch.OursOf(p, t, deploy.ImageNames(p, t))
	likely := deploy.LikelyOurs(p, t)
	for _, from := range []struct {
		files  *fixes.Selection
		rights *fixes.Derivation[[]mounts.GivenRight]
		ours   func(name, image string) bool
	}{
		{podsWithRights, podRights, func(name, image string) bool {
			return likely(image) || deploy.Unclaimed(p, image) && !installsOperator(p, name)
		}},
		{mounts.RunsWithRights, mounts.RunRights, func(_, image string) bool { return ours(image, "") }},
	} {
		names, err := p.Repo.Select(from.files)
		if err != nil {
			return ""
		}
		for _, name := range names {
			if deploy.OtherReadme(p, name) {
				continue
			}
			rights, err := from.rights.Of(p.Repo, name)
			if err != nil {
				return ""
			}
			for _, r := range rights {
				if slices.ContainsFunc(r.Images, func(image string) bool { return from.ours(name, image) }) {
					return fmt.Sprintf("%s gives the container rights of the host (%s), which a program that is not root may not be able to use", name, r.Right)
				}
			}
		}
	}
	return ""
}

// installsOperator reports whether a manifest teaches the cluster new kinds of objects:
// it installs what others have made, and its containers are theirs.
func installsOperator(p *fixes.Pass, name string) bool {
	data, ok, err := p.Repo.Read(name)
	return err == nil && ok && definesKinds.Match(data)
}

var (
	definesKinds   = pattern.New(`(?m)^kind:[ \t]*["']?CustomResourceDefinition\b`).Needs("CustomResourceDefinition")
	podsWithRights = &fixes.Selection{Named: fixes.DeploysPods, Holds: pattern.New(`\bprivileged:\s*true|\bcapabilities:`).Needs("privileged:", "capabilities:")}
	podRights      = &fixes.Derivation[[]mounts.GivenRight]{From: func(text string) (out []mounts.GivenRight) {
		for _, tree := range deploy.PodDocuments(text) {
			out = append(out, rightsBelow(tree, false)...)
		}
		return out
	}}
)

// rightsBelow returns what the containers in a tree are given. Those that a pod starts as
// another user than the image's keep that one.
func rightsBelow(tree any, userGiven bool) (out []mounts.GivenRight) {
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
			added := slices.DeleteFunc(deploy.WordsIn(capabilities["add"]), func(c string) bool { return strings.TrimPrefix(c, "CAP_") == "NET_BIND_SERVICE" })
			if security["privileged"] == true {
				out = append(out, mounts.GivenRight{Right: "privileged", Images: []string{image}})
			} else if len(added) > 0 {
				out = append(out, mounts.GivenRight{Right: added[0], Images: []string{image}})
			}
		}
		for _, key := range project.SortedNames(v) {
			out = append(out, rightsBelow(v[key], userGiven)...)
		}
	}
	return out
}
