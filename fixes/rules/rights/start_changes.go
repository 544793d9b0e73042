package rights

import (
	"cmp"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// rootCommand finds what only root may do.
	rootCommand = pattern.New(`(?m)(?:^|[;&|(]|\bthen\b|\bdo\b|\belse\b)\s*(chown|chmod|apk|apt-get|apt|useradd|adduser|usermod|groupmod|mount|umount|iptables|service|crond|cron|nginx|sysctl|update-ca-certificates|redis-server|sshd|litefs|haproxy|caddy|tailscaled|setcap|mongod|mysqld|mysqld_safe|pg_ctl|pg_ctlcluster|dockerd|smbd|modprobe|mknod|Xorg|startx|xinit|ip6tables|nft|wg-quick|ip\s+(?:-\w+\s+)*(?:ro?|route|link|addr(?:ess)?|rule)\s+(?:add|del(?:ete)?|replace|change|set|flush))\b`).Needs("mod", "mk", "Xorg", "startx", "xinit", "ip", "nft", "wg-", "ch", "ap", "user", "group", "mount", "iptables", "service", "cron", "nginx", "sysctl", "update-ca", "redis", "sshd", "litefs", "haproxy", "caddy", "tailscaled", "setcap", "mongod", "mysqld", "pg_ctl", "dockerd", "smbd")
	// fileCommand finds what changes files at the start, of which somebody
	// else may be the owner.
	fileCommand = pattern.New(`(?m)(?:^|[;&|(]|\bthen\b|\bdo\b|\belse\b|-exec|xargs)\s*(sed\s+(?:-\w+\s+)*-i|sed\s+-\w*i|cp|mv|ln|mkdir|touch|tee|rm|envsubst|install|unzip|tar|curl\s+\S*\s*-[oO]|wget|git|sqlite3|ssh-keygen|openssl\s[^\n;&|]*\s-(?:out|keyout)\b|node\s+(?:-e|--eval)\s[^\n]*?\b(?:write|append|mkdir|unlink|rename|copyFile)|npm\s+(?:ci|i|install|rebuild|rb|link|prune|update|dedupe)\b|(?:npx\s+)?patch-package\b|yarn\s+install|pnpm\s+(?:i|install)\b)`)
	// inTemporary finds commands that only change what anybody may.
	inTemporary = pattern.New(`(?m)\b(?:mkdir|touch|rm)(?:\s+-\S+)*(?:[ \t]+["']?/(?:tmp|dev/shm)/[^\s;&|]*)+[ \t]*([;&|)]|$)`).Needs("/tmp/", "/dev/shm/")
	// taskRunner finds what runs scripts of packages, with a cache and logs of its
	// own beside each of them.
	taskRunner = pattern.New(`(?:^|[;&|(\s/])((?:turbo|nx)\s+(?:run\s+)?[a-z][\w:.-]*)`)
	// configBundler finds what compiles its configuration, at each start, into a
	// file beside it or in node_modules.
	configBundler = pattern.New(`\bvite\s+preview\b`)
	// homeOfRoot finds root's home directory, and asksForUser the question who runs a
	// script.
	homeOfRoot  = pattern.New(`(?:^|[\s="':])(/root(?:/[\w./-]*)?)(?:$|[\s"';:&|)])`).Needs("/root")
	asksForUser = pattern.New(`\b(?:id\s+-u\b|whoami\b|E?UID\b)[^\n;]{0,20}(?:!=|==?|-eq|-ne|-gt)\s*["']?(?:0\b|root\b)`).Needs("id", "whoami", "UID")
)

// managerRights finds what a package manager does for the whole system.
var managerRights = pattern.New(`(?m)\b(?:npm|yarn|pnpm)\s+(?:config\s+set|set|install|i|add|global\s+add)\b(?:[^;&|\n]*\s)?(?:-g|--global)\b|\byarn\s+global\s+add\b`)

// browserSystem finds what adds the system packages that a browser needs.
var browserSystem = pattern.New(`(?m)\b((?:playwright|patchright)(?:@\S+)?\s+(?:install-deps\b|install\b[^;&|\n]*\s--with-deps\b))`).Needs("install")

