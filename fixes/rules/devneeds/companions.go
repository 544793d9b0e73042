package devneeds

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A companion is a package that another one loads when it is loaded itself, and leaves
// to the project to install: a peer. Lockfiles that know peers keep them.
type companion struct {
	of  string
	any []string // one of these is enough
	// used finds where the sources make the package load it, nil for always.
	used *pattern.Pattern
}

var companions = []companion{
	{of: "@nestjs/core", any: []string{"@nestjs/platform-express", "@nestjs/platform-fastify", "@nestjs/microservices"}},
	{of: "@nestjs/common", any: []string{"class-validator"}, used: pattern.New(`\bValidationPipe\s*\(`).Needs("ValidationPipe")},
	{of: "@nestjs/common", any: []string{"class-transformer"}, used: pattern.New(`\b(?:ValidationPipe|ClassSerializerInterceptor)\b`).Needs("ValidationPipe", "ClassSerializerInterceptor")},
	{of: "@nestjs/core", any: []string{"reflect-metadata"}}, {of: "@nestjs/core", any: []string{"rxjs"}}, {of: "@nestjs/core", any: []string{"@nestjs/common"}},
	{of: "@nestjs/mongoose", any: []string{"mongoose"}}, {of: "@nestjs/typeorm", any: []string{"typeorm"}}, {of: "@nestjs/sequelize", any: []string{"sequelize-typescript"}},
	{of: "@nestjs/graphql", any: []string{"graphql"}}, {of: "@nestjs/passport", any: []string{"passport"}}, {of: "@nestjs/bull", any: []string{"bull"}}, {of: "@nestjs/bullmq", any: []string{"bullmq"}},
	{of: "@nestjs/cache-manager", any: []string{"cache-manager"}}, {of: "@nestjs/axios", any: []string{"axios"}},
	{of: "@apollo/server", any: []string{"graphql"}}, {of: "apollo-server", any: []string{"graphql"}}, {of: "apollo-server-express", any: []string{"graphql"}}, {of: "express-graphql", any: []string{"graphql"}},
	{of: "graphql-yoga", any: []string{"graphql"}}, {of: "graphql-http", any: []string{"graphql"}}, {of: "type-graphql", any: []string{"graphql"}}, {of: "mercurius", any: []string{"graphql"}}, {of: "@graphql-tools/schema", any: []string{"graphql"}},
	{of: "react-dom", any: []string{"react"}}, {of: "next", any: []string{"react"}}, {of: "next", any: []string{"react-dom"}}, {of: "vue-server-renderer", any: []string{"vue"}},
	{of: "sequelize-typescript", any: []string{"sequelize"}}, {of: "sequelize-typescript", any: []string{"reflect-metadata"}}, {of: "winston-daily-rotate-file", any: []string{"winston"}}, {of: "winston-mongodb", any: []string{"winston"}},
	{of: "ts-node", any: []string{"typescript"}}, {of: "typeorm-naming-strategies", any: []string{"typeorm"}}, {of: "express-winston", any: []string{"winston"}}, {of: "nestjs-pino", any: []string{"pino-http"}},
	{of: "inversify", any: []string{"reflect-metadata"}}, {of: "routing-controllers", any: []string{"class-validator"}}, {of: "routing-controllers", any: []string{"class-transformer"}}, {of: "@hapi/vision", any: []string{"@hapi/hapi"}},
	{of: "@mikro-orm/nestjs", any: []string{"@mikro-orm/core"}}, {of: "mongoose-paginate-v2", any: []string{"mongoose"}}, {of: "objection", any: []string{"knex"}}, {of: "bookshelf", any: []string{"knex"}},
}

// companionLeftOut: a package that the program imports loads a peer that is only a
// dev dependency.
func companionLeftOut(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if pr.Lock != nil && pr.Lock.Manager == node.PNPM {
		return "", nil // which installs a peer along with what wants it
	}
	for _, c := range companions {
		if pr.Manifest.Dependencies[c.of] == "" {
			continue
		}
		lacking := slices.IndexFunc(c.any, pr.LeftOut)
		if lacking < 0 || slices.ContainsFunc(c.any, func(pkg string) bool { return pr.Manifest.Depends(pkg) && !pr.LeftOut(pkg) }) {
			continue
		}
		loads, err := loadsCompanion(p, t, c)
		if err != nil {
			return "", err
		}
		if loads != "" {
			return fmt.Sprintf("%s loads %s, which it leaves to the project and which is only in devDependencies. Move it to dependencies first", c.of, c.any[lacking]), nil
		}
	}
	return "", nil
}

// loadsCompanion returns the source file by which the program makes a package load its
// companion.
func loadsCompanion(p *fixes.Pass, t *fixes.Target, c companion) (string, error) {
	if c.used == nil && slices.Contains(ownStarts, c.of) {
		return c.of, nil // its own program starts it
	}
	for _, name := range launch.SourcesOf(p, t) {
		_, modules, err := loadedModules(p, t, name)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(modules, func(m string) bool { return project.PackageName(m) == c.of }) {
			continue
		}
		if c.used == nil {
			return name, nil
		}
		if found, err := p.Repo.Matches(name, c.used); found || err != nil {
			return name, err
		}
	}
	return "", nil
}

// ownStarts are packages whose own program loads the companion.
var ownStarts = []string{"next", "ts-node"}
