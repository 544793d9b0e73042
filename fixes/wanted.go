package fixes

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// Wanted returns the paths, of those given, that a plan is likely to read: what
// it reads in any case first, then at most maxSources source files. A snapshot
// that fetches files fetches these at once; the law "foreseen" of the rules'
// cases holds Wanted to what plans really read.
func Wanted(paths []string) []string {
	if !slices.ContainsFunc(paths, IsDockerfile) {
		return nil
	}
	built := map[string]bool{}
	for _, p := range paths {
		if IsDockerfile(p) {
			built[path.Dir(p)] = true
		}
	}
	var wanted, others, deploys, pages, sources []string
	components := slices.ContainsFunc(paths, drawsComponents.MatchString)
	for _, p := range paths {
		switch {
		case builds.Foreign(p):
		case Relevant(p), supporting(p), isReadme(p) && built[path.Dir(p)]:
			wanted = append(wanted, p)
		case OtherBuild(p) != "" && len(others) < maxBuilds:
			others = append(others, p)
		case (DeploysPods(p) || IsDeploy(p) || IsDeployCode(p) || path.Base(p) == "project.json") && len(deploys) < maxDeploys:
			deploys = append(deploys, p)
		case IsPage(p) && len(pages) < maxPages:
			pages = append(pages, p)
		case isCandidate(p), components && IsComponent(p):
			sources = append(sources, p)
		}
	}
	return slices.Concat(wanted, others, deploys, pages, foremost(sources, maxSources))
}

// maxSources, maxDeploys, maxBuilds and maxPages bound how many source files, files that start
// containers (the tasks of Nx among them), build files of other languages and pages a plan reads. Sources do not take the
// place of the others: a large repository has them before its k8s folder. What starts
// containers beyond its bound counts among the sources.
const (
	maxSources = 400
	maxDeploys = 100
	maxBuilds  = 50
	maxPages   = 30
)

// supporting reports whether a file that is no reason for a plan is read by one.
func supporting(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch base {
	case ".npmrc", ".yarnrc", ".yarnrc.yml", ".sequelizerc", ".babelrc", ".babelrc.json", "babel.config.json", ".swcrc", "pnpm-workspace.yaml", ".gitignore",
		"angular.json", "biome.json", "biome.jsonc", "renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", "lerna.json", "turbo.json", "nx.json":
		return true
	}
	switch {
	case IsPipeline(name), base == "action.yml", base == "action.yaml", path.Ext(base) == ".patch" && strings.HasSuffix(path.Dir(name), "patches"):
		return true
	case name == ".github/dependabot.yml", name == ".github/dependabot.yaml", name == ".github/renovate.json", name == ".github/renovate.json5":
		return true
	case scriptEnding[path.Ext(base)], strings.Contains(base, "entrypoint"), IsComposeExample(base), sharedServices.MatchString(base):
		return true
	case processName.MatchString(base), managedName.MatchString(base), folderName.MatchString(name), templateOf(name) != "":
		return true
	case IsPlatform(name), IsDevContainer(name), IsSync(name):
		return true
	case strings.HasPrefix(base, "next.config."), strings.HasSuffix(base, ".prisma"), IsGuide(name), base == "nest-cli.json",
		strings.Contains(name, ".vitepress/config."), strings.Contains(name, ".vuepress/config."):
		return true
	case strings.HasPrefix(base, "tsconfig.") && strings.HasSuffix(base, ".json"), base == "jsconfig.json", sharedTSConfig.MatchString(strings.ToLower(name)):
		return true
	}
	return envName.MatchString(base) || IsPrivateKey(base) || path.Ext(base) == ".json" && (IsSettings(name) || IsDataSource(name) || namesModules.MatchString(base)) || isScriptName(name)
}

// IsComposeExample reports whether a file is there to be copied for a compose file of
// one's own.
func IsComposeExample(name string) bool {
	return exampleName.MatchString(strings.ToLower(path.Base(name)))
}

