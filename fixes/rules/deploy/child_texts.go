package deploy

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// childTextFiles may have the text of a Dockerfile in them: a target of Earthly, the
// block of a guide, a heredoc of a script, a service of compose.
var childTextFiles = &fixes.Selection{
	Named: func(name string) bool {
		return RunsContainersName(name) || fixes.MayGuide(name) || ComposeFiles.Named(name)
	},
	Holds: fromImage,
}

// childTexts are the stages in such a file, each with its base and its steps.
var childTexts = &fixes.Derivation[[]*dockerfile.Stage]{From: func(text string) (out []*dockerfile.Stage) {
	bases, target := map[string]string{}, ""
	var lines []string
	flush := func() {
		if file, err := dockerfile.Parse("", []byte(strings.Join(lines, "\n")+"\n")); len(lines) > 1 && err == nil {
			out = append(out, file.Stages...)
		}
		lines = nil
	}
	for line := range strings.Lines(continuedLine.ReplaceAllString(text, " ")) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case word == "FROM":
			flush()
			base := baseOfTarget(strings.Fields(rest), bases)
			if target != "" && bases[target] == "" {
				bases[target] = base
			}
			lines = append(lines, "FROM "+base)
		case targetLine.MatchString(line):
			flush()
			target = strings.TrimSuffix(line, ":")
		case len(lines) == 0, line == "", line[0] == '#':
		case stepWord.MatchString(word):
			lines = append(lines, line)
		case !targetWord.MatchString(word):
			flush()
		}
	}
	flush()
	return out
}}

var (
	targetLine = pattern.New(`^[a-z][\w.-]*:$`).Needs(":")
	stepWord   = pattern.New(`^(?:RUN|USER|CMD|ENTRYPOINT|WORKDIR|ENV|COPY|ADD)$`)
	// targetWord finds what else stands in a target of Earthly, or a Dockerfile.
	targetWord = pattern.New(`^(?:[A-Z]+|-.*)$`)
)

// baseOfTarget returns what a FROM names: BuiltBy and a Dockerfile that Earthly builds,
// or what an earlier target of the file comes from.
func baseOfTarget(words []string, bases map[string]string) string {
	dockerfileName, context := "Dockerfile", ""
	for n, w := range words {
		switch {
		case n > 0 && words[n-1] == "-f":
			dockerfileName = w
		case strings.HasPrefix(w, "-"), w == "DOCKERFILE":
		case context == "":
			context = w
		}
	}
	switch {
	case len(words) > 0 && words[0] == "DOCKERFILE":
		return BuiltBy + path.Join(context, dockerfileName)
	case bases[strings.TrimPrefix(context, "+")] != "":
		return bases[strings.TrimPrefix(context, "+")]
	}
	return context
}

// childInText returns the file in whose text a stage is built on the target's image,
// and of which something holds.
func childInText(p *fixes.Pass, t *fixes.Target, holds func(*dockerfile.Stage) bool) string {
	files, err := p.Repo.Select(childTextFiles)
	if err != nil {
		return ""
	}
	names := ImageNames(p, t)
	for _, name := range files {
		stages, err := childTexts.Of(p.Repo, name)
		if err != nil || OtherReadme(p, name) {
			continue
		}
		for _, s := range stages {
			built, ok := strings.CutPrefix(s.Base.Text, BuiltBy)
			if s.Base.Text != "" && (ok && NamedFrom(name, built, p.File.Path) || !ok && IsImage(s.Base.Text, names)) && holds(s) {
				return "a stage in " + name
			}
		}
	}
	return ""
}
