package nodeenv

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// makesTables finds what makes the tables of a database, and runsMigrations what makes them in
	// another way when the image starts.
	makesTables    = pattern.New(`\.(?:sync|updateSchema|createSchema|refreshDatabase|runMigrations)\s*\(|\bmigrate\.latest\(|\bmigrat(?:e|or\.(?:up|migrate))\(`).Needs(".sync", "Schema", ".refreshDatabase", "igrat")
	runsMigrations = pattern.New(`migrationsRun\s*:\s*(true|[^\n]*NODE_ENV)|\.runMigrations\s*\(`)
	migrationWord  = pattern.New(`(?i)migrat`)
)

// tablesByEnv: the program makes the tables of its database itself, and would
// not with NODE_ENV=production, where nothing else does.
func tablesByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := deploy.ProgramManifest(p, t)
	mappers := []string{"typeorm", "sequelize", "sequelize-typescript", "@mikro-orm/core", "knex", "drizzle-orm", "umzug"}
	if manifest == nil || !slices.ContainsFunc(mappers, manifest.Depends) {
		return "", nil
	}
	branches, inside, outside := branchesByEnv.Of(p, t), 0, 0
	at := -1
	for n, f := range branches.files {
		calls := 0
		for _, b := range f.outside {
			if !makesTables.MatchString(b.Other) {
				calls += len(runsMigrations.FindAllString(b.Text, -1))
			}
			if at < 0 && makesTables.MatchString(b.Text) && !makesTables.MatchString(b.Other) {
				at = n
			}
		}
		if f.settings["migrationsRun"] == source.No {
			calls++
		}
		if at < 0 && (f.settings["synchronize"] == source.No || f.settings["migrationsRun"] == source.No) {
			at = n
		}
		outside += calls
	}
	for _, name := range p.Sources(dir) {
		migrates, err := p.Repo.FindAll(name, runsMigrations)
		if err != nil {
			return "", err
		}
		inside += len(migrates)
	}
	if at < 0 || branches.err != nil || inside > outside {
		return "", branches.err
	}
	for _, s := range launch.StartTexts(p, t) {
		if migrationWord.MatchString(s.Text) {
			return "", nil
		}
	}
	return fmt.Sprintf("%s makes the tables of the database only while NODE_ENV is not production, and nothing runs migrations when the image starts. Run them at the start first", branches.files[at].name), nil
}
