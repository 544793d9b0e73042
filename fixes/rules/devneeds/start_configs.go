package devneeds

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// An ownConfig is the configuration that a program loads each time it starts.
type ownConfig struct {
	// starts finds the program in what the image starts.
	starts *pattern.Pattern
	// stems are the names of its files without their endings.
	stems []string
}

var ownConfigs = []ownConfig{
	{pattern.New(`\bnext(["',\s]+start\b|\s*$)`).Needs("next"), []string{launch.NextConfig}},
	{pattern.New(`\bnux[ti](["',\s]+(start|preview)\b|\s*$)`).Needs("nux"), []string{"nuxt.config"}},
	{pattern.New(`\bvite\s+preview\b`).Needs("preview"), []string{"vite.config", "svelte.config"}},
	{pattern.New(`\bastro\s+preview\b`).Needs("preview"), []string{"astro.config"}},
	{pattern.New(`\brsbuild\s+preview\b`).Needs("preview"), []string{"rsbuild.config"}},
	{pattern.New(`\bgatsby\s+serve\b`).Needs("gatsby"), []string{"gatsby-config"}},
	{pattern.New(`\bdocusaurus\s+serve\b`).Needs("docusaurus"), []string{"docusaurus.config"}},
	{pattern.New(`\bprisma\s+(migrate|db|generate)\b`).Needs("prisma"), []string{"prisma.config", ".config/prisma"}},
	{pattern.New(`\bdrizzle-kit\s`).Needs("drizzle-kit"), []string{"drizzle.config"}},
	{pattern.New(`\bknex\s`).Needs("knex"), []string{"knexfile"}},
	{pattern.New(`\bmikro-orm(-esm)?\s`).Needs("mikro-orm"), []string{"mikro-orm.config", "src/mikro-orm.config"}},
	{pattern.New(`\bmigrate-mongo\s`).Needs("migrate-mongo"), []string{"migrate-mongo-config"}},
	{pattern.New(`\bmedusa\s+(start|exec|user|db:)`).Needs("medusa"), []string{medusaConfig}},
	{pattern.New(`\bsequelize(-cli)?\s+db:`).Needs("sequelize"), []string{".sequelizerc", "config/config"}},
}

// medusaConfig is what Medusa reads by ts-node where it ends in .ts; beside what it has built
// into .medusa/server lies one that is built too.
const medusaConfig = "medusa-config"

// startConfigs returns what the configuration of a program that the image
// starts imports from the dev dependencies; "" for none.
func startConfigs(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	texts := ranTexts(p, t)
	for _, c := range ownConfigs {
		if !slices.ContainsFunc(texts, c.starts.MatchString) && !loadsNext(p, t, pr, c) {
			continue
		}
		for _, stem := range c.stems {
			if found, err := configImport(p, t, pr, stem); found != "" || err != nil {
				return found, err
			}
		}
	}
	return migrationImport(p, t, pr)
}

// ranTexts returns the texts of what runs in a target's containers: at the start, and what scripts
// and pipelines run in them besides, as a migration before the start.
func ranTexts(p *fixes.Pass, t *fixes.Target) (texts []string) {
	for _, s := range launch.StartTexts(p, t) {
		texts = append(texts, s.Text)
	}
	for _, b := range t.Builds {
		for _, run := range b.Runs {
			texts = append(texts, strings.Join(run.Words, " "))
		}
	}
	return texts
}

// runsMigration finds what runs the files of a folder of migrations or seeds, which are
// code; those of TypeORM and Prisma are no files of JavaScript, or are built with the
// program.
var runsMigration = pattern.New(`\b(?:sequelize(?:-cli)?\s+db:(?:migrate|seed)|knex\s+(?:\S+\s+)*(?:migrate|seed):|node-pg-migrate\s|db-migrate\s|migrate-mongo\s+up)`).Needs("sequelize", "knex", "migrate")

// migrationImport returns what a migration that runs at the start imports from the dev
// dependencies.
func migrationImport(p *fixes.Pass, t *fixes.Target, pr *project.Project) (string, error) {
	if !slices.ContainsFunc(ranTexts(p, t), runsMigration.MatchString) {
		return "", nil
	}
	for _, name := range p.Sources(pr.Dir) {
		switch path.Base(path.Dir(name)) {
		case "migrations", "seeders", "seeds":
		default:
			continue
		}
		if !launch.CopiedAnywhere(p, name) {
			continue
		}
		if found, err := importsDev(p, t, pr, name); found != "" || err != nil {
			return found, err
		}
	}
	return "", nil
}

