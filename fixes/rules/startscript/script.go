package startscript

import (
	"fmt"
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A Script is a file that a container runs as its process.
type Script struct {
	// Word is how the command names it.
	Word string
	// Path and Src are the file in the repository; Path is "" when it does not
	// come from there, so that nothing is known of what it does. Of a script that
	// the Dockerfile writes itself, Path is the place in the image.
	Path   string
	Src    string
	Inline bool // the Dockerfile writes it, in a heredoc or by a RUN
	line   int  // of the RUN that writes it, 0 for none
}

// Found reports whether what the script does can be read.
func (s *Script) Found() bool { return s.Path != "" }

// Missing says that nothing is known of the file: it is not in the repository,
// or what brings it into the image could not be followed.
func (s *Script) Missing(p *fixes.Pass) string {
	if s.line > 0 {
		return fmt.Sprintf("line %d writes %s, in a way that cannot be read with certainty", s.line, s.Word)
	}
	if strings.Contains(s.Word, "$") {
		return "which file " + s.Word + " names is decided when the container starts"
	}
	for _, name := range p.Repo.Files() {
		if path.Base(name) == path.Base(s.Word) {
			return fmt.Sprintf("whether %s in the image is the repository's %s is not certain", s.Word, name)
		}
	}
	return s.Word + " is not in this repository"
}

// Of returns the script that one part of a process runs: the file
// itself, or the one that a shell is given. It is nil for a program.
func Of(p *fixes.Pass, t *fixes.Target, c fixes.Command) *Script {
	if c.At == nil && c.Known && len(c.Words) > 0 {
		if words := project.WithoutInits(c.Words); len(words) > 0 {
			return ownScript(p, t, words[0])
		}
		return nil
	}
	if c.At == nil || c.Shell {
		return nil
	}
	word, places := scriptWord(t, project.WithoutInits(c.Words))
	if word == "" {
		return nil
	}
	s := &Script{Word: word}
	for _, abs := range places {
		name, ok := p.Origin(t.Stage, abs, nil)
		if !ok || p.Repo.IsDir(name) {
			continue
		}
		if project.IsJavaScript(name) {
			return nil
		}
		if data, ok, err := p.Repo.Read(name); err == nil && ok {
			if NodeFile(string(data)) {
				return nil
			}
			s.Path, s.Src = name, string(data)
			return s
		}
	}
	if s.made(p, t, places) || project.LooksLikeScript(word) && !RestatesEntrypoint(p, t, word) {
		return s
	}
	return nil
}

// scriptWord returns the word of a command that may be a script, and where in the image
// its file may be: the first word, or what a shell is given.
func scriptWord(t *fixes.Target, words []string) (word string, places []string) {
	if len(words) == 0 {
		return "", nil
	}
	if len(words) == 1 || !project.IsShell(words[0]) {
		return words[0], PlacesOf(t, words[0])
	}
	for words = words[1:]; len(words) > 0; words = words[1:] {
		switch {
		case !strings.HasPrefix(words[0], "-"):
			return words[0], []string{t.Chain.End.Abs(words[0])}
		case strings.Contains(words[0], "c") && !strings.HasPrefix(words[0], "--"):
			line := onlyWord.FindStringSubmatch(strings.Join(words[1:min(len(words), 2)], ""))
			if line == nil || !project.LooksLikeScript(line[1]) {
				return "", nil
			}
			return line[1], PlacesOf(t, line[1])
		}
	}
	return "", nil
}

// made takes in a script that the Dockerfile writes to one of the places, and reports
// whether it writes one.
func (s *Script) made(p *fixes.Pass, t *fixes.Target, places []string) bool {
	for _, abs := range places {
		if s.Src, s.Inline = writtenByHeredoc(p, t, abs); s.Inline {
			s.Path = abs
			return true
		}
	}
	if !strings.Contains(s.Word, "/") && !project.LooksLikeScript(s.Word) {
		return false // a program of the system
	}
	for _, abs := range places {
		w := writtenByRun(p, t, abs)
		if s.line = w.line; w.line == 0 {
			continue
		}
		if w.known {
			s.Path, s.Src, s.Inline = abs, w.src, true
		}
		return true
	}
	return false
}

// onlyWord finds a command line of a shell that is one program and nothing else.
var onlyWord = pattern.New(`^\s*(?:exec\s+)?([\w./-]+)\s*$`)

// ownScript returns the script of this repository that the file puts in the
// place of the base image's ENTRYPOINT, nil when that is still the base's own.
func ownScript(p *fixes.Pass, t *fixes.Target, word string) *Script {
	for _, abs := range PlacesOf(t, word) {
		name, ok := p.Origin(t.Stage, abs, nil)
		if !ok || p.Repo.IsDir(name) || project.IsJavaScript(name) {
			continue
		}
		if data, ok, err := p.Repo.Read(name); err == nil && ok {
			return &Script{Word: word, Path: name, Src: string(data)}
		}
	}
	return nil
}

// PlacesOf returns where in the image the program of a command word may be.
func PlacesOf(t *fixes.Target, word string) []string {
	if strings.Contains(word, "/") {
		return []string{t.Chain.End.Abs(word)}
	}
	dirs := []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}
	for _, dir := range strings.Split(t.Chain.End.Env["PATH"].Value, ":") {
		if path.IsAbs(dir) && !strings.Contains(dir, "$") {
			dirs = append(dirs, dir)
		}
	}
	places := make([]string, 0, len(dirs))
	for _, dir := range dirs {
		places = append(places, path.Join(dir, word))
	}
	return places
}

var shellComment = pattern.New(`(?m)(^|\s)#.*$`)

// Code returns the script without comments.
func (s *Script) Code() string { return shellComment.ReplaceAllString(s.Src, "$1") }

// LeavesRunning reports whether the script starts a command in the background and never
// waits for one.
func (s *Script) LeavesRunning() bool {
	file := s.parse()
	if file == nil {
		return false
	}
	starts, waits := false, false
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Stmt:
			starts = starts || n.Background
		case *syntax.CallExpr:
			waits = waits || len(n.Args) > 0 && n.Args[0].Lit() == "wait"
		}
		return true
	})
	return starts && !waits
}
