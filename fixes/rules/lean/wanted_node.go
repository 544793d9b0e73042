package lean

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// A NodeClaim is what one file of the repository says about Node's version.
type NodeClaim struct {
	Where string // ".nvmrc", "package.json (engines.node)"
	Said  string // as written
	// Major is the one that is meant; 0 when several are allowed.
	Major int
	// Allowed are the majors that a range allows; open ranges allow later
	// ones too. Both are empty for a single major and for "lts".
	Allowed []int
	open    bool
}

// WantedNode returns the version that the repository runs on, as the version
// part of a tag: the major that its files agree on, else "lts". When they do
// not agree, withheld shows what they say.
func WantedNode(p *fixes.Pass) (version, withheld string) {
	claims, err := NodeClaims(p)
	if err != nil {
		return "", UnreadVersion(err)
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return "", UnreadVersion(err)
	}
	// One version beside a matrix is what the program runs on; several are for people to choose from.
	single := singleClaims(evidence.NodeVersions)
	if len(majorsOf(single)) > 1 {
		return "", disagreement(single)
	}
	for _, c := range single {
		if !slices.ContainsFunc(claims, func(other NodeClaim) bool { return other.Where == c.Where && other.Said == c.Said }) {
			claims = append(claims, c)
		}
	}
	major := 0
	for _, c := range claims {
		if c.Major != 0 && major != 0 && c.Major != major {
			return "", disagreement(claims)
		}
		major = max(major, c.Major)
	}
	if major == 0 {
		return ltsFor(p, claims)
	}
	for _, c := range claims {
		if len(c.Allowed) > 0 && !c.Allows(major) {
			return "", disagreement(claims)
		}
	}
	return strconv.Itoa(major), ""
}

// ltsFor returns "lts" when every range allows what that tag is today, else the
// newest long-term-support major that all of them allow, a maintained one if
// there is one: what the repository is made for is certain, whatever its age.
func ltsFor(p *fixes.Pass, claims []NodeClaim) (version, withheld string) {
	lts, ok := node.LatestLTS(p.Now)
	allowed := func(major int) bool {
		return !slices.ContainsFunc(claims, func(c NodeClaim) bool { return len(c.Allowed) > 0 && !c.Allows(major) })
	}
	if !ok || allowed(lts.Major) {
		return "lts", ""
	}
	for _, wanted := range []func(node.Release) bool{
		func(r node.Release) bool { return r.MaintainedLTS(p.Now) },
		func(r node.Release) bool { return r.EverLTS() && p.Now.After(r.LTS) },
	} {
		for _, r := range slices.Backward(node.Releases()) {
			if wanted(r) && allowed(r.Major) {
				return strconv.Itoa(r.Major), ""
			}
		}
	}
	return "", disagreement(claims)
}

// Allows reports whether the claim fits a major version of Node.
func (c NodeClaim) Allows(major int) bool {
	return slices.Contains(c.Allowed, major) || c.open && len(c.Allowed) > 0 && major > c.Allowed[len(c.Allowed)-1]
}

// disagreement lists what the files say.
func disagreement(claims []NodeClaim) string {
	var parts []string
	for _, c := range claims {
		parts = append(parts, fmt.Sprintf("%s says %s", c.Where, c.Said))
	}
	return "the repository does not agree on a Node version: " + strings.Join(parts, ", ")
}

