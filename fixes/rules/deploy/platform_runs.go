package deploy

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// platformCommand finds what Fly, Render, Railway, DigitalOcean and Dokku start in the
	// image before a release, or in place of its command.
	platformCommand = pattern.New(`\b(?:release_command|preDeployCommand|startCommand|dockerCommand|run_command|customCommand|predeploy|postdeploy)["']?\s*[:=]\s*\[?\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'][^#\n]*))`)
	// flyCommand finds what Fly starts in place of the image's command.
	flyCommand   = pattern.New(`(?m)^\s*(?:cmd|entrypoint)\s*=\s*\[([^\]]*)\]`).Needs("cmd", "entrypoint")
	flyProcesses = pattern.New(`(?m)^\s*\[processes\]\s*\n((?:\s*[^\[\n][^\n]*\n?)*)`)
	flyProcess   = pattern.New(`(?m)^\s*[\w-]+\s*=\s*["']([^"'\n]+)["']`)
	// otherBuilder finds a builder that makes an image of its own.
	otherBuilder = pattern.New(`\bbuilder["']?\s*[:=]\s*["']?(?i:nixpacks|railpack|heroku|paketo|gcr\.io/buildpacks)`).Needs("builder")
	// herokuLine finds every value of heroku.yml: only commands of the project mean
	// something to those who ask.
	herokuLine = pattern.New(`(?m)^[ \t]+(?:-[ \t]+|["']?[\w-]+["']?:[ \t]+(?:\[[ \t]*)?)["']?([^"'\n#]+)`)
)

