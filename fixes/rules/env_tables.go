package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// syncByEnv finds code that makes the tables of a database only while
	// NODE_ENV is not production: TypeORM's synchronize, Sequelize's sync.
	syncByEnv = pattern.New(`synchronize\s*:\s*([^\n]*NODE_ENV[^\n]*!==?\s*['"]prod|!\s*\[[^\]]*['"]prod[^\]]*\][^\n]*NODE_ENV)|NODE_ENV[^\n;]*!==?\s*['"]prod[^\n]*\n?[^\n]*\.sync\s*\(`).Needs("NODE_ENV")
	// runsMigrations finds what makes them in another way when the image starts.
	runsMigrations = pattern.New(`migrationsRun\s*:\s*(true|[^\n]*NODE_ENV)|\.runMigrations\s*\(`)
	migrationWord  = pattern.New(`(?i)migrat`)
)

// tablesByEnv: the program makes the tables of its database itself, and would
// not with NODE_ENV=production, where nothing else does.
func tablesByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	manifest, dir := programManifest(p, t)
	if manifest == nil || !(manifest.Depends("typeorm") || manifest.Depends("sequelize") || manifest.Depends("sequelize-typescript")) {
		return "", nil
	}
	var where string
	for _, name := range p.Sources(dir) {
		migrates, err := p.Repo.Matches(name, runsMigrations)
		if err != nil || migrates {
			return "", err
		}
		if syncs, err := p.Repo.Matches(name, syncByEnv); err != nil {
			return "", err
		} else if syncs && where == "" {
			where = name
		}
	}
	if where == "" {
		return "", nil
	}
	for _, s := range startTexts(p, t) {
		if migrationWord.MatchString(s.text) {
			return "", nil
		}
	}
	return fmt.Sprintf("%s makes the tables of the database only while NODE_ENV is not production, and nothing runs migrations when the image starts. Run them at the start first", where), nil
}
