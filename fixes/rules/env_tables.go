package rules

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	callsSync = pattern.New(`\.sync\s*\(`).Needs(".sync")
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
	for _, name := range p.Sources(dir) {
		if migrates, err := p.Repo.Matches(name, runsMigrations); err != nil || migrates {
			return "", err
		}
	}
	branches := branchesByEnv.Of(p, t)
	at := slices.IndexFunc(branches.files, func(f envFile) bool {
		return f.settings["synchronize"] == source.No || slices.ContainsFunc(f.outside, func(b source.Branch) bool {
			return callsSync.MatchString(b.Text) && !callsSync.MatchString(b.Other)
		})
	})
	if at < 0 || branches.err != nil {
		return "", branches.err
	}
	for _, s := range startTexts(p, t) {
		if migrationWord.MatchString(s.text) {
			return "", nil
		}
	}
	return fmt.Sprintf("%s makes the tables of the database only while NODE_ENV is not production, and nothing runs migrations when the image starts. Run them at the start first", branches.files[at].name), nil
}
