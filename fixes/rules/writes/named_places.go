package writes

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// dataRoots are folders of the root that hold a program's data, but not what it
// only reads.
const dataRoots = `(/(?:(?:[\w.]+[_-])?(?:data|storage|uploads?|logs?|db|databases?|cache|media|files|content|state|backups?|persist\w*|volumes?|outputs?|downloads?|artifacts?)|var|opt|srv|mnt|shared|workspaces?|appdata)(?:/[^'"` + "`" + `\s]*)?)`

// namedPlace finds absolute paths that code names as the place of its data: as
// the default of a variable, under a telling name, or where paths are joined.
var namedPlace = pattern.New(`(?i)(?:process\.env(?:\.\w+|\[[^\]\n]+\])\s*(?:\|\||\?\?)|\b\w*(?:dir|directory|folder|file|db|database|storage|location|dest|output)\w*(?:\s*:\s*string)?\s*[:=]|\b\w+path\w*\s*[:=]|\bpath\s*=|\b(?:join|resolve)\()\s*['"`+"`"+`]`+dataRoots+`['"`+"`"+`]`).Needs("'/", "\"/", "`/")

// fallbackPlace finds such paths as the value that a setting has when nobody sets it: behind the call
// that asks for it, in that call, or in a schema of the settings.
var fallbackPlace = pattern.New(`(?i)(?:\)|\b\w*(?:dir|directory|folder|storage|dest|output|upload|path|root)\w*)\s*(?:\|\||\?\?)\s*['"`+"`"+`]`+dataRoots+`['"`+"`"+`]|\(\s*['"`+"`"+`][\w.-]*(?:dir|directory|folder|file|data|storage|upload|output|path|log)[\w.-]*['"`+"`"+`]\s*,\s*(?:\{[^{}]*?\bdefault\s*:\s*)?['"`+"`"+`]`+dataRoots+`['"`+"`"+`]|\b(?:default\(|default\s*:)\s*['"`+"`"+`]`+dataRoots+`['"`+"`"+`]`).Needs("'/", "\"/", "`/")

// folderDefault finds the path of any folder that is the value of a variable which is named for one.
var folderDefault = pattern.New(`(?i)\b(\w*(?:storage|uploads?|data|backups?|media|logs?|downloads?|outputs?|artifacts?|clones?|work|cache|store)_?(?:\w*_)?(?:dir|directory|folder|root|location))['"`+"`"+`]?[\])]*\s*(?:\|\||\?\?|,|=)\s*['"`+"`"+`](/[\w.-]+(?:/[\w.-]+)*)/?['"`+"`"+`]`).Needs("'/", "\"/", "`/")

// addressName finds names of what is part of an address, not a place of files: also the path
// of a route in JSX, which has no space around its sign.
var addressName = pattern.New(`(?i)^\w*(?:(?:relative|url|route)_?path|redirect)|^path=['"]`)

// systemPlace finds paths of the system that code names and that a program rather
// writes than reads.
var systemPlace = pattern.New("[:=(,]\\s*['\"`](/(?:etc/(?:hosts|resolv\\.conf|crontab|cron\\.\\w+|nginx|haproxy|caddy|wireguard|openvpn|bind|hostapd|dnsmasq\\.\\w+)|var/(?:lib|log|cache|spool|www|opt))(?:/[^'\"`\\s]*)?)['\"`]").Needs("/etc/", "/var/")

// lookAtPlaces takes in where files may go that the program writes to a path
// which is not written in the call.
func (w *Writes) lookAtPlaces(p *fixes.Pass, t *fixes.Target, names []string) error {
	if !w.Beside {
		return nil
	}
	for _, name := range names {
		found, err := p.Repo.FindAll(name, namedPlace)
		if err != nil {
			return err
		}
		system, err := p.Repo.FindAll(name, systemPlace)
		if err != nil {
			return err
		}
		places := append(slices.Clone(found), system...)
		for _, more := range []*pattern.Pattern{fallbackPlace, folderDefault} {
			named, err := p.Repo.FindAll(name, more)
			if err != nil {
				return err
			}
			for _, m := range named {
				places = append(places, []string{m[0], lastWord(m)})
			}
		}
		for _, m := range places {
			served, err := namesUpload(p, name, m[0])
			if err == nil && !served {
				served, err = namesAddress(p, names, m)
			}
			if err != nil {
				return err
			}
			if served {
				continue
			}
			if abs := path.Clean(m[1]); !addressName.MatchString(m[0]) && !forEverybody.MatchString(abs) && !deploy.InFolder(abs, t.Chain.End.Workdir) && !w.owned(abs) && !strings.HasPrefix(abs, "/var/run/") {
				w.place(Place{abs, name, true})
			}
		}
	}
	return nil
}

