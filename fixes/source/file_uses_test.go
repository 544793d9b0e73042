package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/source"
)

// TestFileUses reads the ways by which code reaches the functions for files.
func TestFileUses(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`const fs = require("fs"); fs["writeFileSync"]("x", 1)`:                        `writeFile("x", 1)`,
		`const { writeFileSync: w } = fs; const fs = require("node:fs"); w("x")`:       `writeFile("x")`,
		`import f, { promises as p } from "fs"; p.rm("x"); f?.unlink?.("y")`:           `rm("x") unlink("y")`,
		`const { promises: { cp: c } } = await import("fs"); c("x", "y")`:              `cp("x", "y")`,
		`const p = process.getBuiltinModule("fs").promises; p.mkdir<T>("x")`:           `mkdir("x")`,
		`(await import("fs")).rmSync("x")`:                                             `rm("x")`,
		`const save = require("fs").writeFileSync.bind(null, "x"); save(1)`:            `writeFile(1)`,
		`const fs = require("fs"); fs[name]("x")`:                                      `("x")`,
		`const fs = require("fs"); const a = fs.promises; const { rm: b } = a; b("x")`: `rm("x")`,
		`const fs = promisifyAll(require("fs")); fs.renameAsync("x", "y")`:             `rename("x", "y")`,
		`const fs = require("fs"); export const io = { save: fs.writeFile }`:           `writeFile`,
		`import type { WriteStream } from "fs"; import { rm } from "./fs"; rm("x")`:    ``,
		`const text = require("fs").readFileSync("x"); text.rm("y"); me.fs.rm("z")`:    `readFile("x")`,
	} {
		var got []string
		for _, use := range source.FileUses([]byte(code)) {
			args := ""
			if use.Args != nil {
				args = fmt.Sprintf("(%s)", strings.Join(use.Args, ", "))
			}
			got = append(got, use.Name+args)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", code, got, want)
		}
	}
}