// loadsNext reports whether the program is a server of the project's own that starts
// Next, which reads its configuration.
func loadsNext(p *fixes.Pass, t *fixes.Target, pr *project.Project, c ownConfig) bool {
	if c.stems[0] != launch.NextConfig || !pr.Manifest.Next {
		return false
	}
	entries, err := launch.ProgramEntries(p, t)
	if err != nil || len(entries) == 0 {
		return false
	}
	program, err := project.FollowProgram(p, entries)
	return err == nil && program.Imports("next")
}

// nuxtModule returns the module that Nuxt 2 loads at each start and that is only a dev dependency;
// those of its build are named apart. Where they come from another file, it is one that is called so.
func nuxtModule(p *fixes.Pass, pr *project.Project, at string) (string, error) {
	if !pr.NuxtTwo() {
		return "", nil
	}
	data, ok, err := p.Repo.Read(at)
	if err != nil || !ok {
		return "", err
	}
	for v := range source.Take(data).Placed("modules") {
		if len(v.In) > 0 {
			continue
		}
		for _, text := range source.Read([]byte(v.Value)).Texts {
			if pkg := project.PackageName(text); pr.LeftOut(pkg) {
				return fmt.Sprintf("%s names the module %s, which Nuxt loads at each start and which is only in devDependencies. Move it to dependencies first", at, pkg), nil
			}
		}
		if strings.HasPrefix(v.Value, "[") && !strings.Contains(v.Value, "...") {
			continue
		}
		for _, pkg := range project.SortedNames(pr.Manifest.Dev) {
			if nuxtNamed.MatchString(pkg) && !nuxtBuild.MatchString(pkg) && pr.LeftOut(pkg) {
				return fmt.Sprintf("%s takes the modules that Nuxt loads at each start from elsewhere, and %s is only in devDependencies. Move it to dependencies first if it is one of them", at, pkg), nil
			}
		}
	}
	return "", nil
}

var (
	// nuxtNamed finds names of packages that may be modules of Nuxt, nuxtBuild those for its build.
	nuxtNamed = pattern.New(`^@nuxtjs/|^nuxt-|-nuxt$|^@[\w-]+/nuxt(?:-|$)`).Needs("nuxt")
	nuxtBuild = pattern.New(`lint|tailwind|vuetify|typescript|composition-api|types|config|storybook|test`)
)

// readsAlone reports whether the project's version of Next reads a configuration in TypeScript
// with nothing but its own compiler, which also takes tsconfig.json apart from 16.3 on.
func readsAlone(pr *project.Project) bool {
	locked, ok := pr.Lock.Find("next")
	return ok && node.Fits(locked.Version, ">=16.3.0")
}

// configImport looks at a configuration, whatever the ending of its name.
func configImport(p *fixes.Pass, t *fixes.Target, pr *project.Project, stem string) (string, error) {
	for _, ending := range project.ConfigEndings {
		at := path.Join(pr.Dir, stem+ending)
		if !p.Repo.Exists(at) || p.Repo.IsDir(at) || !launch.CopiedAnywhere(p, at) {
			continue
		}
		if stem == launch.NextConfig && path.Ext(ending) == ".ts" && pr.LeftOut("typescript") && !readsAlone(pr) {
			return at + " is read with typescript at each start, which is only in devDependencies. Move it to dependencies first", nil
		}
		if stem == medusaConfig {
			if strings.HasSuffix(t.Chain.End.Workdir, "/.medusa/server") || path.Ext(ending) != ".ts" {
				continue
			}
			if pr.LeftOut("ts-node") {
				return at + " is read with ts-node at each start, which is only in devDependencies. Move it to dependencies first", nil
			}
		}
		program, err := project.FollowProgram(p, []string{at})
		if err != nil {
			return "", err
		}
		for _, name := range append([]string{at}, program.Files...) {
			if found, err := importsDev(p, t, pr, name); err != nil || found != "" {
				return found, err
			}
		}
		if stem == "nuxt.config" {
			if found, err := nuxtModule(p, pr, at); err != nil || found != "" {
				return found, err
			}
		}
	}
	return "", nil
}
