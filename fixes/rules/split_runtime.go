package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/source"
)

// chooseFiles decides what the shipped stage takes from the build: single
// folders where it is certain that the program reads nothing else, else the
// application's whole folder, which is as it was without the dev dependencies.
func (s *split) chooseFiles() (withheld string, err error) {
	if s.onlyInstalls() && s.copiesContextBelow() {
		s.files = []string{"node_modules"}
		return "", nil
	}
	files, why := s.programFiles()
	if why == "" {
		s.files = files
		s.notes = append(s.notes, fmt.Sprintf("The shipped stage gets %s and nothing else of %s. Check that the program reads no other file.", and(files), s.root))
		return "", nil
	}
	s.notes = append(s.notes, fmt.Sprintf("The shipped stage gets all of %s, because %s. Name what it needs to make the image smaller.", s.root, why))
	return "", nil
}

// onlyInstalls reports whether the build does nothing but install packages.
func (s *split) onlyInstalls() bool {
	for _, m := range s.above() {
		if c, ok := s.p.ReadCopy(m); ok && inFolder(c.Dest, s.root) && !s.sameInContext(c) {
			return false
		}
		if !m.Is("RUN") {
			continue
		}
		for _, c := range leanCommands(m) {
			words := literalWords(c)
			if i, ok := node.ParseInstall(words); s.kindOfCommand(m, c, words) == buildRun && !(ok && i.Project()) {
				return false
			}
		}
	}
	for _, i := range s.p.Installs(s.stage) {
		if i.At.Index > s.cut.Index || !i.Project() {
			continue
		}
		if i.Workdir != s.root || i.Manifest == nil {
			return false
		}
		for _, hook := range hooksOf(i.Manager) {
			if i.Manifest.Scripts[hook] != "" && !i.IgnoreScripts {
				return false // it may make files outside of node_modules
			}
		}
	}
	return true
}

// sameInContext reports whether a copy of the whole context brings the same
// files to the same places.
func (s *split) sameInContext(c *fixes.Copy) bool {
	if !c.Context() || c.At.Is("ADD") || len(c.At.Heredocs) > 0 {
		return false
	}
	dest := strings.TrimPrefix(strings.TrimPrefix(c.Dest, s.root), "/")
	for _, name := range c.Sources {
		name = path.Join("/", name)[1:]
		folder := s.p.Repo.IsDir(path.Join(s.p.Context().Dir, name))
		if dest != name && (folder || path.Join(dest, path.Base(name)) != name) {
			return false
		}
	}
	return true
}

// copiesContextBelow reports whether the whole build context is copied behind
// the cut.
func (s *split) copiesContextBelow() bool {
	return slices.ContainsFunc(s.below(), func(m fixes.Moment) bool {
		c, ok := s.p.ReadCopy(m)
		return ok && c.Known && c.Context() && c.Dest == s.root && slices.Equal(c.Sources, []string{"."})
	})
}

// programFiles returns what the program is made of, relative to the root; why
// says why that is not certain.
func (s *split) programFiles() (files []string, why string) {
	t := s.target
	words, dir := programWords(s.p, t)
	switch {
	case t.Manifest == nil:
		return nil, "which package.json lies there is not certain"
	case s.root != t.Chain.End.Workdir || dir != s.root || s.sceneAtCut().Workdir != s.root:
		return nil, "the program starts in another folder than it was built in"
	case len(t.Manifest.Workspaces) > 0:
		return nil, "its workspaces link to each other"
	case len(words) == 0 || len(startScripts(s.p, t)) > 0:
		return nil, "what starts the program may read any of it"
	}
	if why = s.readElsewhere(); why != "" {
		return nil, why
	}
	if path.Base(words[0]) == "next" && len(words) > 1 && words[1] == "start" {
		return s.nextFiles()
	}
	if why = s.importsOutside(); why != "" {
		return nil, why
	}
	return s.outputFiles(words)
}

