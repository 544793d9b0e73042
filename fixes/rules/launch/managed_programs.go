package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
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
	{project.ProcessFile, pattern.New(`\b(?:exec_)?interpreter["']?\s*:\s*["']([^"'\n]+)["']`), ""},
	{project.ProcessFile, pattern.New(`\b(?:(?:exec_)?interpreter_?[aA]rgs|node_?[aA]rgs)["']?\s*:\s*(\[[^\]]*\]|"[^"\n]*"|'[^'\n]*')`), "node "},
}

// unlisted turns a list of words, or one text, into a line.
var unlisted = strings.NewReplacer("[", " ", "]", " ", ",", " ", `"`, " ", "'", " ", "\n", " ")

// managedLines returns the commands that the image starts by a file of its own: a table
// of cron, the programs of supervisord, a Procfile, the interpreter of pm2.
func managedLines(p *fixes.Pass, t *fixes.Target, lines [][]string) (out [][]string) {
	for _, f := range managedFiles(p, t, lines) {
		out = append(out, processLines(p, f)...)
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
				for _, words := range deploy.SpelledOut([]string{line}) {
					if len(words) > 0 && strings.Contains(words[0], "node_modules/.bin/") {
						words[0] = path.Base(words[0])
					}
					out = append(out, words)
				}
			}
		}
	}
	return append(append(out, makeLines(p, t, lines)...), writtenTables(t)...)
}

// makeLines returns the commands of the rules of a Makefile that the image starts.
func makeLines(p *fixes.Pass, t *fixes.Target, lines [][]string) (out [][]string) {
	for _, words := range lines {
		words = fixes.Unwrap(words)
		if t.Manifest != nil && len(words) > 0 {
			if script, argv := t.Manifest.Runs(words); script != "" {
				words = argv
			}
		}
		if len(words) < 2 || path.Base(words[0]) != "make" {
			continue
		}
		name, ok := p.Origin(t.Stage, t.Chain.End.Abs("Makefile"), nil)
		if !ok {
			continue
		}
		data, _, err := p.Repo.Read(name)
		if err != nil {
			continue
		}
		out = append(out, ruleLines(string(data), words[1:], map[string]bool{})...)
	}
	return out
}

// ruleLines returns the commands of some rules of a Makefile, and of those that they
// ask for.
func ruleLines(text string, targets []string, seen map[string]bool) (out [][]string) {
	in := false
	for line := range strings.Lines(text) {
		if command, ok := strings.CutPrefix(line, "\t"); ok {
			if in {
				out = append(out, deploy.SpelledOut([]string{strings.TrimLeft(command, "@-+ ")})...)
			}
			continue
		}
		name, needs, ok := strings.Cut(line, ":")
		in = ok && slices.Contains(targets, strings.TrimSpace(name)) && !seen[name]
		if in {
			seen[name] = true
			out = append(out, ruleLines(text, strings.Fields(needs), seen)...)
		}
	}
	return out
}

// writtenTables returns the commands of tables of cron that steps of the image write.
func writtenTables(t *fixes.Target) (out [][]string) {
	for _, m := range t.Chain.Steps {
		if !m.Is("RUN") || !strings.Contains(m.Text, "cron") {
			continue
		}
		for _, line := range managedKinds[0].lines.FindAllStringSubmatch(quotesApart.Replace(m.Text), -1) {
			out = append(out, deploy.SpelledOut([]string{line[1]})...)
		}
	}
	return out
}

// quotesApart puts what stands in quotes on lines of its own.
var quotesApart = strings.NewReplacer("'", "\n", `"`, "\n", `\n`, "\n")

// managedScript finds a program that a process file of pm2 starts, and what follows in
// the same braces.
var (
	managedScript = pattern.New(`\bscript["']?\s*:\s*["'` + "`" + `]([^"'` + "`" + `\n]+)["'` + "`" + `]([^{}]*)`).Needs("script")
	managedArgs   = pattern.New(`\bargs["']?\s*:\s*(\[[^\]]*\]|"[^"\n]*"|'[^'\n]*')`).Needs("args")
)

// processLines returns the commands of a process file of pm2 that are no file of the
// project: a program of its packages, or the package manager with a script.
func processLines(p *fixes.Pass, f managedFile) (out [][]string) {
	if !project.ProcessFile.MatchString(f.dest) && !project.ProcessFile.MatchString(f.name) {
		return nil
	}
	found, err := p.Repo.FindAll(f.name, managedScript)
	if err != nil {
		return nil
	}
	for _, m := range found {
		line := m[1]
		if _, program, ok := project.CutLast(line, "node_modules/.bin/"); ok {
			line = program
		}
		if project.IsJavaScript(line) {
			continue
		}
		if args := managedArgs.FindStringSubmatch(m[2]); args != nil {
			line += " " + unlisted.Replace(args[1])
		}
		out = append(out, deploy.SpelledOut([]string{line})...)
	}
	return out
}

// A managedFile is a file of the repository and where it is in the image.
type managedFile struct{ name, dest string }

// managedFiles returns the files that are copied by their own names, and those that the
// commands of the image name.
func managedFiles(p *fixes.Pass, t *fixes.Target, lines [][]string) (out []managedFile) {
	for _, m := range t.Chain.Steps {
		for _, script := range deploy.ScriptsOf(m) {
			for _, c := range script.Commands {
				if words := deploy.WordsOf(c); c.Name() == "crontab" && len(words) > 1 {
					lines = append(lines, words) // a table that is put in place
				}
			}
		}
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
			if name, ok := p.Origin(t.Stage, t.Chain.End.Abs(word), nil); ok && p.Repo.Exists(name) && !project.IsJavaScript(name) || ok && project.ProcessFile.MatchString(name) {
				out = append(out, managedFile{name, word})
			}
		}
	}
	return out
}
