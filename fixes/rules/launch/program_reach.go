package launch

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// GlobMatchesName reports whether a pattern of path.Match fits; a broken one does not.
func GlobMatchesName(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

// Any returns the first of some files with one of the endings that the program may
// load.
func (r *Reach) Any(names []string, endings ...string) (string, error) {
	for _, name := range names {
		if !slices.Contains(endings, path.Ext(name)) || strings.HasSuffix(name, ".d.ts") {
			continue
		}
		if has, err := r.Has(name); has || err != nil {
			return name, err
		}
	}
	return "", nil
}

// A Reach says which source files the program of a target may load.
type Reach struct {
	P *fixes.Pass
	T *fixes.Target
	// program is what it loads, nil when that is not certain; read reports that
	// it was looked for.
	program *source.Program
	read    bool
}

// Has reports whether the program may load a source file: it gets into the
// build, and the program imports it or may name it in another way.
func (r *Reach) Has(name string) (bool, error) {
	if !CopiedAnywhere(r.P, name) {
		return false, nil
	}
	if !r.read {
		var err error
		if r.program, err = wholeProgram(r.P, r.T); err != nil {
			return true, err
		}
		r.read = true
	}
	if r.program == nil || slices.Contains(r.program.Files, name) {
		return true, nil
	}
	return namedIn(r.P, r.T, name, r.program.Files)
}

// CopiedAnywhere reports whether a file of the repository may get into any of
// the Dockerfile's stages.
func CopiedAnywhere(p *fixes.Pass, name string) bool { return CopiedFiles(p)(name) }

// CopiedFiles is CopiedAnywhere for many files.
func CopiedFiles(p *fixes.Pass) func(name string) bool {
	context := p.Context()
	sources, all := CopySources(p)
	return func(name string) bool {
		rel, inside := strings.CutPrefix("/"+name, path.Join("/", context.Dir))
		if rel = strings.TrimPrefix(rel, "/"); context.Uncertain != "" || !inside {
			return true
		}
		return !p.Ignored(name) && (all || slices.ContainsFunc(sources, func(s string) bool { return takesFile(s, rel) }))
	}
}

// CopySources returns what the stages take from the context, or that they may
// take anything.
func CopySources(p *fixes.Pass) (sources []string, all bool) {
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			if m.Stage != stage {
				continue // its own stage is looked at by itself
			}
			if m.Is("RUN") && (len(FromContext(m.Instruction)) > 0 || fetchesSources.MatchString(m.Spoken())) {
				return nil, true
			}
			c, ok := p.ReadCopy(m)
			if !ok || c.From != nil {
				continue
			}
			if c.Outside { // an image has its files at absolute paths, a named context may be this one
				if !path.IsAbs(c.Sources[0]) {
					return nil, true
				}
				continue
			}
			if !c.Known || slices.ContainsFunc(c.Sources, func(s string) bool { return builtBefore(p, s) }) {
				return nil, true
			}
			sources = append(sources, c.Sources...)
		}
	}
	return sources, false
}

// builtBefore reports whether a COPY source is what a build makes of the sources before the image is
// built: the repository does not have it.
func builtBefore(p *fixes.Pass, src string) bool {
	name := path.Join(p.Context().Dir, path.Join("/", src))
	return outputFolder.MatchString(src) && !p.Repo.Exists(name) && !p.Repo.IsDir(name)
}

// outputFolder finds paths in folders that builds write.
var outputFolder = pattern.New(`(^|/)(dist|build|out|lib|\.output|\.next)(/|$)`)

// fetchesSources finds what may bring the program's sources from elsewhere.
var fetchesSources = pattern.New(`\bgit\b.*\bclone\b|\b(curl|wget)\b.*\.(tgz|tar|zip)`)

// TakesFile reports whether a COPY source of the context takes a file of it.
func takesFile(src, rel string) bool {
	if strings.Contains(src, "://") || strings.Contains(src, "**") {
		return true
	}
	parts := strings.Split(rel, "/")
	src = path.Join("/", src)[1:]
	if src == "" {
		return true
	}
	wanted := strings.Split(src, "/")
	if len(wanted) > len(parts) {
		return false
	}
	for n, part := range wanted {
		if !GlobMatchesName(part, parts[n]) && part != parts[n] {
			return false
		}
	}
	return true
}

// wholeProgram returns the files of a target's program when they are certain to
// be all that it loads: one command starts it, it loads nothing by a computed
// name and no package that looks for files.
func wholeProgram(p *fixes.Pass, t *fixes.Target) (*source.Program, error) {
	if !startsOnce(p, t) {
		return nil, nil
	}
	program, err := followedProgram(p, t)
	if err != nil || program == nil || !program.Whole() || program.Imports(project.SortedNames(fileLoaders)...) {
		return nil, err
	}
	starts := program.Imports("child_process")
	for _, name := range program.Files {
		found, err := p.Repo.Matches(name, filePattern)
		if err == nil && !found && starts {
			found, err = p.Repo.Matches(name, namesRunner)
		}
		if err != nil || found {
			return nil, err
		}
	}
	return program, nil
}

