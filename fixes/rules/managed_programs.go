package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A managedKind is a kind of file in which a program that looks after others reads what
// it starts: the commands are in the first group of its lines.
type managedKind struct {
	name, lines *pattern.Pattern
	before      string // what stands before each
}

var managedKinds = []managedKind{
	{pattern.New(`(?i)cron[^/]*$`), pattern.New(`(?m)^[ \t]*(?:@\w+|[*\d][^\s#]*(?:[ \t]+[*\dA-Za-z][^\s]*){4})[ \t]+(?:root[ \t]+|node[ \t]+)?([^\n]+)$`), ""},
	{pattern.New(`(?i)supervisor[^/]*(/.*)?\.(conf|ini)$`), pattern.New(`(?m)^[ \t]*command[ \t]*=[ \t]*([^\n;]+)`), ""},
	{pattern.New(`(?i)(^|/)procfile[^/]*$`), pattern.New(`(?m)^[\w-]+:[ \t]*([^\n]+)$`), ""},
	{processFile, pattern.New(`\b(?:exec_)?interpreter["']?\s*:\s*["']([^"'\n]+)["']`), ""},
	{processFile, pattern.New(`\b(?:(?:exec_)?interpreter_?[aA]rgs|node_?[aA]rgs)["']?\s*:\s*(\[[^\]]*\]|"[^"\n]*"|'[^'\n]*')`), "node "},
}

// unlisted turns a list of words, or one text, into a line.
var unlisted = strings.NewReplacer("[", " ", "]", " ", ",", " ", `"`, " ", "'", " ", "\n", " ")

// managedLines returns the commands that the image starts by a file of its own: a table
// of cron, the programs of supervisord, a Procfile, the interpreter of pm2.
func managedLines(p *fixes.Pass, t *fixes.Target, lines [][]string) (out [][]string) {
	for _, f := range managedFiles(p, t, lines) {
		for _, kind := range managedKinds {
			if !kind.name.MatchString(f.dest) && !kind.name.MatchString(f.name) {
				continue
			}
			found, err := p.Repo.FindAll(f.name, kind.lines)
			if err != nil {
				continue
			}
			for _, m := range found {
				line := m[1]
				if kind.before != "" {
					line = kind.before + unlisted.Replace(line)
				}
				for _, words := range spelledOut([]string{line}) {
					if len(words) > 0 && strings.Contains(words[0], "node_modules/.bin/") {
						words[0] = path.Base(words[0])
					}
					out = append(out, words)
				}
			}
		}
	}
	return out
}

// A managedFile is a file of the repository and where it is in the image.
type managedFile struct{ name, dest string }

// managedFiles returns the files that are copied by their own names, and those that the
// commands of the image name.
func managedFiles(p *fixes.Pass, t *fixes.Target, lines [][]string) (out []managedFile) {
	for _, m := range t.Chain.Steps {
		c, ok := p.ReadCopy(m)
		if !ok || c.From != nil || c.Outside || !c.Known {
			continue
		}
		for _, src := range c.Sources {
			if name := path.Join(p.Context().Dir, path.Join("/", src)); p.Repo.Exists(name) {
				out = append(out, managedFile{name, c.Dest})
			}
		}
	}
	for _, words := range lines {
		if t.Manifest != nil && len(words) > 0 {
			if script, argv := t.Manifest.Runs(words); script != "" {
				words = argv
			}
		}
		for n, word := range words {
			if n == 0 || strings.HasPrefix(word, "-") {
				continue
			}
			if name, ok := p.Origin(t.Stage, t.Chain.End.Abs(word), nil); ok && p.Repo.Exists(name) && !isJavaScript(name) || ok && processFile.MatchString(name) {
				out = append(out, managedFile{name, word})
			}
		}
	}
	return out
}
