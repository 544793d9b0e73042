package rules

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// An ownConfig is the configuration that a program loads each time it starts.
type ownConfig struct {
	// starts finds the program in what the image starts.
	starts *pattern.Pattern
	// stems are the names of its files without their endings.
	stems []string
}

var ownConfigs = []ownConfig{
	{pattern.New(`\bnext(["',\s]+start\b|\s*$)`).Needs("next"), []string{nextConfig}},
	{pattern.New(`\bnux[ti](["',\s]+(start|preview)\b|\s*$)`).Needs("nux"), []string{"nuxt.config"}},
	{pattern.New(`\bvite\s+preview\b`).Needs("preview"), []string{"vite.config", "svelte.config"}},
	{pattern.New(`\bastro\s+preview\b`).Needs("preview"), []string{"astro.config"}},
	{pattern.New(`\brsbuild\s+preview\b`).Needs("preview"), []string{"rsbuild.config"}},
	{pattern.New(`\bgatsby\s+serve\b`).Needs("gatsby"), []string{"gatsby-config"}},
	{pattern.New(`\bdocusaurus\s+serve\b`).Needs("docusaurus"), []string{"docusaurus.config"}},
	{pattern.New(`\bprisma\s+(migrate|db|generate)\b`).Needs("prisma"), []string{"prisma.config", ".config/prisma"}},
	{pattern.New(`\bdrizzle-kit\s`).Needs("drizzle-kit"), []string{"drizzle.config"}},
	{pattern.New(`\bknex\s`).Needs("knex"), []string{"knexfile"}},
	{pattern.New(`\bmigrate-mongo\s`).Needs("migrate-mongo"), []string{"migrate-mongo-config"}},
	{pattern.New(`\bsequelize(-cli)?\s+db:`).Needs("sequelize"), []string{".sequelizerc", "config/config"}},
}

// nextConfig is what Next reads with the project's own TypeScript where it ends in
// .ts: without one, next start tries to install it.
const nextConfig = "next.config"

var configEndings = []string{"", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"}

// startConfigs returns what the configuration of a program that the image
// starts imports from the dev dependencies; "" for none.
func startConfigs(p *fixes.Pass, t *fixes.Target, pr *project) (string, error) {
	texts := startTexts(p, t)
	for _, c := range ownConfigs {
		if !slices.ContainsFunc(texts, func(s startText) bool { return c.starts.MatchString(s.text) }) {
			continue
		}
		for _, stem := range c.stems {
			if found, err := configImport(p, t, pr, stem); found != "" || err != nil {
				return found, err
			}
		}
	}
	return "", nil
}

// configImport looks at a configuration, whatever the ending of its name.
func configImport(p *fixes.Pass, t *fixes.Target, pr *project, stem string) (string, error) {
	for _, ending := range configEndings {
		at := path.Join(pr.dir, stem+ending)
		if !p.Repo.Exists(at) || p.Repo.IsDir(at) || !copiedAnywhere(p, at) {
			continue
		}
		if stem == nextConfig && path.Ext(ending) == ".ts" && pr.leftOut("typescript") {
			return at + " is read with typescript at each start, which is only in devDependencies. Move it to dependencies first", nil
		}
		if found, err := importsDev(p, t, pr, at); err != nil || found != "" {
			return found, err
		}
	}
	return "", nil
}