// startsOnce reports whether the image is started in one way only, by one
// command.
func startsOnce(p *fixes.Pass, t *fixes.Target) bool {
	for _, b := range t.Builds {
		if len(b.Command) > 0 || len(b.Entrypoint) > 0 || len(b.Runs) > 0 {
			return false
		}
	}
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		if c.At == nil {
			continue
		}
		for _, script := range c.At.Scripts(nil) {
			if len(script.Commands) > 1 {
				return false
			}
		}
	}
	if len(deploy.StartScripts(p, t)) > 0 {
		return false
	}
	name, _, ok := node.ScriptOf(t.Program())
	if !ok {
		return true
	}
	run, ok := t.Manifest.Resolve(name)
	return ok && run.Simple && len(run.Hooks) == 0
}

// filePattern finds a pattern for files of code in a text.
var filePattern = pattern.New(`['"` + "`" + `][^'"` + "`" + `\n]*\*[^'"` + "`" + `\s]*\.(\{|[cm]?[jt]s)`).Needs("*")

// namesRunner finds what may start a further program of Node.
var namesRunner = pattern.New(`\bfork\(|\bexecPath\b|['"` + "`" + `](node|npm|npx|yarn|pnpm|tsx|ts-node|sh|bash)\b`)

// fileLoaders are modules that load files of the program by their names or folders,
// or start further programs.
var fileLoaders = project.WordSet(`worker_threads cluster vm module execa shelljs cross-spawn zx piscina workerpool jest-worker bree tinypool threads
	sequelize sequelize-typescript typeorm mikro-orm @mikro-orm/core umzug knex objection drizzle-orm bookshelf mongoose-autoload @nestjs/typeorm @nestjs/sequelize @mikro-orm/nestjs
	type-graphql routing-controllers tsoa inversify-express-utils fastify-autoload @fastify/autoload fastify-cli fastify-loader @feathersjs/feathers moleculer probot sails egg midway @midwayjs/core loopback @loopback/boot
	@strapi/strapi strapi keystone @keystone-6/core payload adonis @adonisjs/core ts.ed @tsed/core @tsed/common glue @hapi/glue consign express-load require-dir require-all require-glob include-all import-all globby glob fast-glob tiny-glob load-json
	discord-akairo discord.js-commando @sapphire/framework discordx @discordx/importer commandkit sapphire wokcommands eris-sharder discord-hybrid-sharding bull bullmq agenda node-schedule
	next nuxt @remix-run/express @remix-run/dev vite @react-router/express express-file-routing express-openapi openapi-backend express-openapi-validator swagger-tools oas-tools awilix i18next-fs-backend nconf config module-alias jiti tsx ts-node @swc/register @babel/register esbuild-register esm require-from-string import-fresh import-from resolve-from dynamic-import proxyquire rewire pkg-dir app-root-path find-up @graphql-tools/load-files merge-graphql-schemas graphql-import-files webpack rollup esbuild gulp hexo docusaurus eleventy @11ty/eleventy metalsmith botkit hubot @slack/hubot homebridge @serverless-devs/fc functions-framework @google-cloud/functions-framework serverless serverless-http-server n8n node-red`)

// namedIn reports whether a text of the program, or what the repository says of
// its containers, holds the name of a file that is not imported.
func namedIn(p *fixes.Pass, t *fixes.Target, name string, files []string) (bool, error) {
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if stem == "index" {
		stem = path.Base(path.Dir(name))
	}
	expr := regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(stem) + `($|[^\w-])`)
	files = slices.Clone(files)
	for _, other := range p.Repo.Wanted() {
		switch path.Ext(other) {
		case ".yml", ".yaml", ".sh", ".toml":
			files = append(files, other)
		}
		if path.Base(other) == "package.json" || fixes.IsDockerfile(other) || path.Base(other) == "Procfile" || project.ProcessFile.MatchString(other) {
			files = append(files, other)
		}
	}
	for _, file := range files {
		data, ok, err := p.Repo.Read(file)
		if file == p.File.Path {
			data = withoutOthers(p, t, data)
		}
		if err != nil || ok && expr.Match(data) {
			return true, err
		}
	}
	return false, nil
}

// withoutOthers takes out of a Dockerfile's text what other stages than the target's
// are called and start: those have an image of their own for it.
func withoutOthers(p *fixes.Pass, t *fixes.Target, text []byte) []byte {
	text = slices.Clone(text)
	for _, s := range p.File.Stages {
		if s == t.Stage || Inherits(p, t.Stage, s) {
			continue
		}
		for _, i := range s.Instructions {
			if i.Is("FROM", "CMD", "ENTRYPOINT", "HEALTHCHECK") && i.Span.End <= len(text) {
				copy(text[i.Span.Start:i.Span.End], bytes.Repeat([]byte(" "), i.Span.Len()))
			}
		}
	}
	return text
}
