package rules

import (
	"path"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// startsTests reports whether a file that imports a package starts the tests: it
// is named after them, and the package does nothing else.
func startsTests(name, pkg string) bool {
	return testPackages[pkg] && testName.MatchString(path.Base(name))
}

var testName = pattern.New(`^tests?\.[cm]?[jt]s$`).Needs("test")

var testPackages = wordSet(`@japa/runner @japa/assert jest @jest/globals vitest mocha ava tap tape jasmine uvu chai should sinon supertest nock`)
