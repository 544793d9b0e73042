package ignores

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// EnvNotes says what is left to do once new lines keep environment files out of the image: a
// program that loads one when it starts had it from whoever built the image. Nothing where no
// program is seen to, or every service that runs it is given variables.
func (v *View) EnvNotes(lines []string) []string {
	if !slices.Contains(lines, "**/.env") {
		return nil
	}
	for _, t := range v.p.Production() {
		if by := v.loadsEnv(t); by != "" && !givenVariables(t) {
			return []string{fmt.Sprintf("%s loads .env when it starts, and an image that was built beside one had it in it. Give the container its values: env_file or environment in compose, or --env-file.", by)}
		}
	}
	return nil
}

// loadsEnv returns what of a target loads an environment file when it starts.
func (v *View) loadsEnv(t *fixes.Target) string {
	if slices.Contains(t.Program(), "dotenv/config") {
		return "The command"
	}
	entries, err := launch.ProgramEntries(v.p, t)
	if err != nil || len(entries) == 0 || !slices.Contains(v.p.Repo.Wanted(), entries[0]) {
		return "" // a note is not worth a file that is asked for alone
	}
	program, err := project.FollowProgram(v.p, entries)
	if err != nil || !slices.ContainsFunc(program.Packages, loadsFileAtStart) {
		return ""
	}
	return entries[0]
}

// loadsFileAtStart reports whether a package loads .env of the working directory.
func loadsFileAtStart(name string) bool {
	return envLoader(name) || name == "@nestjs/config"
}

// envLoader reports whether an import loads an environment file.
func envLoader(name string) bool {
	return name == "dotenv" || strings.HasPrefix(name, "dotenv/") || name == "dotenv-safe" || name == "dotenv-flow"
}

// givenVariables reports whether every service that runs the target's image is given variables.
func givenVariables(t *fixes.Target) bool {
	services := 0
	for _, b := range t.Builds {
		if b.Source.Kind != builds.Compose {
			continue
		}
		if len(b.EnvFiles)+len(b.Environment) == 0 {
			return false
		}
		services++
	}
	return services > 0
}