// lastWord returns the last of the groups of a match that found something.
func lastWord(m []string) (word string) {
	for _, group := range m[1:] {
		word = cmp.Or(group, word)
	}
	return word
}

var (
	// uploadName finds the address of an upload: what multer calls the file it has saved.
	uploadName = pattern.New("\\b(\\w+)(?:\\s*:\\s*string)?\\s*[:=]\\s*`/[^`\\s]*\\$\\{[\\w.?!\\[\\]]*\\.filename\\}").Needs(".filename}")
	// usesPath finds the calls that take a path of a file.
	usesPath = pattern.New(`\b(?:fs\w*|promises)\.\w+\(([^\n]*)|\b(?:join|resolve|sendFile|download|unlink\w*|readFile\w*|writeFile\w*|createReadStream|createWriteStream|existsSync|access\w*|rename\w*|copyFile\w*|rm|rmSync|mkdir\w*|stat\w*|sharp)\(([^\n]*)`)
)

// namesUpload reports whether a place that a file names is only the address of an upload: it
// ends with the name that multer gave the file, and no call of the file takes it for a path.
func namesUpload(p *fixes.Pass, name, place string) (bool, error) {
	m := uploadName.FindStringSubmatch(place)
	if m == nil {
		return false, nil
	}
	calls, err := p.Repo.FindAll(name, usesPath)
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(calls, func(call []string) bool { return deploy.HasWord(call[1]+call[2], m[1]) }), nil
}

var dataPath = pattern.New(`^(?:--?[\w-]+=)?` + dataRoots + `$`).Needs("/")

// DataPlace reports whether a path is one where programs keep data.
func DataPlace(name string) bool { return dataPath.MatchString(name) }

// DataArgument returns the folder for data that the command line of the program
// names, "" for none.
func DataArgument(t *fixes.Target) string {
	words := t.Program()
	if t.Manifest != nil {
		_, argv := t.Manifest.Runs(words)
		words = append(slices.Clone(words), argv...)
	}
	for n, word := range words {
		if n < 2 {
			continue
		}
		if m := dataPath.FindStringSubmatch(word); m != nil {
			return path.Clean(m[1])
		}
		flag, value, joined := strings.Cut(word, "=")
		if !joined {
			flag, value = words[n-1], word
		}
		if dataFlag.MatchString(flag) && path.IsAbs(value) && !forEverybody.MatchString(value) {
			return path.Clean(value)
		}
	}
	return ""
}

var (
	// dataFlag finds flags whose value is a place for data, wherever that is.
	dataFlag     = pattern.New(`(?i)^--?[\w.-]*(db|data|database|storage|store|cache|output|upload|log|persist)[\w.-]*$`).Needs("-")
	forEverybody = pattern.New(`^/(dev|tmp|proc)(/|$)`)
)

var (
	sqliteSource = pattern.New(`(?m)^\s*provider\s*=\s*"sqlite"`)
	prismaURL    = pattern.New(`(?m)^\s*url\s*=\s*(?:env\(\s*"(\w+)"\s*\)|"([^"]*)")`)
)

// lookAtPrisma takes in the file that Prisma keeps an SQLite database in: as the
// schema says, or the variable that it names.
func (w *Writes) lookAtPrisma(p *fixes.Pass, t *fixes.Target, manifest *node.Manifest, dir string) error {
	if manifest.Dependencies["@prisma/client"] == "" {
		return nil
	}
	for _, name := range p.Repo.Under(dir) {
		if path.Ext(name) != ".prisma" {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return err
		}
		m := prismaURL.FindStringSubmatch(string(data))
		if !ok || m == nil || !sqliteSource.Match(data) {
			continue
		}
		url := m[2]
		if m[1] != "" {
			url = environmentOf(t, m[1])
		}
		switch file, isFile := strings.CutPrefix(url, "file:"); {
		case !isFile:
			w.Storage = "Prisma keeps an SQLite database in a file, and where that is is not certain"
		case path.IsAbs(file):
			w.place(Place{Path: path.Clean(file), File: name})
		default:
			w.Beside, w.Why = true, name+" keeps its database in "+file
		}
		return nil
	}
	return nil
}

// environmentOf returns the value that a variable has in the target's
// containers, "" when nothing here says.
func environmentOf(t *fixes.Target, name string) string {
	for _, b := range t.Builds {
		if value := b.Environment[name]; value != "" {
			return value
		}
	}
	if v := t.Chain.End.Env[name]; v.Known {
		return v.Value
	}
	return ""
}