var (
	scriptEnding = map[string]bool{".sh": true, ".bash": true, ".ps1": true, ".bat": true, ".cmd": true}
	exampleName  = pattern.New(`^(docker-)?compose[^/]*\.ya?ml\.(example|sample|template|tmpl|tpl|dist|default|j2|erb)$`).Needs("compose")
	// sharedServices finds files of services by other names than compose's, which compose files extend.
	sharedServices = pattern.New(`^(?:docker|common|base|shared|services?)(?:[-_.][\w-]+)*\.ya?ml$`).Needs(".y")
)

// IsDevContainer reports whether a file says in which image people develop.
func IsDevContainer(name string) bool {
	base := path.Base(name)
	return base == "devcontainer.json" || base == ".devcontainer.json" || base == ".gitpod.yml"
}

// IsPlatform reports whether a file tells a hosting platform how to run the image.
func IsPlatform(name string) bool { return platformName.MatchString(strings.ToLower(name)) }

var platformName = pattern.New(`^(?:.*/)?(?:fly\.[^/]*toml|render\.ya?ml|railway[^/]*\.(?:json|toml)|heroku\.yml|app\.json|northflank\.json|app-?spec\.ya?ml|\.do/[^/]+\.ya?ml)$`).Needs("fly.", "render.", "railway", "heroku.yml", "app.json", "northflank", "app", ".do/")

// sharedTSConfig finds the configurations of TypeScript in a package that others extend theirs by.
var sharedTSConfig = pattern.New(`(^|/)[\w-]*(ts-?config|typescript-config)[\w-]*/[\w.-]+\.json$`).Needs("config")

// processName finds the process files of pm2 that are no code.
var processName = pattern.New(`^(ecosystem|pm2|process)[^/]*\.(json|ya?ml)$`).Needs("ecosystem", "pm2", "process")

// managedName finds tables of cron, settings of supervisord and Procfiles.
var managedName = pattern.New(`^([^/]*cron[^/.]*|[^/]*supervisor[^/]*\.(conf|ini)|procfile[^/]*)$`).Needs("cron", "supervisor", "procfile")

// folderName finds the settings of an environment in the folder of the package config.
var folderName = pattern.New(`(?:^|/)config/(?:default|development|production)\.json$`).Needs("config/")

// envName finds files that set variables, and examples of them.
var envName = pattern.New(`^[^.]*\.?\benv\b[.-]?[a-z.-]*$`)

var settingsName = pattern.New(`(?i)^((db|database|sequelize)?[._-]?config(?:\.(?:development|production))?|database|db|sequelize|knexfile|settings|environments?)\.(json|[cm]?[jt]s)$`)

// namesModules finds files of data by which a program chooses what it loads.
var namesModules = pattern.New(`^(?:plugins?|modules?|middlewares?|extensions?|providers?|adapters?|handlers?|drivers?|transports?)\.json$`).Needs(".json")

// IsSettings reports whether a file may hold the settings of every environment
// of a program, by its name.
func IsSettings(name string) bool { return settingsName.MatchString(path.Base(name)) }

// dataSourceName finds the settings of LoopBack for its databases, of all or of one.
var dataSourceName = pattern.New(`^(?:datasources(?:\.[\w-]+)?|[\w-]+\.datasource(?:\.config)?)\.json$`).Needs("datasource")

// IsDataSource reports whether a file of data tells LoopBack of its databases.
func IsDataSource(name string) bool { return dataSourceName.MatchString(path.Base(name)) }

// IsDeploy reports whether a file may start containers by another tool than compose
// and Kubernetes: Terraform, Bicep, Nomad, Nix, Ansible, Vagrant, Kamal, Copilot,
// Beanstalk, Portainer, Unraid, Podman's units and systemd's, a stack of Swarm, a task
// of ECS, an add-on of Home Assistant, tasks of mise.
func IsDeploy(name string) bool {
	name = strings.ToLower(Untemplated(name))
	return deployName.MatchString(name) && !strings.Contains(path.Base(name), "bake") && !strings.Contains(path.Base(name), "compose")
}

// Untemplated returns the name of the file that a template is filled in for.
func Untemplated(name string) string {
	switch path.Ext(name) {
	case ".j2", ".tpl", ".tmpl", ".template", ".erb", ".gotmpl":
		return strings.TrimSuffix(name, path.Ext(name))
	}
	return name
}

