package splits

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// importsOutside says which source file imports one that the build may leave
// where it is: one of another folder, one that is made by a step, or data.
func (s *Split) importsOutside() string {
	dir := s.Target.Dir
	for _, name := range s.P.Sources(dir) {
		if project.IsTooling(name) {
			continue
		}
		data, _, err := s.P.Repo.Read(name)
		if err != nil {
			return name + " could not be read"
		}
		for _, module := range source.Read(data).Imports {
			if !source.Relative(module) {
				continue
			}
			file, ok := source.File(project.RepoTree{Repo: s.P.Repo}, path.Join(path.Dir(name), module))
			if !ok || topFolder(dir, file) != topFolder(dir, name) || topFolder(dir, name) == "" && path.Ext(file) != ".ts" {
				return fmt.Sprintf("%s imports %s, which the build may leave where it is", name, module)
			}
		}
	}
	return ""
}

// topFolder returns the first folder of a path below dir, "" for a file of dir
// itself.
func topFolder(dir, name string) string {
	first, _, nested := strings.Cut(strings.TrimPrefix(name, dir+"/"), "/")
	if !nested {
		return ""
	}
	return first
}

// outputFiles is for a program that a build wrote into a folder of its own.
func (s *Split) outputFiles(words []string) (files []string, why string) {
	if base := path.Base(words[0]); base != "node" && base != "nodejs" {
		return nil, fmt.Sprintf("which files %s reads is not known", words[0])
	}
	program := ""
	for _, w := range words[1:] {
		switch {
		case program == "" && project.IsJavaScript(w) && !path.IsAbs(w), program == "" && strings.Contains(w, "/") && !strings.HasPrefix(w, "-") && !path.IsAbs(w):
			program = path.Clean(w)
		case strings.Contains(w, "/") && !strings.HasPrefix(w, "-"), w == "-r" || w == "--require" || w == "--import" || strings.Contains(w, "env-file"):
			return nil, fmt.Sprintf("the program is started with %s", w)
		}
	}
	out, _, nested := strings.Cut(program, "/")
	switch {
	case program == "" || !nested || strings.HasPrefix(out, ".."):
		return nil, "the program is not in a folder of its own"
	case s.P.Repo.IsDir(path.Join(s.Target.Dir, out)):
		return nil, out + " is in the repository and not made by the build alone"
	case out == ".output":
		if config, has := (&project.Project{P: s.P, Dir: s.Target.Dir}).NitroLeaves(); config != "" {
			return nil, fmt.Sprintf("%s %s Nitro leave packages outside of its server", config, has)
		}
		return []string{".output"}, "" // Nitro takes its packages along
	}
	return []string{"package.json", "node_modules", out}, ""
}

// nextFiles is for "next start", which reads its build, its configuration and
// the folder public.
func (s *Split) nextFiles() (files []string, why string) {
	dir := s.Target.Dir
	files = []string{"package.json"}
	for _, name := range s.P.Repo.Under(dir) {
		rel := strings.TrimPrefix(name, dir+"/")
		if strings.HasPrefix(rel, ".env") && !strings.Contains(rel, "example") && !s.P.Ignored(name) {
			return nil, "Next.js reads " + rel + " when it starts"
		}
		if !strings.HasPrefix(rel, "next.config.") {
			continue
		}
		data, _, err := s.P.Repo.Read(name)
		if err != nil || strings.Contains(string(data), "distDir") || slices.ContainsFunc(source.Read(data).Imports, source.Relative) {
			return nil, rel + " names further files"
		}
		files = append(files, rel)
	}
	if s.P.Repo.IsDir(path.Join(dir, "public")) {
		files = append(files, "public")
	}
	return append(files, ".next", "node_modules"), ""
}