// ChangesAtStart holds back: what runs at the start needs root, or changes files of which
// it is not certain that another user may.
func ChangesAtStart(p *fixes.Pass, t *fixes.Target) string {
	if startsBuild(t) {
		return "what it starts is the script build of package.json, which writes among its files"
	}
	for _, s := range launch.StartTexts(p, t) {
		if m := rootCommand.FindStringSubmatch(s.Text); m != nil {
			return fmt.Sprintf("%s runs %s, which needs root", s.Where, m[1])
		}
		if m := homeOfRoot.FindStringSubmatch(s.Text); m != nil && !s.Call {
			return fmt.Sprintf("%s names %s, which no other user may enter", s.Where, m[1])
		}
		if asksForUser.MatchString(s.Text) {
			return s.Where + " asks who runs it, and would do something else as another user"
		}
		if m := cmp.Or(managerRights.FindString(s.Text), browserSystem.FindString(s.Text)); m != "" {
			return fmt.Sprintf("%s runs %s, which needs root", s.Where, m)
		}
		if calls, migrates := callsPrisma(s.Text); calls && !migrates {
			return fmt.Sprintf(writesEngines, s.Where)
		}
		if m := launch.TaskOf(s); m != "" {
			return fmt.Sprintf("%s starts a task (%s), and what that writes is not known", s.Where, m)
		}
		if m := taskRunner.FindStringSubmatch(s.Text); m != nil {
			return fmt.Sprintf("%s runs %s, which keeps a cache and logs beside every package", s.Where, m[1])
		}
		if m := lernaRun.FindStringSubmatch(s.Text); m != nil && lernaByNx(p, t) {
			return fmt.Sprintf("%s runs %s, which keeps the cache of Nx in the project", s.Where, m[1])
		}
		if m := launch.BuildCommand.FindStringSubmatch(s.Text); m != nil && !compilesBelow(p, t, s.Text) {
			return fmt.Sprintf("%s builds the program at each start (%s), which writes among its files", s.Where, m[1])
		}
		if m := fileCommand.FindStringSubmatch(withoutVolumes(t, inTemporary.ReplaceAllString(s.Text, "$1"))); m != nil {
			return fmt.Sprintf("%s changes files at each start (%s), and whose they are is not certain", s.Where, strings.Join(strings.Fields(m[1]), " "))
		}
		if install := installAt(s.Text); install != "" {
			return fmt.Sprintf("%s changes files at each start (%s), and whose they are is not certain", s.Where, install)
		}
		if s.Words {
			continue
		}
		for _, m := range launch.Redirections(s.Text) {
			if !strings.HasPrefix(m[1], "/dev/") && !strings.HasPrefix(m[1], "/tmp/") && !strings.HasPrefix(m[1], "/proc/") {
				return fmt.Sprintf("%s writes to %s at each start, and who may is not certain", s.Where, m[1])
			}
		}
	}
	return cmp.Or(repeatedStep(p, t), unknownProgram(p, t))
}

// installAt returns the first install of a project in a text, "" when there is none.
func installAt(text string) string {
	commands, _ := project.ScriptCommands(text)
	for _, c := range commands {
		if i, ok := node.ParseInstall(c.Words); ok && i.Project() {
			return strings.Join(c.Words, " ")
		}
	}
	return ""
}

// lernaRun finds Lerna running a script of packages.
var lernaRun = pattern.New(`(?:^|[;&|(\s/])(lerna\s+run\s+[\w:.-]+)`).Needs("lerna")

// lernaByNx reports whether Lerna hands the scripts to Nx: from version 6 on, and where there
// is a configuration of Nx.
func lernaByNx(p *fixes.Pass, t *fixes.Target) bool {
	if t.Manifest == nil || p.Repo.Exists(path.Join(t.Dir, "nx.json")) {
		return true
	}
	major, err := strconv.Atoi(firstNumber.FindString(t.Manifest.All()["lerna"]))
	return err != nil || major >= 6
}

var firstNumber = pattern.New(`\d+`)
