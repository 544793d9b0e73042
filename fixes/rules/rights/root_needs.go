package rights

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/mounts"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// NeedsRoot holds back: the program does what only root may.
func NeedsRoot(p *fixes.Pass, t *fixes.Target) string {
	if why := cmp.Or(usesRootPackage(p, t), bringsDocker(p, t)); why != "" {
		return why
	}
	if why := installsRootTool(p, t); why != "" {
		return why
	}
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		for _, w := range c.Words {
			if m := supervisor.FindStringSubmatch(w); m != nil && (c.At != nil || t.Chain.Lower != nil) {
				return fmt.Sprintf("%s is made to start as root, with files of its own below /run and /var", strings.Replace(m[1], "sbin/", "/sbin/", 1))
			}
		}
	}
	if words := t.Program(); len(words) > 0 && path.Base(words[0]) == "pm2" {
		return "pm2 without its runtime is a daemon of its own, and which files it writes is not known"
	}
	if why := actsAsRoot(p, t); why != "" {
		return why
	}
	return readsAsRoot(p, t)
}

// installsRootTool: the image gets a program of the system that only root can use.
func installsRootTool(_ *fixes.Pass, t *fixes.Target) string {
	for _, cmd := range launch.CommandsOf(t.Chain) {
		args, _ := cmd.Args()
		for _, arg := range args {
			if tool, _, _ := strings.Cut(arg, "="); launch.AddsSystemPackages(cmd.Name(), args) && rootTools[tool] {
				return fmt.Sprintf("the image installs %s, which does its work as root", tool)
			}
		}
	}
	return ""
}

// rootTools are packages of the system whose programs only root can use.
var rootTools = project.WordSet(`iptables ip6tables nftables wireguard-tools openvpn fuse fuse3 tcpdump docker-cli docker.io docker-ce-cli nfs-common nfs-utils cifs-utils samba openssh-server`)

// supervisor finds a program that starts several others, in a command; /init is
// that of s6-overlay.
var supervisor = pattern.New(`(?:^|[\s/])(supervisord|my_init|s6-svscan|s6-overlay|runsvdir|sbin/init|openrc-init|systemd|^/init)(?:$|\s)`).Needs("supervisord", "init", "s6-", "runsvdir", "systemd")

// rootFiles find paths of files that only root may read or open. /etc/shadow is also a word
// of lists of what attackers ask for, so that it counts where it is opened.
var rootFiles = []*pattern.Pattern{
	pattern.New("['\"`](/(?:root/|etc/letsencrypt|etc/ssl/private|(?:var/)?run/docker\\.sock|dev/(?:tty[A-Z]|mem|gpio|i2c|spi|net/tun|fuse|kvm|video|snd|input|bus)|sys/class/gpio)[^'\"`\\s]*)['\"`]").Needs("/root", "/etc/", "docker.sock", "/dev/", "/sys/class/gpio"),
	pattern.New("\\b\\w*(?:[rR]ead|[oO]pen|[aA]ccess|[sS]tat|[cC]opy|[eE]xec|[sS]pawn)\\w*\\([^)\\n]*(/etc/shadow)\\b").Needs("/etc/shadow"),
}

// readsAsRoot returns the file of the system that the code in the image names and
// only root may read.
func readsAsRoot(p *fixes.Pass, t *fixes.Target) string {
	for _, name := range shippedSources(p, t) {
		for _, file := range rootFiles {
			if found, err := p.Repo.FindAll(name, file); err == nil && len(found) > 0 {
				return fmt.Sprintf("%s names %s, which only root may use unless the host is set up for it", name, found[0][1])
			}
		}
	}
	return ""
}

// NeedsRights holds back: compose gives the container rights of the host that only root in
// it can use.
func NeedsRights(_ *fixes.Pass, t *fixes.Target) string {
	for _, b := range t.Builds {
		if b.User != "" && launch.MeansRoot(b.User) {
			return fmt.Sprintf("%s runs it as root (user: %s), which looks meant", b.Source.Path, b.User)
		}
		if len(b.Rights) > 0 {
			return fmt.Sprintf("%s gives the container rights of the host (%s), which a program that is not root may not be able to use", b.Source.Path, b.Rights[0])
		}
	}
	return ""
}