var deployName = pattern.New(`\.(tf|nomad|hcl|container|service|bicep|nix)$|(^|/)config/deploy[^/]*\.ya?ml$|(^|/)[^/]*(stack|playbook|swarm)[^/]*\.ya?ml$|(^|/)(ansible|playbooks|roles|copilot|portainer|cloudformation|cfn|\.koyeb)/.+\.(ya?ml|json)$|[^/]*task[-_.]?def[^/]*\.json$|(^|/)(\.?aws|ecs)/[^/]+\.(json|ya?ml)$|(^|/)(site|deploy|cloudformation|casaos|zeabur|koyeb|config|cloud-(?:init|config)|user-data|\.?mise)\.(ya?ml|toml)$|(^|/)(dockerrun\.aws|portainer[^/]*|templates?)\.json$|(^|/)vagrantfile$|(^|/)\.kamal/hooks/[^/]+$|(^|/)\.ebextensions/[^/]+\.config$|^([^/]+|(.*/)?my-[^/]+|.*unraid.*|(.*/)?templates?/[^/]+)\.xml$`).
	Needs(".tf", "nomad", ".hcl", ".container", ".service", ".bicep", ".nix", "deploy", "stack", "playbook", "swarm", "ansible", "roles", "copilot", "portainer", "cloudformation", "cfn", "koyeb", "task", "aws", "ecs", "site", "casaos", "zeabur", "cloud-", "user-data", "config", "mise", "dockerrun", "template", "vagrantfile", "hooks", ".xml")

// IsSync reports whether a file may copy what changes into running containers: of Tilt
// or Skaffold.
func IsSync(name string) bool {
	base := strings.ToLower(path.Base(name))
	return base == "tiltfile" || path.Ext(base) == ".tiltfile" || strings.HasPrefix(base, "skaffold") && (path.Ext(base) == ".yaml" || path.Ext(base) == ".yml")
}

// IsDeployCode reports whether a file is code that makes what runs containers, by a
// name or a folder: of SST, CDK or Pulumi.
func IsDeployCode(name string) bool {
	return isScript(name) && deployCode.MatchString(strings.ToLower(name))
}

var deployCode = pattern.New(`(?:(?:^|/)(?:infra|iac|cdk|deploy)[^/]*/.*|(?:sst\.config|pulumi|stack|fargate|(?:^|[/._-])ecs)[^/]*)\.[cm]?[jt]s$`).Needs("infra", "iac", "cdk", "deploy", "sst.config", "pulumi", "stack", "fargate", "ecs")

// IsConfig reports whether a file may hold the configuration of a program, by its
// ending and its folder.
func IsConfig(name string) bool {
	switch path.Ext(name) {
	case ".json", ".json5", ".yaml", ".yml", ".toml":
	default:
		return false
	}
	switch path.Base(path.Dir(name)) {
	case "config", "configs", "conf", "settings":
		return true
	}
	return IsSettings(name)
}

// isScriptName reports whether a path without an ending, or with that of Python,
// looks like that of a program or script that a container starts.
func isScriptName(name string) bool {
	base := path.Base(name)
	if ext := path.Ext(base); ext != "" && ext != ".py" || base[0] < 'a' || base[0] > 'z' {
		return false
	}
	switch path.Base(path.Dir(name)) {
	case ".", "bin", "scripts", "script", "docker", "tools":
		return true
	}
	return false
}

// taskName finds task definitions of ECS, which name containers as Kubernetes does.
var taskName = pattern.New(`(?i:(?:^|/)[^/]*task[-_.]?def[^/]*|(?:^|/)[^/]*ecs[^/]*/[^/]*tasks?[^/]*)\.json$`).Needs(".json")

// podFolder finds folders whose files of JSON are manifests.
var podFolder = pattern.New(`(?:^|/)(?:k8s|kube|kubernetes|manifests)/`).Needs("k8s/", "kube/", "kubernetes/", "manifests/")