// importsOutside says which source file imports one that the build may leave
// where it is: one of another folder, one that is made by a step, or data.
func (s *split) importsOutside() string {
	dir := s.target.Dir
	for _, name := range s.p.Sources(dir) {
		if tooling.MatchString(name) {
			continue
		}
		data, _, err := s.p.Repo.Read(name)
		if err != nil {
			return name + " could not be read"
		}
		for _, module := range source.Read(data).Imports {
			if !source.Relative(module) {
				continue
			}
			file, ok := source.File(repoTree{s.p.Repo}, path.Join(path.Dir(name), module))
			if !ok || topFolder(dir, file) != topFolder(dir, name) || topFolder(dir, name) == "" && path.Ext(file) != ".ts" {
				return fmt.Sprintf("%s imports %s, which the build may leave where it is", name, module)
			}
		}
	}
	return ""
}

// topFolder returns the first folder of a path below dir, "" for a file of dir
// itself.
func topFolder(dir, name string) string {
	first, _, nested := strings.Cut(strings.TrimPrefix(name, dir+"/"), "/")
	if !nested {
		return ""
	}
	return first
}

// readElsewhere says what may read files that are not the program's own.
func (s *split) readElsewhere() string {
	t := s.target
	for _, b := range t.Builds {
		if len(b.Command) > 0 || len(b.Entrypoint) > 0 {
			return b.Source.Path + " starts it with another command"
		}
	}
	for _, m := range s.below() {
		if kind, _ := s.kindOfRun(m); m.Is("RUN") && kind == folderRun {
			return fmt.Sprintf("line %d works on its files", m.StartLine)
		}
	}
	for _, m := range s.own() {
		if m.Is("HEALTHCHECK") && fileWord.MatchString(m.Text) {
			return "the health check runs a file of it"
		}
	}
	for _, pkg := range sortedNames(t.Manifest.Dependencies) {
		if readingPackages[pkg] {
			return pkg + " may read files beside the program"
		}
	}
	for _, name := range s.p.Sources(t.Dir) {
		if tooling.MatchString(name) {
			continue
		}
		if data, ok, err := s.p.Repo.Read(name); err != nil || ok && readsFiles.Match(data) {
			return name + " may read files beside the program"
		}
	}
	return ""
}

var (
	fileWord = regexp.MustCompile(`\.(js|mjs|cjs|sh|json)\b`)
	// readsFiles finds what a program reads files with, or names them by.
	readsFiles = regexp.MustCompile(`\b(readFile|readFileSync|createReadStream|readdir|readdirSync|opendir|existsSync|statSync|sendFile|sendfile|serveStatic|ServeStaticModule|fastifyStatic|loadSync|loadPackageDefinition|viewEngine|readJson|readJsonSync|glob|globSync|fork|Worker)\b|express\.static|@fastify/static|@fastify/view|serve-static|koa-static|\b__dirname\b|\b__filename\b|import\.meta|process\.cwd|require\.resolve|\bset\(\s*['"]views|\bentities\s*:|\bmigrations\s*:|typePaths|autoSchemaFile|package\.json`)
	// readingPackages read files that belong to the application.
	readingPackages = wordsIn(`config dotenv dotenv-flow dotenv-expand module-alias tsconfig-paths typeorm knex sequelize sequelize-cli umzug mikro-orm @mikro-orm/core objection drizzle-orm node-pg-migrate db-migrate
		@nestjs/serve-static @nestjs/config nestjs-i18n @nestjs-modules/mailer nodemailer-express-handlebars i18n i18next-fs-backend next-i18next next-intl ejs pug hbs handlebars express-handlebars nunjucks eta mustache
		swagger-jsdoc yamljs swagger-ui-express pm2 moleculer @strapi/strapi keystone @keystone-6/core payload sails @feathersjs/configuration nconf convict rc cosmiconfig envalid-file prisma piscina workerpool bull bullmq @grpc/proto-loader protobufjs
		gatsby contentlayer next-contentlayer gray-matter serve http-server pino-pretty-file geoip-lite newrelic elastic-apm-node dd-trace`)
)

