package devneeds

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes/rules/project"
)

// driverLoaders are packages that load the driver of the database by name.
var driverLoaders = []string{"sequelize", "sequelize-typescript", "typeorm", "knex", "objection", "bookshelf", "@adonisjs/lucid", "@mikro-orm/core"}

var databaseDrivers = []string{"pg", "mysql2", "mysql", "mariadb", "sqlite3", "better-sqlite3", "tedious", "mssql", "oracledb", "pg-native", "@vscode/sqlite3", "sql.js",
	"@mikro-orm/postgresql", "@mikro-orm/mysql", "@mikro-orm/mariadb", "@mikro-orm/sqlite", "@mikro-orm/better-sqlite", "@mikro-orm/mongodb", "@mikro-orm/mssql"}

// driverLeftOut: the program asks a package for its database, whose only driver is a
// dev dependency. No file imports it.
func driverLeftOut(pr *project.Project) string {
	loader, driver := "", ""
	for _, pkg := range driverLoaders {
		if pr.Manifest.Dependencies[pkg] != "" {
			loader = pkg
		}
	}
	for _, pkg := range databaseDrivers {
		switch {
		case pr.Manifest.Depends(pkg) && !pr.LeftOut(pkg):
			return ""
		case pr.LeftOut(pkg):
			driver = pkg
		}
	}
	if loader == "" || driver == "" {
		return ""
	}
	return fmt.Sprintf("%s loads the driver of the database by its name, and %s is only in devDependencies. Move it to dependencies first", loader, driver)
}