// podName finds manifests of Kubernetes, of Cloud Run and of Azure's container apps, by
// what they make.
var podName = pattern.New(`deployment|statefulset|daemonset|cronjob|k8s|knative|cloud-?run|container-?app|^([^.]+[-_.])?(service|jobs?|pod)\.ya?ml$`)

// DeploysPods reports whether the path is a Kubernetes manifest or the template
// of a chart, by its name or the folders it lies in.
func DeploysPods(name string) bool {
	name = Untemplated(name)
	if ext := path.Ext(name); ext == ".json" && taskName.MatchString(name) {
		return true
	} else if ext != ".yaml" && ext != ".yml" && (ext != ".json" || !podFolder.MatchString(name)) {
		return false
	}
	if podName.MatchString(path.Base(name)) {
		return true
	}
	return slices.ContainsFunc(strings.Split(path.Dir(name), "/"), func(dir string) bool {
		switch dir {
		case "k8s", "k8", "kube", "kubernetes", "infra", "deploy", "deployment", "deployments", "chart", "charts", "helm", "manifests", "kustomize",
			"overlays", "argo", "argocd", "gitops", "knative", "cloudrun", "cloud-run", "openshift":
			return true
		}
		return false
	})
}

// isSource reports whether the path is JavaScript or TypeScript that a program
// may be made of.
func isSource(name string) bool {
	if !isScript(name) {
		return false
	}
	base := path.Base(name)
	if strings.HasSuffix(base, ".d.ts") || strings.Contains(base, ".test.") || strings.Contains(base, ".spec.") || strings.Contains(base, "_spec.") || strings.Contains(base, ".min.") || strings.HasPrefix(base, ".pnp.") {
		return false
	}
	typed := strings.HasSuffix(base, "ts")
	sources := false
	for _, dir := range strings.Split(path.Dir(name), "/") {
		switch dir {
		case "test", "tests", "__tests__", "e2e", "step_definitions", "dist", "build", "coverage", ".yarn":
			return false
		case "support":
			if cucumberSupport.MatchString(name) {
				return false
			}
		case "docs", "public", "static", "assets", "examples":
			// Nobody serves TypeScript: among the sources it is a module of that name.
			if !typed || !sources {
				return false
			}
		case "src":
			sources = true
		default:
			if testFolder.MatchString(dir) {
				return false
			}
		}
	}
	return true
}

// cucumberSupport finds what Cucumber loads before its features, and no feature of a program that is
// called so.
var cucumberSupport = pattern.New(`^(?:(?:packages|apps|services)/[^/]+/)?features/support/`).Needs("features/support/")

// testFolder finds folders that hold tests, or what they share, by another name: e2e_tests,
// integration-tests, test-setup.
var testFolder = pattern.New(`^e2e[_-]|[_-](?:e2e|tests)$|^tests?[_-](?:setup|utils?|helpers?|support)$`).Needs("e2e", "tests", "test_", "test-")

// IsPipeline reports whether a file says what a build system does: a workflow,
// another service's configuration, a Makefile or the like.
func IsPipeline(name string) bool { return pipelineName.MatchString(strings.ToLower(name)) }

var pipelineName = pattern.New(`^(\.github/workflows/[^/]+\.ya?ml|(.*/)?(jenkinsfile([.-][^/]*)?|[^/]*\.jenkinsfile|[^/]*azure-pipelines[^/]*\.ya?ml|buildspec[^/]*\.ya?ml|cloudbuild[^/]*\.(ya?ml|json)|taskfile\.ya?ml|earthfile|makefile|justfile|[^/]*\.gitlab-ci\.ya?ml|azure\.ya?ml)|bitbucket-pipelines\.yml|\.travis\.yml|\.drone\.ya?ml|\.woodpecker\.ya?ml|codefresh\.ya?ml|appveyor\.yml|(\.circleci|\.gitlab|\.gitlab-ci|\.azure[^/]*|azure-pipelines|\.woodpecker|\.tekton|\.buildkite|\.semaphore|\.harness|\.ci|ci)/.+\.(ya?ml|groovy))$`).
	Needs(".y", "kinsfile", "earthfile", "makefile", "justfile", "cloudbuild", ".groovy")
