package rules

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
)

// A nodeClaim is what one file of the repository says about Node's version.
type nodeClaim struct {
	where string // ".nvmrc", "package.json (engines.node)"
	said  string // as written
	// major is the one that is meant; 0 when several are allowed.
	major int
	// allowed are the majors that a range allows; open ranges allow later
	// ones too. Both are empty for a single major and for "lts".
	allowed []int
	open    bool
}

// wantedNode returns the version that the repository runs on, as the version
// part of a tag: the major that its files agree on, else "lts". When they do
// not agree, withheld shows what they say.
func wantedNode(p *fixes.Pass) (version, withheld string) {
	claims, err := nodeClaims(p)
	if err != nil {
		return "", unreadVersion(err)
	}
	major := 0
	for _, c := range claims {
		if c.major != 0 && major != 0 && c.major != major {
			return "", disagreement(claims)
		}
		major = max(major, c.major)
	}
	if major == 0 {
		return ltsFor(p, claims)
	}
	for _, c := range claims {
		if len(c.allowed) > 0 && !c.allows(major) {
			return "", disagreement(claims)
		}
	}
	return strconv.Itoa(major), ""
}

// ltsFor returns "lts" when every range allows what that tag is today, else the
// newest long-term-support major that all of them allow, a maintained one if
// there is one: what the repository is made for is certain, whatever its age.
func ltsFor(p *fixes.Pass, claims []nodeClaim) (version, withheld string) {
	lts, ok := node.LatestLTS(p.Now)
	allowed := func(major int) bool {
		return !slices.ContainsFunc(claims, func(c nodeClaim) bool { return len(c.allowed) > 0 && !c.allows(major) })
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

func (c nodeClaim) allows(major int) bool {
	return slices.Contains(c.allowed, major) || c.open && len(c.allowed) > 0 && major > c.allowed[len(c.allowed)-1]
}

// disagreement lists what the files say.
func disagreement(claims []nodeClaim) string {
	var parts []string
	for _, c := range claims {
		parts = append(parts, fmt.Sprintf("%s says %s", c.where, c.said))
	}
	return "the repository does not agree on a Node version: " + strings.Join(parts, ", ")
}

// nodeClaims collects what the repository says about Node's version, nearest
// the Dockerfile first.
func nodeClaims(p *fixes.Pass) ([]nodeClaim, error) {
	var claims []nodeClaim
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

// unreadVersion says why it is not known what the files name.
func unreadVersion(err error) string {
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
		if m, dir := programManifest(p, t); m != nil {
			add(dir)
		}
	}
	add(path.Dir(p.File.Path))
	add(p.Context().Dir)
	add(".")
	return dirs
}

// appendVersion adds a file that names one version.
func appendVersion(claims []nodeClaim, where, said string) []nodeClaim {
	major, _, ok := node.ParseVersionFile(said)
	if !ok {
		return claims
	}
	return append(claims, nodeClaim{where: where, said: strings.TrimSpace(said), major: major})
}

// appendRange adds a range of versions.
func appendRange(claims []nodeClaim, where, said string) []nodeClaim {
	majors, open := node.EnginesMajors(said)
	switch {
	case len(majors) == 0:
		return claims
	case len(majors) == 1 && !open:
		return append(claims, nodeClaim{where: where, said: said, major: majors[0]})
	}
	return append(claims, nodeClaim{where: where, said: said, allowed: majors, open: open})
}

// workflowClaims returns what the workflows set up. Several versions are a
// matrix: any of them is allowed.
func workflowClaims(versions []builds.NodeVersion) []nodeClaim {
	var claims []nodeClaim
	for _, v := range versions {
		claims = appendVersion(claims, v.Source.String(), v.Version)
	}
	var majors []int
	for _, c := range claims {
		if c.major != 0 && !slices.Contains(majors, c.major) {
			majors = append(majors, c.major)
		}
	}
	if len(majors) < 2 {
		return claims
	}
	slices.Sort(majors)
	return []nodeClaim{{where: "the workflows' node-version", said: fmt.Sprint(majors), allowed: majors}}
}
