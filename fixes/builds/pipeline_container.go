package builds

import (
	"path"
	"strings"
)

// containerStep reads a step that gives arguments to a container (Cloud Build), and the task
// of Azure that builds.
func (p *pipeline) containerStep(v *value, dir string) {
	image, args := v.get("name").str(), v.get("args")
	entry := path.Base(v.get("entrypoint").str())
	switch {
	case args == nil || image == "":
	case entry == "bash" || entry == "sh":
		for n, item := range args.items {
			if item.str() == "-c" && n+1 < len(args.items) {
				p.read(scriptOf(args.items[n+1]), dir)
			}
		}
	case strings.HasSuffix(image, "/docker") || entry == "docker":
		p.read(wordsOf("docker", args), dir)
	case strings.Contains(image, "kaniko"):
		p.read(wordsOf("/kaniko/executor", args), dir)
	}
	if inputs := v.get("inputs"); strings.HasPrefix(v.get("task").str(), "Docker@") {
		p.azureTask(inputs, v.get("task").line)
	}
}

// wordsOf writes a command with its arguments as a line of a shell.
func wordsOf(program string, args *value) script {
	line := program
	for _, arg := range args.strings() {
		line += " " + quoted(unmacro.Replace(arg))
	}
	return script{[]scriptLine{{line, args.line}}}
}

// azureTask reads the inputs of Docker@2. A pattern stands for the file that it finds
// first, which is not asked here.
func (p *pipeline) azureTask(inputs *value, line int) {
	command, dockerfile, context := inputs.get("command").str(), inputs.get("Dockerfile").str(), inputs.get("buildContext").str()
	if dockerfile == "" {
		dockerfile = inputs.get("dockerfile").str()
	}
	if command != "" && !strings.HasPrefix(command, "build") || strings.Contains(dockerfile, "*") || dockerfile == "" {
		return
	}
	if context == "" || context == "**" {
		context = path.Dir(dockerfile)
	}
	pushes := ""
	if command == "" || strings.EqualFold(command, "buildAndPush") {
		pushes = " --push"
	}
	text := "docker build" + pushes + " -f " + quoted(unmacro.Replace(dockerfile)) + " " + strings.ReplaceAll(inputs.get("arguments").str(), "\n", " ") + " " + quoted(unmacro.Replace(context))
	p.read(script{[]scriptLine{{text, line}}}, "")
}
