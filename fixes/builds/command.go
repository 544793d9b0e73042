package builds

import (
	"fmt"
	"path"
	"strings"
)

// buildSwitches are the flags of the build commands that take no value. Every
// other flag takes one, so what is left is the context.
var buildSwitches = map[string]bool{
	"--no-cache": true, "--pull": true, "-q": true, "--quiet": true, "--rm": true, "--force-rm": true, "--squash": true,
	"--compress": true, "--push": true, "--load": true, "-D": true, "--debug": true, "--check": true, "--help": true,
	"--disable-content-trust": true, "--layers": true, "--stdin": true, "--pull-always": true, "--pull-never": true,
	"--tls-verify": true, "--squash-all": true, "--no-hosts": true, "--provenance": false,
}

// globalValues are the flags before the command word that take a value.
var globalValues = map[string]bool{"-H": true, "--host": true, "-c": true, "--context": true, "--config": true, "-l": true, "--log-level": true, "--builder": true}

// buildArguments returns the words after a command that builds an image:
// docker, podman, nerdctl or buildah, also behind sudo, time or env, and behind what
// runs the command that it is given.
func buildArguments(words []shellWord) (args []shellWord, ok bool) {
	for len(words) > 0 && (wrappers[words[0].text] || strings.Contains(words[0].text, "=")) {
		words = words[1:]
	}
	words = handedOn(words)
	if len(words) == 0 {
		return nil, false
	}
	if strings.HasSuffix(words[0].text, "kaniko/executor") {
		return kanikoArguments(words[1:]), true
	}
	if !builders[path.Base(words[0].text)] {
		return nil, false
	}
	words = words[1:]
	for len(words) > 0 {
		word := words[0].text
		words = words[1:]
		switch {
		case word == "build" || word == "bud":
			return words, true
		case word == "buildx" || word == "image" || word == "builder":
		case globalValues[word] && len(words) > 0:
			words = words[1:]
		case strings.HasPrefix(word, "-"):
		default:
			return nil, false
		}
	}
	return nil, false
}

var (
	wrappers = map[string]bool{"sudo": true, "time": true, "env": true, "exec": true, "command": true, "DOCKER_BUILDKIT=1": true}
	builders = map[string]bool{"docker": true, "podman": true, "nerdctl": true, "buildah": true, "depot": true}
)

// runners run the command that stands behind their own words.
var runners = map[string]bool{"node": true, "npx": true, "cross-env": true, "dotenv": true, "dotenvx": true, "env-cmd": true, "doppler": true, "infisical": true, "op": true, "timeout": true, "nice": true}

// handedOn returns the command that a runner is given to build with: node with-env.js docker
// build; all words of others.
func handedOn(words []shellWord) []shellWord {
	if len(words) == 0 || !runners[path.Base(words[0].text)] {
		return words
	}
	for n, word := range words {
		if builders[word.text] {
			return words[n:]
		}
	}
	return words
}

// buildLine is a build command taken apart.
type buildLine struct {
	build      Build
	dockerfile *shellWord
	context    *shellWord
	tags       []string // as templates
}

// parseBuild reads the words after "docker build".
func parseBuild(args []shellWord) buildLine {
	var l buildLine
	for at := 0; at < len(args); at++ {
		word := args[at]
		if !strings.HasPrefix(word.text, "-") || word.text == "-" {
			if l.context == nil {
				l.context = &args[at]
			}
			continue
		}
		name, text, joined := strings.Cut(word.text, "=")
		known := word.known
		_, chosen, _ := strings.Cut(word.open, "=")
		if !strings.HasPrefix(name, "--") && len(name) > 2 && strings.ContainsRune("ft", rune(name[1])) {
			name, text, joined = word.text[:2], strings.TrimPrefix(word.text[2:], "="), true
			chosen = strings.TrimPrefix(word.open[2:], "=")
		}
		if !joined && !buildSwitches[name] && at+1 < len(args) {
			at++
			text, known, chosen = args[at].text, args[at].known, args[at].open
		}
		l.flag(name, shellWord{text, known, chosen})
	}
	return l
}

// flag records one flag.
func (l *buildLine) flag(name string, v shellWord) {
	switch name {
	case "-f", "--file", "--dockerfile":
		l.dockerfile = &v
	case "--target":
		l.build.Target = v.text
		if !v.known {
			l.build.Uncertain = "the target is computed"
		}
	case "-t", "--tag":
		l.build.Tags, l.tags = append(l.build.Tags, v.text), append(l.tags, v.open)
	case "--push":
		l.build.Pushed = v.text != "false"
	case "-o", "--output":
		l.build.Pushed = l.build.Pushed || sends(v.text)
	case "--platform":
		l.build.Platforms = append(l.build.Platforms, strings.Split(v.text, ",")...)
	case "--network":
		l.build.Offline = v.text == "none"
	case "--build-context":
		name, of, _ := strings.Cut(v.text, "=")
		l.build.Named = append(l.build.Named, name)
		l.build.Standing = both(l.build.Standing, standing(map[string]string{name: of}, ""))
	case "--secret":
		l.build.Secrets = append(l.build.Secrets, secretID(v.text))
	case "--build-arg":
		if l.build.Args == nil {
			l.build.Args = map[string]string{}
		}
		key, text, _ := strings.Cut(v.text, "=")
		if !v.known {
			text = ""
		}
		l.build.Args[key] = text
	}
}

