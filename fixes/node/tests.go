package node

import (
	"path"
	"slices"
	"strings"
)

// testRunners are programs that do nothing but run tests, or measure them.
var testRunners = set("jest mocha _mocha vitest ava tap tape karma jasmine nyc c8 cypress wdio testcafe cucumber-js uvu qunit nightwatch codeceptjs")

// testWords are the words by which programs with other uses run tests.
var testWords = map[string]map[string]bool{
	"playwright": set("test"), "react-scripts": set("test"), "craco": set("test"), "react-app-rewired": set("test"), "ng": set("test t e2e"), "nx": set("test e2e"),
	"turbo": set("test"), "vue-cli-service": set("test:unit test:e2e"), "bun": set("test"), "hardhat": set("test"), "truffle": set("test"), "deno": set("test"),
}

// RunsTests reports whether a command runs tests: a test runner, node --test, or a
// script of a package manager that is named for them.
func RunsTests(argv []string) bool {
	argv = behindWrappers(argv)
	if len(argv) == 0 {
		return false
	}
	if name, _, ok := ScriptName(argv); ok && isScriptCall(argv) {
		first, _, _ := strings.Cut(name, ":")
		return first == "test" || first == "tests" || first == "e2e"
	}
	argv = Unwrap(argv)
	name := path.Base(argv[0])
	if name == "node" {
		return testFlag(argv[1:])
	}
	return testRunners[name] || testWords[name][firstWord(argv[1:])]
}

// testFlag reports whether node is asked for its test runner: what follows the
// program's file is the program's business.
func testFlag(args []string) bool {
	file := slices.IndexFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
	if file < 0 {
		file = len(args)
	}
	return slices.Contains(args[:file], "--test")
}