// NeedsRootHome holds back: what the build put into root's home directory is not there for
// another user.
func NeedsRootHome(p *fixes.Pass, t *fixes.Target) string {
	if dir := t.Chain.End.Workdir; dir == "/root" || strings.HasPrefix(dir, "/root/") {
		return fmt.Sprintf("the working directory %s lies in root's home directory, which no other user may enter", dir)
	}
	if why := cmp.Or(namesRootHome(p, t), writesRootHome(p, t)); why != "" {
		return why
	}
	env := func(name string) bool { _, set := t.Chain.End.Env[name]; return set }
	if manager, by := corepackAtRunTime(p, t); manager != "" && !env("COREPACK_HOME") {
		return fmt.Sprintf("%scorepack keeps %s in root's home directory, and another user would download it again at each start", by, manager)
	}
	if why := checksInstall(p, t); why != "" {
		return why
	}
	if why := switchesPNPM(p, t); why != "" {
		return why
	}
	if !env("PLAYWRIGHT_BROWSERS_PATH") {
		for _, cmd := range launch.CommandsOf(t.Chain) {
			if args, _ := cmd.Args(); cmd.Name() == "playwright" || slices.ContainsFunc(args, playwrightWord.MatchString) && slices.Contains(args, "install") {
				return "playwright installs its browsers into root's home directory. Set PLAYWRIGHT_BROWSERS_PATH first"
			}
		}
	}
	if m, _ := deploy.ProgramManifest(p, t); m != nil && m.Dependencies["puppeteer"] != "" && !node.Below(m.Dependencies["puppeteer"], homeBrowser) && (t.Manifest != nil || len(p.Inherited(t.Stage)) > 0) &&
		!env("PUPPETEER_CACHE_DIR") && !env("PUPPETEER_SKIP_DOWNLOAD") && !env("PUPPETEER_SKIP_CHROMIUM_DOWNLOAD") && !env("PUPPETEER_EXECUTABLE_PATH") {
		return "puppeteer downloads its browser into root's home directory. Set PUPPETEER_CACHE_DIR first"
	}
	if !env("PUPPETEER_CACHE_DIR") {
		for _, cmd := range launch.CommandsOf(t.Chain) {
			if args, _ := cmd.Args(); puppeteerInstall.MatchString(strings.Join(append([]string{cmd.Name()}, args...), " ")) {
				return "puppeteer installs its browser into root's home directory. Set PUPPETEER_CACHE_DIR first"
			}
		}
	}
	return cmp.Or(packagesAtRoot(p, t), linksAtRoot(p, t))
}

// homeBrowser is the first version of Puppeteer that downloads the browser into the home
// directory: older ones keep it beside their own files, in node_modules
// (https://github.com/puppeteer/puppeteer/pull/9095).
const homeBrowser = "19.0.0"

// puppeteerInstall finds the command of Puppeteer that downloads a browser into the home
// directory.
var puppeteerInstall = pattern.New(`(^|[\s/])puppeteer(@\S+)?\s+browsers\s+install\b`).Needs("puppeteer")

// playwrightWord finds the packages whose program installs the browsers of
// Playwright, with a version or without.
var playwrightWord = pattern.New(`^(playwright|playwright-core|playwright-chromium|@playwright/test|patchright|rebrowser-playwright)(@[^/\s]+)?$`)

// namesRootHome returns what an ENV or a COPY puts into root's home directory.
func namesRootHome(p *fixes.Pass, t *fixes.Target) string {
	for _, name := range project.SortedNames(t.Chain.End.Env) {
		v := t.Chain.End.Env[name]
		value := v.Value
		if name == "PATH" || name == "PNPM_HOME" {
			value = withoutPNPM(p, t, value)
		}
		if v.At != nil && rootHome.MatchString(value) {
			return fmt.Sprintf("%s names root's home directory, which no other user may enter", name)
		}
	}
	for _, m := range t.Chain.Steps {
		if c, ok := p.ReadCopy(m); ok && strings.HasPrefix(c.Dest, "/root/") && path.Base(c.Dest) != ".npmrc" && path.Base(c.Sources[0]) != ".npmrc" {
			return fmt.Sprintf("the file copies %s into root's home directory, which no other user may enter", path.Base(c.Sources[0]))
		}
	}
	return ""
}

var rootHome = pattern.New(`(^|:)/root(/|:|$)`)

// hostMount returns why a mount of the host is in the way of another user: its
// files belong to root or to the host's users.
func hostMount(v mounts.RunVolume) string {
	switch {
	case v.Empty:
		return fmt.Sprintf("%s mounts a volume at %s, which belongs to root there: another user in the container may not write to it", v.By, mountPlace(v.Target))
	case v.Bare == "nocopy" || v.Bare == "subpath":
		return fmt.Sprintf("%s mounts a volume at %s with %s, which Docker leaves to root: another user in the container may not write to it", v.By, v.Target, v.Bare)
	case v.Bare != "":
		return fmt.Sprintf("%s mounts a volume at %s that is not Docker's own (%s), and whether another user in the container may write to it is not known", v.By, v.Target, v.Bare)
	case strings.HasSuffix(v.Target, "docker.sock") || strings.HasPrefix(v.Target, "/dev/"):
		return fmt.Sprintf("%s mounts %s, which needs root", v.By, v.Target)
	case v.Bind && v.ReadOnly && !harmlessMount(v.Target):
		return fmt.Sprintf("%s mounts the host's %s at %s: its files belong to the host's users, and whether another user in the container may read them is not known", v.By, v.Source, v.Target)
	case v.Bind && !harmlessMount(v.Target):
		return fmt.Sprintf("%s mounts the host's %s at %s: its files belong to the host's users, and another user in the container may not write them", v.By, v.Source, v.Target)
	}
	return ""
}

// mountPlace names where a volume is mounted: the template of a chart may leave that
// to its values.
func mountPlace(target string) string {
	if strings.Contains(target, "{{") {
		return "the place that the values of the chart name"
	}
	return target
}

// harmlessMount reports whether a mount is of a file that programs only read.
func harmlessMount(target string) bool {
	return strings.HasPrefix(target, "/etc/localtime") || strings.HasPrefix(target, "/etc/timezone") || strings.HasPrefix(target, "/etc/ssl/")
}
