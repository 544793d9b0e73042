package ignores

import (
	"strings"
	"testing"
)

func TestWorkUnits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string // a word that only this unit has
	}{
		"jobs of a workflow":             {"on: push\njobs:\n  a:\n    run: one\n  b:\n    run: two\n", []string{"one", "two"}},
		"a line of spaces at the end":    {"jobs:\n  a:\n    run: one\n   ", []string{"one"}},
		"jobs of GitLab":                 {"a:\n  script:\n    - one\nb:\n  script: two\n", []string{"one", "two"}},
		"what ssh runs from a heredoc":   {"echo one\nssh host <<EOF\ntwo\nEOF\n", []string{"one", "two"}},
		"what ssh runs in quotes":        {"echo one\nssh host 'two'\n", []string{"one", "two"}},
		"jobs that give files to others": {"jobs:\n  a:\n    run: one\n  b:\n    uses: actions/download-artifact@v4\n", []string{"one"}},
		"lines of package.json":          {"{\n\"a\": \"one\",\n\"b\": \"two\"}", []string{"{", "one", "two"}},
		"nothing":                        {"", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			units := workUnits.From(c.text)
			if len(units) != len(c.want) {
				t.Fatalf("got %d units, want %d: %v", len(units), len(c.want), units)
			}
			for n, unit := range units {
				if !strings.Contains(unit.text, c.want[n]) {
					t.Errorf("unit %d is %q and lacks %q", n, unit.text, c.want[n])
				}
			}
		})
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("jobs:\n  a:\n    run: |\n      ssh host <<EOF\n      x > .env\n")
	f.Add("FROM DOCKERFILE -f\nRUN x\nimage:\n    FROM +image\n")
	f.Add("kubectl run x --image=a -- \"npm run y")
	f.Fuzz(func(_ *testing.T, text string) {
		workUnits.From(text)
	})
}
