package dockerfile

import (
	"testing"
)

func TestGuards(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, script string
		compares     bool
		file         string
		not          bool
	}{
		{"a variable chooses", `if [ "$NODE_ENV" = "development" ]; then npm install; fi`, true, "", false},
		{"the other branch", `if test "$X" -eq 1; then true; else npm install; fi`, true, "", true},
		{"in double brackets", `if [[ $X == y ]]; then npm install; fi`, true, "", false},
		{"a file is asked for", `if [ -f package-lock.json ]; then npm ci; else npm install; fi`, false, "package-lock.json", true},
		{"a variable names the file", `if [ -f "$LOCK" ]; then npm ci; else npm install; fi`, false, "", true},
		{"a command failed", `npm ci || npm install`, false, "", false},
		{"a command is asked", `if grep -q x y; then npm install; fi`, false, "", false},
		{"the output of a command", `if [ "$(ls)" = x ]; then npm install; fi`, false, "", false},
		{"two tests", `if [[ -f a && $X = y ]]; then npm install; fi`, false, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src := "FROM node\nSHELL [\"/bin/bash\", \"-c\"]\nRUN " + test.script + "\n"
			file, err := Parse("Dockerfile", []byte(src))
			if err != nil {
				t.Fatal(err)
			}
			commands := file.Stages[0].Instructions[2].Scripts([]string{"/bin/bash", "-c"})[0].Commands
			last := commands[len(commands)-1]
			if !last.Conditional || len(last.Guards) == 0 {
				t.Fatalf("%q runs in any case", test.script)
			}
			g := last.Guards[len(last.Guards)-1]
			name, _ := g.File()
			if g.Compares() != test.compares || name != test.file || g.Not != test.not {
				t.Errorf("got %+v: compares %v, file %q", g, g.Compares(), name)
			}
		})
	}
}