// addCommands adds the builds of a shell text, and the scanners it runs. dirs
// are the folders the text may run in, the likeliest first.
func (f *finder) addCommands(commands []shellCommand, source func(line int) Source, service string, dirs ...string) {
	for _, c := range commands {
		f.addScanner(c.words, source(c.line))
		f.addRun(c.words, source(c.line))
		f.addSent(c.words, source(c.line))
		if args, ok := buildArguments(c.words); ok {
			l := parseBuild(args)
			l.build.Service, l.build.Source = service, source(c.line)
			f.tagged = append(f.tagged, tagged{l.build.Source, l.tags})
			f.addLine(l, c, dirs)
		}
	}
}

// addLine adds a build command in the first folder where its Dockerfile is.
func (f *finder) addLine(l buildLine, c shellCommand, dirs []string) {
	if l.context == nil || l.context.text == "-" || l.dockerfile != nil && l.dockerfile.text == "-" {
		return
	}
	if remote(l.context.text) {
		return
	}
	chosen := f.chosenLine(l, c, dirs)
	defer func() { f.addChosen(chosen) }()
	if reason := unknown(l, c); reason != "" {
		if len(chosen) == 0 {
			f.add(l.build, "", "", false, reason)
		}
		return
	}
	own := path.Dir(l.build.Source.Path)
	var first *Build
	named := ""
	for _, dir := range dirs {
		b, file, ok := f.at(l, c.dir, dir, own)
		if !ok {
			continue
		}
		if first == nil {
			first, named = &b, file
		}
		if f.exists[file] {
			first, named = &b, file
			break
		}
	}
	if first == nil {
		f.add(l.build, "", "", false, fmt.Sprintf("the context %q is not a folder of this repository", l.context.text))
		return
	}
	f.add(*first, named, ".", false, "")
}

// chosenLine returns the builds of a command in which a variable chooses the context
// or the Dockerfile, by the first folder in which there are some.
func (f *finder) chosenLine(l buildLine, c shellCommand, dirs []string) []Build {
	l.context = &shellWord{text: l.context.open}
	if l.dockerfile != nil {
		l.dockerfile = &shellWord{text: l.dockerfile.open}
	}
	for _, dir := range dirs {
		b, dockerfile, ok := f.at(l, c.open, dir, path.Dir(l.build.Source.Path))
		if !ok {
			continue
		}
		if l.dockerfile == nil {
			dockerfile = ""
		}
		b.Tags = l.tags
		if found := f.chosen(b, b.Context, dockerfile); len(found) > 0 {
			return found
		}
	}
	return nil
}

// at resolves a build command in one folder.
func (f *finder) at(l buildLine, cd, dir, own string) (b Build, dockerfile string, ok bool) {
	cwd, ok := place(dir, cd, own)
	if !ok {
		return b, "", false
	}
	b = l.build
	if b.Context, ok = place(cwd, l.context.text, own); !ok {
		return b, "", false
	}
	if l.dockerfile == nil {
		return b, f.defaultDockerfile(b.Context), true
	}
	dockerfile, ok = place(cwd, l.dockerfile.text, own)
	// Podman looks for the file in the context too, and so did old Docker.
	if beside, inside := place(b.Context, l.dockerfile.text, own); ok && inside && !f.exists[dockerfile] && f.exists[beside] {
		dockerfile = beside
	}
	return b, dockerfile, ok
}

// place resolves a path of a script that runs in dir; own is the folder of the
// script itself.
func place(dir, written, own string) (string, bool) {
	if rest, ok := strings.CutPrefix(written, root); ok {
		return local(".", "."+rest)
	}
	if rest, ok := strings.CutPrefix(written, scriptDir); ok {
		return local(own, "."+rest)
	}
	return local(dir, written)
}

// unknown returns why a build command cannot be resolved, "" when it can.
func unknown(l buildLine, c shellCommand) string {
	switch {
	case !c.known:
		return "the folder it runs in is computed"
	case !l.context.known:
		return "the context is computed"
	case l.dockerfile != nil && !l.dockerfile.known:
		return "the Dockerfile is computed"
	}
	return ""
}