// platformCommands returns the commands that the configuration of a hosting
// platform starts in the image.
func platformCommands(name, text string) (out []string) {
	if otherBuilder.MatchString(text) || strings.HasPrefix(path.Base(name), "render.") && !strings.Contains(text, "ocker") {
		return nil
	}
	for _, m := range platformCommand.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1]+m[2]+m[3])
	}
	if path.Base(name) == "heroku.yml" {
		for _, m := range herokuLine.FindAllStringSubmatch(text, -1) {
			out = append(out, m[1])
		}
	}
	for _, m := range flyCommand.FindAllStringSubmatch(text, -1) {
		out = append(out, strings.NewReplacer(`"`, " ", "'", " ", ",", " ").Replace(m[1]))
	}
	if m := flyProcesses.FindStringSubmatch(text); m != nil {
		for _, m := range flyProcess.FindAllStringSubmatch(m[1], -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// PlatformFiles are the files that tell a platform, a cluster or compose what to start.
var PlatformFiles = &fixes.Selection{Named: func(name string) bool {
	return fixes.IsPlatform(name) || fixes.DeploysPods(name) || fixes.IsDeploy(name) || ComposeFiles.Named(name) || path.Base(name) == "Procfile" || fixes.IsDeployCode(name)
}}

// PlatformLines returns the commands that the configuration of a hosting platform
// or of Kubernetes starts in the image of a target.
func PlatformLines(p *fixes.Pass, t *fixes.Target, name string, ours func(image string) bool) (lines [][]string, err error) {
	if fixes.IsPlatform(name) {
		data, _, err := p.Repo.Read(name)
		for _, c := range platformCommands(name, string(data)) {
			lines = append(lines, SpelledOut([]string{c})...)
		}
		return lines, err
	}
	if kamalName.MatchString(name) {
		found, err := p.Repo.FindAll(name, kamalCommand)
		for _, m := range found {
			lines = append(lines, SpelledOut([]string{m[1]})...)
		}
		return lines, err
	}
	if path.Base(name) == "Procfile" {
		return procfileLines(p, name)
	}
	commands, err := deployCommands(name).Of(p.Repo, name)
	if err != nil || len(commands) == 0 {
		return nil, err
	}
	code := fixes.IsDeployCode(name)
	if code && !CodeIsOurs(p, ImageNames(p, t), name) {
		return nil, err
	}
	if ComposeFiles.Named(name) {
		tell := ComposeImages(t, ImageNames(p, t), func(image, _ string) bool { return ours(image) })
		commands = slices.DeleteFunc(slices.Clone(commands), func(c PodCommand) bool { return !tell(ServiceImage(c.Image), "") })
	}
	for _, c := range commands {
		if dockerfile, ok := strings.CutPrefix(c.Image, BuiltBy); ok && !NamedFrom(name, dockerfile, p.File.Path) {
			continue
		} else if ok || code || ComposeFiles.Named(name) || ours(c.Image) || Unclaimed(p, c.Image) || PutTogether(p, c.Image) || strings.Contains(c.Image, ChartWord) && chartMayBeOurs(p, name) {
			lines = append(lines, withShellText(c.words)...)
		}
	}
	return lines, err
}

// NamedFrom reports whether what a file names is the other one, seen from its own
// folder or one above.
func NamedFrom(file, word, other string) bool {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if path.Join(dir, word) == other {
			return true
		}
		if dir == "." {
			return false
		}
	}
}

// deployCommands returns what reads the commands of a file that starts containers.
func deployCommands(name string) *fixes.Derivation[[]PodCommand] {
	switch path.Ext(fixes.Untemplated(name)) {
	case ".yaml", ".yml", ".json":
		return podCommands
	case ".container", ".xml":
		return unitCommands
	}
	return jobFileCommands
}

// PutTogether reports whether the expression of an image may stand for the target's:
// it names no other Dockerfile.
func PutTogether(p *fixes.Pass, image string) bool {
	return mayBeExpression(image) && !strings.Contains(image, "{{") && expression.MatchString(image) && (namesImage(p.File.Path, image) || namesNone(p, image))
}

// mayBeExpression is a cheap look before the pattern, for the plain names that most images have.
func mayBeExpression(image string) bool {
	return strings.ContainsAny(image, "$<%#@_.") || image != "" && image[0] >= 'A' && image[0] <= 'Z'
}

// expression finds what Terraform or a program puts an image together of.
var expression = pattern.New(`\$\{|^[A-Z][A-Z0-9_]*$|^[<%#@]|^__|^(?:var|local|module|data|aws_\w+|google_\w+|azurerm_\w+|docker_\w+)\.`)

// unitCommands are the commands in a unit of Podman, or in a template of Unraid.
var unitCommands = &fixes.Derivation[[]PodCommand]{From: func(text string) (out []PodCommand) {
	image := unitImage.FindStringSubmatch(text)
	for _, m := range unitCommand.FindAllStringSubmatch(text, -1) {
		if image != nil {
			out = append(out, PodCommand{image[1] + image[2], []string{"sh", "-c", m[1] + m[2]}})
		}
	}
	return out
}}

var (
	unitImage   = pattern.New(`(?m)^Image=(\S+)|<Repository>\s*([^<\s]+)`).Needs("Image=", "<Repository>")
	unitCommand = pattern.New(`(?m)^(?:Exec|HealthCmd)=([^\n]+)|<PostArgs>([^<]+)`).Needs("Exec=", "HealthCmd=", "<PostArgs>")
)

var (
	// kamalName finds the configuration of Kamal, and kamalCommand what its servers
	// start in the image.
	kamalName    = pattern.New(`(^|/)config/deploy[^/]*\.ya?ml$`).Needs("config/deploy")
	kamalCommand = pattern.New(`(?m)^[ \t]+cmd:[ \t]*["']?([^"'\n#]+)`).Needs("cmd:")
)

// chartMayBeOurs reports whether the template of a chart may run the target's image,
// by the name of its file: that is not another Dockerfile's.
func chartMayBeOurs(p *fixes.Pass, name string) bool {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	return namesImage(p.File.Path, stem) || OnlyProgram(p) || namesNone(p, stem)
}

// deployedByDokku are the files that name Dokku, which starts what a Procfile says in
// an image of the Dockerfile. Others that read a Procfile make their own image.
var deployedByDokku = &fixes.Selection{
	Named: func(name string) bool { return MayRunContainers(name) || fixes.IsPlatform(name) },
	Holds: pattern.New(`\bdokku\b`).Needs("dokku"),
}

var procfileLine = pattern.New(`(?m)^[\w-]+:[ \t]*([^\n]+)`).Needs(":")

// procfileLines returns the commands of a Procfile that Dokku reads.
func procfileLines(p *fixes.Pass, name string) (lines [][]string, err error) {
	dokku, err := p.Repo.Select(deployedByDokku)
	if err != nil || len(dokku) == 0 {
		return nil, err
	}
	found, err := p.Repo.FindAll(name, procfileLine)
	for _, m := range found {
		lines = append(lines, SpelledOut([]string{m[1]})...)
	}
	return lines, err
}

// CodeIsOurs reports whether code that makes containers may make those of the image: it
// has one of its names, or there is no other.
func CodeIsOurs(p *fixes.Pass, ours []string, name string) bool {
	data, _, err := p.Repo.Read(name)
	if err != nil {
		return false // which ends the plan
	}
	names, text := append(slices.Clone(ours), path.Base(path.Dir(p.File.Path))), strings.ToLower(string(data))
	return OnlyProgram(p) || slices.ContainsFunc(names, func(n string) bool { return HasWord(text, strings.ToLower(n)) })
}

// HasWord reports whether a text has a name that no other letter touches.
func HasWord(text, name string) bool {
	letter := func(s string, at int) bool { return at >= 0 && at < len(s) && s[at] >= 'a' && s[at] <= 'z' }
	for at := 0; name != "" && name != "."; at++ {
		n := strings.Index(text[at:], name)
		if n < 0 {
			return false
		}
		at += n
		if !letter(text, at-1) && !letter(text, at+len(name)) {
			return true
		}
	}
	return false
}
