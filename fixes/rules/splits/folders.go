package splits

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// placeRun decides about one RUN above the cut.
func (s *Split) placeRun(m fixes.Moment) string {
	kind, _ := s.kindOfRun(m)
	switch kind {
	case accountRun:
		return s.repeat(m)
	case folderRun:
		return s.placeFolders(m)
	case globalRun:
		if tool := s.toolAtRunTime(m); tool != "" {
			return s.repeat(m)
		}
		return ""
	case systemRun, buildRun:
		for _, c := range launch.LeanCommands(m) {
			switch k := s.kindOfCommand(m, c, c.Leading()); {
			case k == accountRun, k == folderRun && !s.insideRoot(m, c):
				return s.unplaced(m, fmt.Sprintf("%s in it concerns the shipped stage, the rest the build", project.Quoted(c.Name())))
			case k == globalRun && s.toolAtRunTime(m) != "":
				return s.unplaced(m, fmt.Sprintf("%s in it is needed at run time, the rest is of the build", s.toolAtRunTime(m)))
			case path.Base(c.Name()) == "chown":
				return s.unplaced(m, "which files of the shipped stage must have another owner is not certain")
			}
		}
		return s.placePackages(m, kind)
	}
	return ""
}

// insideRoot reports whether every path that a command names is one of the
// application's.
func (s *Split) insideRoot(m fixes.Moment, c *dockerfile.Command) bool {
	words := c.Leading()
	if len(words) < len(c.Words) || !c.DirKnown {
		return false
	}
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "-") || !strings.Contains(w, "/") && (c.Name() == "chmod" || c.Name() == "chown") && (w == words[1] || strings.HasPrefix(words[1], "-")) && w != words[len(words)-1] {
			continue
		}
		abs := path.Clean(w)
		if !path.IsAbs(w) {
			abs = m.Scene.Abs(path.Join(c.Dir, w))
		}
		if !deploy.InFolder(abs, s.root) && !deploy.InFolder(s.root, abs) {
			return false
		}
	}
	return true
}

// placeFolders: folders of the application come with it, others are made again.
func (s *Split) placeFolders(m fixes.Moment) string {
	inside := true
	for _, c := range launch.LeanCommands(m) {
		if words := c.Leading(); s.kindOfCommand(m, c, words) == folderRun {
			switch {
			case c.Name() == "chmod" && len(words) == len(c.Words) && slices.Contains(s.carried, words[len(words)-1]):
			case c.Name() == "chown" || c.Name() == "chgrp":
				return s.unplaced(m, "which files of the shipped stage must have another owner is not certain")
			case !s.insideRoot(m, c):
				inside = false
			}
		}
	}
	if inside {
		return ""
	}
	for _, c := range launch.LeanCommands(m) {
		if c.Name() != "mkdir" {
			return s.unplaced(m, "it changes files outside of "+s.root)
		}
	}
	return s.repeat(m)
}
