package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/nodedock/nodedock/fixes"
)

// writes is where a program is seen to write files.
type writes struct {
	// beside reports that it writes under its working directory, or may; why
	// says what shows it.
	beside bool
	why    string
	// outside is an absolute path that file writes to.
	outside, file string
}

// writingPackages are packages that keep files beside the program.
var writingPackages = map[string]string{
	"better-sqlite3": "keeps its database in a file", "sqlite3": "keeps its database in a file", "sqlite": "keeps its database in a file", "sql.js": "keeps its database in a file", "@libsql/client": "may keep its database in a file", "libsql": "may keep its database in a file",
	"lowdb": "keeps its data in a file", "nedb": "keeps its data in a file", "@seald-io/nedb": "keeps its data in a file", "node-persist": "keeps its data in files", "node-json-db": "keeps its data in a file", "quick.db": "keeps its data in a file", "keyv-file": "keeps its data in a file", "session-file-store": "keeps sessions in files",
	"level": "keeps its data in files", "leveldb": "keeps its data in files", "classic-level": "keeps its data in files", "lmdb": "keeps its data in files", "acebase": "keeps its data in files",
	"multer": "saves uploads", "express-fileupload": "saves uploads", "@koa/multer": "saves uploads", "koa-body": "saves uploads", "fastify-multer": "saves uploads",
	"winston-daily-rotate-file": "writes logs", "file-stream-rotator": "writes logs", "log4js": "may write logs", "rotating-file-stream": "writes logs", "pino-roll": "writes logs", "simple-node-logger": "writes logs",
	"@strapi/strapi": "writes beside its own files", "strapi": "writes beside its own files", "nuxt": "may write its cache", "gatsby": "writes its cache", "@docusaurus/core": "writes its cache", "whatsapp-web.js": "keeps its session in files", "ghost": "writes its content", "hexo": "writes its pages", "directus": "saves uploads", "payload": "saves uploads", "node-red": "writes its flows", "typeorm-extension": "may write files",
}

var (
	writeCall = regexp.MustCompile("\\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|outputFile|outputFileSync|outputJson|outputJsonSync|writeJson|writeJsonSync|mkdir|mkdirSync|ensureDir|ensureDirSync|mkdirp|transports\\.File|copyFile|copyFileSync|DatabaseSync)\\(\\s*(?:\\{\\s*filename:\\s*)?(?:['\"`](/[^'\"`]*))?[^\\n]*")
	temporary = regexp.MustCompile(`tmpdir|/tmp\b|/dev/std|/dev/null|/proc/`)
)

// writesOf looks at the target's dependencies and sources.
func writesOf(p *fixes.Pass, t *fixes.Target) (w writes, err error) {
	if t.Manifest != nil {
		for _, pkg := range sortedNames(t.Manifest.Dependencies) {
			if does := writingPackages[pkg]; does != "" {
				w.beside, w.why = true, fmt.Sprintf("%s %s", pkg, does)
				break
			}
		}
	}
	for _, name := range sourcesOf(p, t) {
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return w, err
		}
		if !ok {
			continue
		}
		for _, m := range writeCall.FindAllStringSubmatch(string(data), -1) {
			switch {
			case temporary.MatchString(m[0]):
			case m[1] == "":
				if !w.beside {
					w.beside, w.why = true, name+" writes files"
				}
			case inFolder(m[1], t.Chain.End.Workdir):
				w.beside, w.why = true, name+" writes files"
			default:
				w.outside, w.file = m[1], name
				return w, nil
			}
		}
	}
	return w, nil
}

// nextFolder returns where Next.js keeps its cache when the image builds it as
// root, "" otherwise. What is copied from a build stage has its owner already.
func nextFolder(p *fixes.Pass, t *fixes.Target) string {
	if t.Manifest == nil || !t.Manifest.Next {
		return ""
	}
	for _, m := range t.Chain.Steps {
		if m.Is("RUN") && strings.Contains(m.Text, "build") {
			return path.Join(t.Chain.End.Workdir, ".next")
		}
	}
	return ""
}

// userNotes says what a reviewer of the change of user has to know.
func userNotes(_ *fixes.Pass, t *fixes.Target, own *ownership) []string {
	var notes []string
	if own.volumes {
		notes = append(notes, "A volume that exists already keeps the owner of its files. Give them to the new user once, as in chown -R 1000:1000 on the volume.")
	}
	if port := lowPort(t); port != "" {
		notes = append(notes, fmt.Sprintf("The program listens on port %s. Docker since 20.10 lets any user do so below 1024; some Kubernetes clusters do not.", port))
	}
	return notes
}

// lowPort returns the port below 1024 that the image says it listens on.
func lowPort(t *fixes.Target) string {
	var ports []string
	for _, m := range t.Chain.Steps {
		if m.Is("EXPOSE") {
			for _, w := range m.Args {
				if port, ok := m.Scene.Expand(w.Text); ok {
					ports = append(ports, port)
				}
			}
		}
	}
	if v := t.Chain.End.Env["PORT"]; v.Known {
		ports = append(ports, v.Value)
	}
	for _, port := range ports {
		number, _, _ := strings.Cut(port, "/")
		if n := numbersOf(number); len(n) == 1 && n[0] > 0 && n[0] < 1024 {
			return number
		}
	}
	return ""
}
