package rights

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// leftToRoot reports whether something among the files of a program that writes there
// stays root's although the folder itself changes hands: a copy that gets no owner, or what
// a step makes that is no plain folder (those are given one by one), neither reached by a
// chown of the whole folder behind it.
func leftToRoot(p *fixes.Pass, t *fixes.Target) bool {
	owners := []string{"node", "1000"}
	if u := findGivenUser(t.Chain); u != nil {
		owners = append(owners, u.name)
	}
	given := AppCopies(p, t, true)
	if user := RunAs(p, t); user.Owner == "" {
		owner, _, _ := strings.Cut(user.Name, ":")
		given, owners = nil, append(owners, owner)
	}
	return lowerLeftToRoot(t, owners) || leavesFiles(p, t, given, owners)
}

// leavesFiles reports whether a step of the target leaves something among the program's
// files to root that no later one gives to an owner, but for what is given.
func leavesFiles(p *fixes.Pass, t *fixes.Target, given []*dockerfile.Instruction, owners []string) bool {
	for n, m := range t.Chain.Steps {
		left := !slices.Contains(given, m.Instruction) && leavesCopy(p, t, m, owners)
		if user, known := launch.UserBefore(p, t.Chain, m.Scene); !left && known && launch.MeansRoot(user) {
			left = slices.ContainsFunc(launch.CommandsAt(m), func(c *dockerfile.Command) bool { return makesFile(t, m, c) }) || redirects(t, m) || entersNew(p, t, m)
		}
		behind := *t.Chain
		behind.Steps = behind.Steps[n:]
		if left && !writes.ChownedTo(&behind, t.Chain.End.Workdir+"/*", owners...) {
			return true
		}
	}
	return false
}

// entersNew reports whether a WORKDIR makes a folder below the program's that the repository
// does not have.
func entersNew(p *fixes.Pass, t *fixes.Target, m fixes.Moment) bool {
	if !m.Is("WORKDIR") || len(m.Args) != 1 {
		return false
	}
	name, ok := m.Scene.Expand(m.Args[0].Text)
	rel, below := strings.CutPrefix(m.Scene.Abs(name), t.Chain.End.Workdir+"/")
	_, dir := deploy.ProgramManifest(p, t)
	return ok && below && !strings.Contains(rel, "node_modules") && !p.Repo.IsDir(path.Join(dir, rel))
}

// leavesCopy reports whether a copy brings files among the program's that are not its
// user's.
func leavesCopy(p *fixes.Pass, t *fixes.Target, m fixes.Moment, owners []string) bool {
	c, ok := p.ReadCopy(m)
	if !ok || len(m.Heredocs) > 0 || strings.Contains(c.Dest, "node_modules") {
		return false
	}
	if f := m.Flag("chown"); f != nil {
		owner, _, _ := strings.Cut(f.Value, ":")
		if slices.Contains(owners, owner) || strings.Contains(owner, "$") {
			return false
		}
	}
	return appFolder(c, t.Chain.End.Workdir)
}

// dataStep finds commands that fill a database or make other data before the program
// starts.
var dataStep = pattern.New(`(?i)(seed|migrat|populat|fixture|init-?db|create-?db|(^|[\s/])(setup|init)\b|db[:_-]?(push|init|setup|create|load)|\bdb\s+push|database[:_-])`)

// writtenData finds a redirection into a file of data.
var writtenData = pattern.New(`>\s*["']?([\w./-]+\.(?:db|sqlite3?|json|jsonl|log|csv|dat))["']?(\s|;|&|\||$)`).Needs(">")

// settingsFile is a file that says something to programs and is not written by them.
var settingsFile = pattern.New(`(?i)(^\.|package|tsconfig|version|build|commit|info|config|manifest|settings)`)

// redirects reports whether a step redirects output into a file of data among the
// program's.
func redirects(t *fixes.Target, m fixes.Moment) bool {
	if !m.Is("RUN") {
		return false
	}
	for _, found := range writtenData.FindAllStringSubmatch(m.Spoken(), -1) {
		if abs := m.Scene.Abs(found[1]); deploy.InFolder(abs, t.Chain.End.Workdir) && !settingsFile.MatchString(path.Base(abs)) {
			return true
		}
	}
	return false
}

// makesFile reports whether a command may make something among the program's files that
// the program writes to later.
func makesFile(t *fixes.Target, m fixes.Moment, c *dockerfile.Command) bool {
	dir := t.Chain.End.Workdir
	args, literal := m.FixedArgsOf(c)
	at := m.Scene
	at.Workdir = at.Abs(c.Dir)
	words := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasPrefix(a, "-") })
	inside := func(word string) bool {
		abs := at.Abs(word)
		return (deploy.InFolder(abs, dir) || deploy.InFolder(dir, abs)) && !strings.Contains(abs, "node_modules") && !settingsFile.MatchString(path.Base(word))
	}
	flag := func(names ...string) string {
		if n := slices.IndexFunc(args, func(a string) bool { return slices.Contains(names, a) }); n >= 0 && n+1 < len(args) {
			return args[n+1]
		}
		return ""
	}
	switch c.Name() {
	case "mkdir":
		// What is plain is given by itself.
		return (!literal || strings.Contains(strings.Join(args, " "), "{")) && slices.ContainsFunc(words, inside)
	case "touch", "tee", "truncate", "sqlite3":
		return slices.ContainsFunc(words, inside)
	case "cp", "mv", "rsync", "install":
		return len(words) > 0 && inside(words[len(words)-1])
	case "tar", "bsdtar":
		return slices.ContainsFunc(args[:min(1, len(args))], func(a string) bool { return strings.Contains(a, "x") }) && inside(at.Abs(flag("-C", "--directory")))
	case "unzip":
		return inside(at.Abs(flag("-d")))
	case "curl", "wget":
		to := flag("-o", "-O", "--output", "--output-document")
		return to != "" && !strings.Contains(to, "://") && inside(to)
	case "node", "tsx", "ts-node", "npm", "npx", "yarn", "pnpm", "pnpx", "bunx", "prisma", "knex", "sequelize", "typeorm", "drizzle-kit":
		spoken := strings.Join(args, " ")
		evaluates := c.Name() == "node" && flag("-e", "--eval", "-p", "--print") != "" && writes.WriteCall.MatchString(spoken)
		return inside(at.Workdir) && !strings.Contains(spoken, "install") && (evaluates || dataStep.MatchString(spoken))
	}
	return callsScript(c) && inside(at.Workdir)
}
