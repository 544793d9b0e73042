package splits

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// ChooseFiles decides what the shipped stage takes from the build: single
// folders where it is certain that the program reads nothing else, else the
// application's whole folder, which is as it was without the dev dependencies.
func (s *Split) ChooseFiles() (withheld string, err error) {
	if s.onlyInstalls() && s.copiesContextBelow() {
		s.files = []string{"node_modules"}
		return "", nil
	}
	files, why := s.programFiles()
	if why == "" {
		s.files = files
		s.Notes = append(s.Notes, fmt.Sprintf("The shipped stage gets %s and nothing else of %s. Check that the program reads no other file.", launch.And(files), s.root))
		return "", nil
	}
	s.Notes = append(s.Notes, fmt.Sprintf("The shipped stage gets all of %s, because %s. Name what it needs to make the image smaller.", s.root, why))
	return "", nil
}

// programFiles returns what the program is made of, relative to the root; why
// says why that is not certain.
func (s *Split) programFiles() (files []string, why string) {
	t := s.Target
	words, dir := deploy.ProgramWords(s.P, t)
	switch {
	case t.Manifest == nil:
		return nil, t.Unread.Or("which package.json lies there is not certain")
	case s.root != t.Chain.End.Workdir || dir != s.root || s.sceneAtCut().Workdir != s.root:
		return nil, "the program starts in another folder than it was built in"
	case len(t.Manifest.Workspaces) > 0:
		return nil, "its workspaces link to each other"
	case len(words) == 0 || len(deploy.StartScripts(s.P, t)) > 0:
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

// readElsewhere says what may read files that are not the program's own.
func (s *Split) readElsewhere() string {
	t := s.Target
	for _, b := range t.Builds {
		if len(b.Command) > 0 || len(b.Entrypoint) > 0 {
			return b.Source.Path + " starts it with another command"
		}
		if len(b.Runs) > 0 {
			return fmt.Sprintf("%s runs another command in it", b.Runs[0].Source)
		}
	}
	for _, m := range s.below() {
		if kind, _ := s.kindOfRun(m); m.Is("RUN") && kind == folderRun {
			return fmt.Sprintf("line %d works on its files", m.StartLine)
		}
	}
	for _, m := range s.above() {
		if c, ok := s.P.ReadCopy(m); ok && !c.Context() && deploy.InFolder(c.Dest, s.root) && path.Base(c.Dest) != "node_modules" {
			return fmt.Sprintf("line %d brings files that neither its sources nor its build have", m.StartLine)
		}
	}
	for _, m := range s.own() {
		if m.Is("HEALTHCHECK") && fileWord.MatchString(m.Text) {
			return "the health check runs a file of it"
		}
	}
	for _, pkg := range project.SortedNames(t.Manifest.Dependencies) {
		if readingPackages[pkg] {
			return pkg + " may read files beside the program"
		}
	}
	for _, name := range s.P.Sources(t.Dir) {
		if project.IsTooling(name) {
			continue
		}
		if data, ok, err := s.P.Repo.Read(name); err != nil || ok && readsFiles.Match(data) {
			return name + " may read files beside the program"
		}
	}
	return ""
}

var (
	fileWord = pattern.New(`\.(js|mjs|cjs|sh|json)\b`)
	// readsFiles finds what a program reads files with, or names them by.
	readsFiles = pattern.New(`\b(readFile|readFileSync|createReadStream|readdir|readdirSync|opendir|existsSync|statSync|sendFile|sendfile|serveStatic|ServeStaticModule|fastifyStatic|loadSync|loadPackageDefinition|viewEngine|readJson|readJsonSync|glob|globSync|fork|Worker)\b|express\.static|@fastify/static|@fastify/view|serve-static|koa-static|\b__dirname\b|\b__filename\b|import\.meta|process\.cwd|require\.resolve|\bset\(\s*['"]views|\bentities\s*:|\bmigrations\s*:|typePaths|autoSchemaFile|package\.json`)
	// readingPackages read files that belong to the application.
	readingPackages = project.WordSet(`config dotenv dotenv-flow dotenv-expand module-alias tsconfig-paths typeorm knex sequelize sequelize-cli umzug mikro-orm @mikro-orm/core objection drizzle-orm node-pg-migrate db-migrate
		@nestjs/serve-static @nestjs/config nestjs-i18n @nestjs-modules/mailer nodemailer-express-handlebars i18n i18next-fs-backend next-i18next next-intl ejs pug hbs handlebars express-handlebars nunjucks eta mustache
		swagger-jsdoc yamljs swagger-ui-express pm2 moleculer @strapi/strapi keystone @keystone-6/core payload sails @feathersjs/configuration nconf convict rc cosmiconfig envalid-file prisma piscina workerpool bull bullmq @grpc/proto-loader protobufjs
		gatsby contentlayer next-contentlayer gray-matter serve http-server pino-pretty-file geoip-lite newrelic elastic-apm-node dd-trace`)
)
