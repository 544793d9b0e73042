package deploy

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// MayRunContainers reports whether a file of this name may hold commands that run
// containers: a script, a guide or a deployment.
func MayRunContainers(name string) bool {
	return RunsContainersName(name) || fixes.MayGuide(name) || fixes.IsDeploy(name)
}

var (
	BuildLine = pattern.New(`(?:\bcd\s+[^\s;&|]+\s*(?:&&|;|\n)[\s$]*)?\b(?:docker|podman)(?:\s+(?:buildx|image|builder))?\s+build\b[^\n;&|]*`).Needs("build")
	TagWord   = pattern.New(`\s(?:-t|--tag)[\s=]["']?([^\s"']+)`)
)

// OtherReadme reports whether a file is a guide for other Dockerfiles only.
func OtherReadme(p *fixes.Pass, name string) bool {
	return fixes.MayGuide(name) && !fixes.IsGuideOf(name, p.File.Path)
}

// A builtImage is the name that a line of a guide gives to what it builds, with
// the Dockerfile and the context that the line names.
type builtImage struct{ name, file, context string }

var (
	// buildingGuides are pages, and scripts of Windows, which the reader of builds
	// leaves alone.
	buildingGuides = &fixes.Selection{Named: func(name string) bool {
		ext := path.Ext(name)
		return fixes.MayGuide(name) || ext == ".ps1" || ext == ".bat" || ext == ".cmd"
	}, Holds: BuildLine}
	builtImages = &fixes.Derivation[[]builtImage]{From: func(text string) (out []builtImage) {
		for _, line := range BuildLine.FindAllString(OnOneLine(text), -1) {
			out = append(out, imagesBuilt(strings.Fields(Marks.Replace(strings.ReplaceAll(line, "`", " "))))...)
		}
		return out
	}}
)

// imagesBuilt reads the words of "docker build". What builds one of several
// stages is not for the image that is shipped.
func imagesBuilt(words []string) (out []builtImage) {
	dir := ""
	if words[0] == "cd" {
		dir = words[1]
	}
	var tags []string
	var file string
	for n, word := range words {
		flag, value, joined := strings.Cut(word, "=")
		if !joined && n+1 < len(words) {
			value = words[n+1]
		}
		switch flag {
		case "-t", "--tag":
			tags = append(tags, value)
		case "-f", "--file":
			file = value
		case "--target":
			return nil
		}
	}
	for _, tag := range tags {
		if ref, err := image.Parse(tag); err == nil {
			out = append(out, builtImage{path.Base(ref.Path), file, path.Join(dir, words[len(words)-1])})
		}
	}
	return out
}

// guideNames returns the names that guides have people give to the image of the
// Dockerfile.
func guideNames(p *fixes.Pass) (out []string) {
	guides, err := p.Repo.Select(buildingGuides)
	if err != nil {
		return nil
	}
	for _, guide := range guides {
		built, err := builtImages.Of(p.Repo, guide)
		if err != nil || OtherReadme(p, guide) {
			continue
		}
		for _, b := range built {
			if OnlyProgram(p) && b.file == "" || onlyDockerfile(p) || b.of(p.File.Path, path.Dir(guide)) {
				out = append(out, b.name)
			}
		}
	}
	return out
}

// of reports whether a line of a guide in a folder builds a Dockerfile.
func (b builtImage) of(dockerfile, dir string) bool {
	if b.file != "" {
		return strings.HasSuffix("/"+dockerfile, path.Join("/", b.file))
	}
	return dockerfile == path.Join(dir, b.context, "Dockerfile") || dockerfile == path.Join(b.context, "Dockerfile")
}

var (
	// ShellCall finds commands that JavaScript hands to a shell:
	// exec("npx prisma migrate deploy"), and those of zx in backquotes.
	ShellCall = pattern.New("(?:\\b(?:exec|execSync|spawn|spawnSync|execa|execaCommand)\\s*\\(\\s*|\\$\\s*\\(\\s*|\\$)['\"`]((?:npx|npm|yarn|pnpm|pnpx|prisma|node_modules/\\.bin/)[^'\"`\\n]*)['\"`]").Needs("npx", "npm", "yarn", "prisma", ".bin/")
	// ListCall finds those with their words in a list.
	ListCall = pattern.New(`\b(?:exec|execFile|execFileSync|spawn|spawnSync|execa|execaSync)\s*\(\s*['"](npx|npm|yarn|pnpm|pnpx|prisma)['"]\s*,\s*\[([^\]]*)\]`).Needs("exec", "spawn")
	// Marks are what stands between the words of such a list.
	Marks = strings.NewReplacer("'", " ", `"`, " ", ",", " ")
)
