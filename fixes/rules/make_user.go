package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A maker makes a node user in an image that has none.
type maker struct {
	command string // "" where how it is made is not known
	number  string
	// done reports that the chain has the command already.
	done bool
}

// userMaker returns how a plain image of a system gets a node user: as the
// official Node image of that system makes its own (github.com/nodejs/docker-node).
// Ubuntu's images have a user of the number 1000 since 23.04.
func userMaker(c *fixes.Chain) maker {
	var m maker
	switch {
	case c.Base.Guess || path.Base(c.Ref.Path) == "buildpack-deps":
	case c.Base.Kind == image.PlainAlpine:
		m = maker{command: "addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node", number: "1000:1000"}
	case c.Base.Kind == image.PlainDebian:
		m = maker{command: "groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node", number: "1000:1000"}
	case c.Base.Kind == image.PlainUbuntu:
		m = maker{command: "groupadd --gid 1001 node && useradd --uid 1001 --gid node --shell /bin/bash --create-home node", number: "1001:1001"}
	}
	m.done = m.command != "" && slices.ContainsFunc(c.Steps, func(s fixes.Moment) bool { return s.Is("RUN") && strings.Contains(s.Text, m.command) })
	return m
}

var makesUsers = pattern.New(`\b(adduser|useradd|addgroup|groupadd|newusers)\b|/etc/(passwd|group)\b`)

// cannotMakeUser returns why a node user is not made in a plain image.
func cannotMakeUser(p *fixes.Pass, t *fixes.Target) string {
	why := bringsUsers(p, t)
	if why == "" {
		why = unknownNeeds(p, t)
	}
	if why == "" {
		return ""
	}
	return fmt.Sprintf("%s has no node user, and %s: make one, and switch to it", t.Chain.Ref.Familiar(), why)
}

// bringsUsers: the file, or files that it copies, may have users of their own.
func bringsUsers(p *fixes.Pass, t *fixes.Target) string {
	for _, i := range p.File.Instructions {
		if makesUsers.MatchString(strings.ReplaceAll(i.Text, userMaker(t.Chain).command, "")) {
			return fmt.Sprintf("line %d makes users of its own", i.StartLine)
		}
	}
	for _, m := range t.Chain.Steps {
		if c, ok := p.ReadCopy(m); ok && (c.Dest == "/" || c.Dest == "/etc") && c.Dir && !c.Context() {
			return fmt.Sprintf("line %d may bring users of its own", m.StartLine)
		}
	}
	for _, name := range p.Repo.Files() {
		if strings.HasSuffix("/"+name, "/etc/passwd") {
			return name + " may bring users of its own"
		}
	}
	return ""
}

// unknownNeeds: what the image starts may need more of root than its files.
func unknownNeeds(p *fixes.Pass, t *fixes.Target) string {
	for _, m := range t.Chain.Steps {
		if c, ok := p.ReadCopy(m); ok && !c.Context() && programsFolder.MatchString(c.Dest) && !slices.ContainsFunc(c.Sources, nodeProgram.MatchString) {
			return fmt.Sprintf("what the program of line %d needs is not known", m.StartLine)
		}
	}
	for _, cmd := range commandsOf(t.Chain) {
		args, _ := cmd.Args()
		if n := slices.IndexFunc(args, serverPackage.MatchString); n >= 0 && addsSystemPackages(cmd.Name(), args) {
			return fmt.Sprintf("what %s needs is not known", args[n])
		}
	}
	manifest, _ := programManifest(p, t)
	switch words := t.Program(); {
	case manifest == nil:
		return "what the program writes is not known"
	case len(words) == 0 || !systemNode[path.Base(words[0])] && len(startScripts(p, t)) == 0:
		return "whether another one than root could run the program is not known"
	case !hasSystemNode(p, t):
		return "whether Node lies in root's home directory is not known"
	}
	return ""
}

var (
	programsFolder = pattern.New(`^(/usr(/local)?)?/s?bin(/|$)`)
	// serverPackage finds packages of servers that start as root.
	serverPackage = pattern.New(`^(nginx|supervisor|redis|redis-server|postgresql|mysql|mariadb|mongodb|caddy|haproxy|apache2?|httpd|cron|dcron|cronie|rabbitmq|memcached|squid|bind9?|dnsmasq|tor|postfix|exim4)[\w.-]*([=~<>].*)?$`)
	nodeProgram   = pattern.New(`/(node|nodejs|npm|npx|dumb-init|tini)$`)
)

var systemNode = wordSet(`node nodejs npm`)

// hasSystemNode reports whether Node is where every user finds it: a package of
// the system, or copied into a folder of programs.
func hasSystemNode(p *fixes.Pass, t *fixes.Target) bool {
	for _, cmd := range commandsOf(t.Chain) {
		args, _ := cmd.Args()
		if addsSystemPackages(cmd.Name(), args) && slices.ContainsFunc(args, nodePackage.MatchString) {
			return true
		}
	}
	return copiedProgram(p, t, "node")
}

var nodePackage = pattern.New(`^nodejs(-current|-lts)?([=~<>].*)?$`)
