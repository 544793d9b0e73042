package launch

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// lineOf finds where a text names a line of the file that it is about.
var lineOf = pattern.New(`\bline (\d+)\b`)

// OtherLines names the lines in a text about another file as that one's.
func OtherLines(name, said string) string { return lineOf.ReplaceAllString(said, name+":$1") }

var (
	// remoteLine finds commands of hosting platforms and clusters that run something in a
	// container there. "railway run" is none: it runs the command where it is given.
	remoteLine = pattern.New(`\b(?:(?:kubectl\s+|oc[ \t]+)(?:[^\n;&|]*?\s)??(?:run|rsh|create\s+job)|ssh\s+console|fly(?:ctl)?\s+(?:console|m(?:achines?)?\s+(?:run|exec))|heroku\s+(?:container:)?run(?::\w+)?|railway\s+ssh|app\s+exec|nomad\s+(?:alloc\s+)?exec|copilot\s+(?:(?:svc|job|app|task)\s+)?(?:exec|run)|dokku(?:@\S+)?\s+(?:-\S+\s+)*(?:run(?::\w+)?|enter)|scalingo\s+(?:[^\n;&|]*?\s)??run|aws\s+ecs\s+execute-command|gcloud\s+(?:alpha\s+|beta\s+)?run\s+(?:jobs\s+|services\s+)?(?:create|deploy|update)|az\s+container(?:app)?\s+(?:job\s+)?(?:exec|create|update|start|up)|docker\s+service\s+(?:create|update))\s+([^\n]*)`).
			Needs("kubectl", "oc ", "oc\t", "console", "fly", "heroku", "railway", "app", "nomad", "copilot", "dokku", "scalingo", "ecs", "gcloud", "container", "service")
	// overriddenCommand finds what a task of ECS starts in place of its command.
	overriddenCommand = pattern.New(`(?:[cC]ontainerOverrides|container-overrides)\b[^\]]{0,400}?\bcommand[\\"']*\s*[:=]\s*\[([^\]]*)\]`).Needs("Overrides", "overrides")
	imageFlag         = pattern.New(`--(?:image|from-image)[\s=]+["']?([^\s"']+)`).Needs("image")
	// jsonMarks are what stands between the words of a command in JSON, or in a flag
	// that takes several.
	jsonMarks = strings.NewReplacer(`"`, " ", "'", " ", "`", " ", `\`, " ", "[", " ", "]", " ", "{", " ", "}", " ", ",", " ", "=", " ")
)

// remoteLines returns what the commands of hosting platforms and clusters run in a
// container there.
func remoteLines(text string) (out []ContainerLine) {
	for _, m := range remoteLine.FindAllStringSubmatch(text, -1) {
		line := ContainerLine{verb: "remote", Words: remoteWords(untilEnd(m[1]))}
		if image := imageFlag.FindStringSubmatch(m[1]); image != nil {
			line.Image = image[1]
		}
		out = append(out, line)
	}
	for _, m := range overriddenCommand.FindAllStringSubmatch(text, -1) {
		out = append(out, ContainerLine{verb: "remote", Words: remoteWords(m[1])})
	}
	return out
}

// remoteWords returns the words of a command without the flags that bring it.
func remoteWords(text string) []string {
	return slices.DeleteFunc(strings.Fields(jsonMarks.Replace(text)), func(w string) bool {
		return w == "--args" || w == "--command" || w == "--"
	})
}

// untilEnd returns a line up to where the next command begins outside of quotes.
func untilEnd(line string) string {
	quote := rune(0)
	for at, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
		case r == '"' || r == '\'':
			quote = r
		case r == ';' || r == '&' || r == '|':
			return line[:at]
		}
	}
	return line
}