// NodeClaims collects what the repository says about Node's version, nearest
// the Dockerfile first.
func NodeClaims(p *fixes.Pass) ([]NodeClaim, error) {
	var claims []NodeClaim
	for _, name := range slices.Concat([]string{".nvmrc", ".node-version"}, node.ToolFiles) {
		for _, dir := range projectDirs(p) {
			data, ok, err := p.Repo.Read(path.Join(dir, name))
			if err != nil {
				return nil, err
			}
			if ok {
				version, err := versionIn(path.Join(dir, name), string(data))
				if err != nil {
					return nil, err
				}
				if version == "" {
					continue // a tool that it does not name may stand further up
				}
				claims = appendVersion(claims, path.Join(dir, name), version)
				break
			}
		}
	}
	for _, dir := range projectDirs(p) {
		m, err := p.Repo.Manifest(dir)
		if err != nil {
			return nil, err
		}
		if m != nil {
			claims = appendVersion(claims, m.Path+" (volta.node)", m.Volta["node"])
			claims = appendRange(claims, m.Path+" (engines.node)", m.Engines["node"])
			break
		}
	}
	evidence, err := p.Repo.Builds()
	if err != nil {
		return nil, err
	}
	return append(claims, workflowClaims(evidence.NodeVersions)...), nil
}

// versionIn returns the version that a file names: the whole file, or its line
// about Node where the file is of a manager of tools.
func versionIn(name, text string) (string, error) {
	if slices.Contains(node.ToolFiles, path.Base(name)) {
		return node.ToolVersion(name, text)
	}
	return text, nil
}

// UnreadVersion says why it is not known what the files name.
func UnreadVersion(err error) string {
	var malformed *node.VersionFileError
	if errors.As(err, &malformed) {
		return malformed.Error()
	}
	return "the files that name a Node version could not be read"
}

// projectDirs returns where the project's files may be, nearest first.
func projectDirs(p *fixes.Pass) []string {
	var dirs []string
	add := func(dir string) {
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, t := range p.Targets() {
		if m, dir := deploy.ProgramManifest(p, t); m != nil {
			add(dir)
		}
	}
	add(path.Dir(p.File.Path))
	add(p.Context().Dir)
	add(".")
	return dirs
}

// appendVersion adds a file that names one version.
func appendVersion(claims []NodeClaim, where, said string) []NodeClaim {
	major, _, ok := node.ParseVersionFile(said)
	if !ok {
		return claims
	}
	return append(claims, NodeClaim{Where: where, Said: strings.TrimSpace(said), Major: major})
}

// appendRange adds a range of versions.
func appendRange(claims []NodeClaim, where, said string) []NodeClaim {
	majors, open := node.EnginesMajors(said)
	switch {
	case len(majors) == 0:
		return claims
	case len(majors) == 1 && !open:
		return append(claims, NodeClaim{Where: where, Said: said, Major: majors[0]})
	}
	return append(claims, NodeClaim{Where: where, Said: said, Allowed: majors, open: open})
}

// workflowClaims returns what the workflows set up. Several versions are a
// matrix, or what different jobs are for: any of them is allowed.
func workflowClaims(versions []builds.NodeVersion) []NodeClaim {
	claims := setUp(versions)
	majors := majorsOf(claims)
	if len(majors) < 2 {
		return claims
	}
	return []NodeClaim{{Where: "the workflows' node-version", Said: fmt.Sprint(majors), Allowed: majors}}
}

// setUp returns a claim for each version that a workflow sets up.
func setUp(versions []builds.NodeVersion) (claims []NodeClaim) {
	for _, v := range versions {
		claims = appendVersion(claims, v.Source.String(), v.Version)
	}
	return claims
}

// majorsOf returns the majors that claims name, sorted.
func majorsOf(claims []NodeClaim) (majors []int) {
	for _, c := range claims {
		if c.Major != 0 && !slices.Contains(majors, c.Major) {
			majors = append(majors, c.Major)
		}
	}
	slices.Sort(majors)
	return majors
}

// singleClaims are the workflows' claims without their matrices: each is the one version of a step.
func singleClaims(versions []builds.NodeVersion) []NodeClaim {
	claims := setUp(versions)
	return slices.DeleteFunc(slices.Clone(claims), func(c NodeClaim) bool {
		return slices.ContainsFunc(claims, func(other NodeClaim) bool { return other.Where == c.Where && other.Said != c.Said })
	})
}