// outputFiles is for a program that a build wrote into a folder of its own.
func (s *split) outputFiles(words []string) (files []string, why string) {
	if base := path.Base(words[0]); base != "node" && base != "nodejs" {
		return nil, fmt.Sprintf("which files %s reads is not known", words[0])
	}
	program := ""
	for _, w := range words[1:] {
		switch {
		case program == "" && isJavaScript(w) && !path.IsAbs(w), program == "" && strings.Contains(w, "/") && !strings.HasPrefix(w, "-") && !path.IsAbs(w):
			program = path.Clean(w)
		case strings.Contains(w, "/") && !strings.HasPrefix(w, "-"), w == "-r" || w == "--require" || w == "--import" || strings.Contains(w, "env-file"):
			return nil, fmt.Sprintf("the program is started with %s", w)
		}
	}
	out, _, nested := strings.Cut(program, "/")
	switch {
	case program == "" || !nested || strings.HasPrefix(out, ".."):
		return nil, "the program is not in a folder of its own"
	case s.p.Repo.IsDir(path.Join(s.target.Dir, out)):
		return nil, out + " is in the repository and not made by the build alone"
	case out == ".output":
		return []string{".output"}, "" // Nitro takes its packages along
	}
	return []string{"package.json", "node_modules", out}, ""
}

// nextFiles is for "next start", which reads its build, its configuration and
// the folder public.
func (s *split) nextFiles() (files []string, why string) {
	dir := s.target.Dir
	files = []string{"package.json"}
	for _, name := range s.p.Repo.Under(dir) {
		rel := strings.TrimPrefix(name, dir+"/")
		if strings.HasPrefix(rel, ".env") && !strings.Contains(rel, "example") && !s.p.Ignored(name) {
			return nil, "Next.js reads " + rel + " when it starts"
		}
		if !strings.HasPrefix(rel, "next.config.") {
			continue
		}
		data, _, err := s.p.Repo.Read(name)
		if err != nil || strings.Contains(string(data), "distDir") || slices.ContainsFunc(source.Read(data).Imports, source.Relative) {
			return nil, rel + " names further files"
		}
		files = append(files, rel)
	}
	if s.p.Repo.IsDir(path.Join(dir, "public")) {
		files = append(files, "public")
	}
	return append(files, ".next", "node_modules"), ""
}

// dropDev removes dev dependencies at the end of the build.
func (s *split) dropDev() (withheld string, err error) {
	var trees []moduleTree
	for _, tree := range devModules(s.p, s.stage) {
		if tree.from == nil && projectOfInstall(s.p, tree.install).hasDev() {
			trees = append(trees, tree)
		}
	}
	if len(trees) == 0 {
		return "", nil
	}
	tree := trees[0]
	i, pr := tree.install, projectOfInstall(s.p, tree.install)
	switch {
	case len(trees) > 1:
		return "dev dependencies are installed in more than one folder. Remove them in each after its build", nil
	case i.Manifest == nil:
		return fmt.Sprintf("which package.json the install at line %d works on is not certain", i.At.StartLine), nil
	}
	shipped := *s.target
	shipped.Manifest, shipped.Dir = pr.manifest, pr.dir
	if withheld, err = devAtRunTime(s.p, &shipped, pr); withheld != "" || err != nil {
		return withheld, err
	}
	command, withheld := pruneCommand(s.p, i, pr)
	if withheld == "" {
		withheld = unfitPlace(s.p, prunePlace{s.stage, tree.dir, s.cut}, i)
	}
	s.prune = s.keyword("RUN") + " " + command
	return withheld, nil
}

// splitLineStart returns where the line of an offset begins.
func splitLineStart(f *dockerfile.File, offset int) int { return f.Start(f.Position(offset).Line) }
