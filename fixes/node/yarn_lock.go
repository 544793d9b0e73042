package node

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// parseYarn reads a yarn.lock of either generation: Berry's is YAML with a
// __metadata entry, the classic one is Yarn's own format.
func (l *Lockfile) parseYarn(data []byte) error {
	if line, found := conflict(data); found {
		return &Error{Path: l.Path, Line: line, Message: "an unfinished merge"}
	}
	l.descriptors, l.asks = map[string]string{}, map[string][]string{}
	if bytes.HasPrefix(data, []byte("__metadata:")) || bytes.Contains(data, []byte("\n__metadata:")) {
		return l.parseBerry(data)
	}
	return l.parseClassic(data)
}

// parseClassic reads the classic format: an entry begins in the first column
// with its descriptors, and its fields are indented by two.
func (l *Lockfile) parseClassic(data []byte) error {
	l.Manager, l.Version, l.hosts = YarnClassic, "1", map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	open := false // an entry that has no version yet
	entry, asks := "", false
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimRight(lines.Text(), "\r ")
		switch {
		case line == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
		case !strings.HasPrefix(line, " "):
			head, ok := strings.CutSuffix(line, ":")
			descriptors := descriptorList(head)
			if !ok || len(descriptors) == 0 {
				return &Error{Path: l.Path, Line: number, Message: "neither an entry nor one of its fields"}
			}
			for _, d := range descriptors {
				l.descriptors[d] = descriptors[0]
			}
			entry, asks = descriptors[0], false
			l.Packages = append(l.Packages, Package{Name: descriptorName(descriptors[0])})
			open = true
		case open && strings.HasPrefix(line, "  version "):
			l.Packages[len(l.Packages)-1].Version = unquote(strings.TrimPrefix(line, "  version "))
			open = false
		case strings.HasPrefix(line, "  resolved "):
			l.addHost(unquote(strings.TrimPrefix(line, "  resolved ")))
			asks = false
		case !strings.HasPrefix(line, "    "):
			asks = line == "  dependencies:" || line == "  optionalDependencies:"
		case asks:
			if name, asked, ok := strings.Cut(line[4:], " "); ok {
				l.asks[entry] = append(l.asks[entry], unquote(name)+"@"+unquote(asked))
			}
		}
	}
	return nil
}

// descriptorList splits `"a@^1", "a@^1.2"` or `a@^1, a@^1.2`. A range may hold
// commas only inside quotes.
func descriptorList(head string) []string {
	var out []string
	for head = strings.TrimSpace(head); head != ""; head = strings.TrimSpace(strings.TrimPrefix(head, ",")) {
		var one string
		if strings.HasPrefix(head, `"`) {
			one, head, _ = strings.Cut(head[1:], `"`)
		} else if at := strings.IndexByte(head, ','); at >= 0 {
			one, head = head[:at], head[at:]
		} else {
			one, head = head, ""
		}
		if strings.LastIndexByte(one, '@') > 0 {
			out = append(out, one)
		}
	}
	return out
}

// descriptorName returns the package of "name@range" or "@scope/name@range".
func descriptorName(descriptor string) string {
	if descriptor == "" {
		return ""
	}
	if at := strings.IndexByte(descriptor[1:], '@'); at >= 0 {
		return descriptor[:at+1]
	}
	return descriptor
}

func unquote(s string) string { return strings.Trim(s, `"`) }

// describes reports whether every dependency of the manifest has its entry.
// Where the root's resolutions replace a range, the entry is of the other one:
// Berry still records what the workspace asks for.
func (l *Lockfile) describes(place string, m *Manifest) (bool, string) {
	all := m.All()
	if l.Manager == YarnBerry {
		all = m.AllOfNPM()
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		asked := all[name]
		if was, in := l.importers[place][name]; in && was == strings.TrimPrefix(asked, "npm:") || m.Resolves(name) {
			if r := cmp.Or(m.Resolutions[name], m.Resolutions["**/"+name]); l.Manager == YarnClassic && IsRange(r) && r != "" && l.entryOf(name+"@"+r) == "" {
				return false, fmt.Sprintf("%s has no entry for %s %s, to which package.json resolves it", path.Base(l.Path), name, r)
			}
			continue
		}
		if !l.described(name, asked) {
			if l.Has(name) {
				return false, fmt.Sprintf("%s has no entry for %s %s", path.Base(l.Path), name, asked)
			}
			return false, fmt.Sprintf("%s does not name %s", path.Base(l.Path), name)
		}
	}
	return true, ""
}

// described reports whether there is an entry for the dependency. Workspaces have none, and to Berry, which
// writes "npm:" before ranges, links and local folders neither.
func (l *Lockfile) described(name, asked string) bool {
	for _, prefix := range []string{"workspace:", "link:", "portal:", "file:", "patch:", "catalog:", "./", "../"} {
		if strings.HasPrefix(asked, prefix) && (prefix != "file:" && prefix != "link:" || l.Manager == YarnBerry) { // Yarn 1 names those
			return true
		}
	}
	return l.entryOf(name+"@"+asked) != "" || slices.ContainsFunc(l.Links, func(link string) bool { return path.Base(link) == path.Base(name) })
}
