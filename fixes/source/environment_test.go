package source_test

import (
	"slices"
	"testing"

	"github.com/nodedock/nodedock/fixes/source"
)

func TestSetsVariable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src  string
		want bool
	}{
		{`process.env.NODE_ENV = "production"`, true},
		{`process.env["NODE_ENV"] = 'production';`, true},
		{"require('./a')\nprocess.env.NODE_ENV ??= 'production'\nrequire('./b')", true},
		{`process.env.NODE_ENV ||= "production";`, true},
		{`process.env.NODE_ENV = process.env.NODE_ENV || "production";`, true},
		{"const a = 1;\nif (!process.env.NODE_ENV) {\n  process.env.NODE_ENV = 'production';\n}", true},
		{`if (!process.env.NODE_ENV) process.env.NODE_ENV = "production";`, true},
		{`process.env.NODE_ENV = "test"`, false},
		{`process.env.NODE_ENV == "production"`, false},
		{`// process.env.NODE_ENV = "production"`, false},
		{`process.env.NODE_ENV = process.env.MODE || "production";`, false},
		{`process.env.NODE_ENV = "production" + suffix;`, false},
		{`if (built) process.env.NODE_ENV = "production";`, false},
		{`if (built) { process.env.NODE_ENV = "production"; }`, false},
		{"if (!process.env.NODE_ENV && built) {\n  process.env.NODE_ENV = 'production';\n}", false},
		{"if (a) b()\nelse\n  process.env.NODE_ENV = 'production';", false},
		{"function build() {\n  process.env.NODE_ENV = 'production';\n}", false},
		{"function build() {\n  if (!process.env.NODE_ENV) {\n    process.env.NODE_ENV = 'production';\n  }\n}", false},
		{"const build = () =>\n  process.env.NODE_ENV = 'production';", false},
		{`child.env.process.env.NODE_ENV = "production"`, false},
	} {
		if got := source.Take([]byte(c.src)).SetsVariable("NODE_ENV", "production"); got != c.want {
			t.Errorf("%s: %t, want %t", c.src, got, c.want)
		}
	}
}

func TestLoads(t *testing.T) {
	t.Parallel()
	src := `import "./env.js";
import { start } from './start.js';
const express = require("express"), x = "./none";
export * from "./more";
function build() { require("./build"); }
const lazy = () => import("./lazy");
`
	got := source.Take([]byte(src)).Loads()
	if want := []string{"./env.js", "./start.js", "express", "./more"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
