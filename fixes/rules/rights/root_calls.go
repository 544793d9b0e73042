package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/writes"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// rootCall finds programs that code starts and that do their work only as root.
	rootCall = pattern.New("\\b(?:exec|execSync|execFile|execFileSync|execAsync|spawn|spawnSync|execa|execaSync|execaCommand)\\(\\s*['\"`](?:[^'\"`\\n]*(?:&&|;)\\s*)?(?:/\\S*/)?(apt-get|apk|sudo|docker|docker-compose|mount|umount|modprobe|insmod|useradd|usermod|userdel|adduser|addgroup|groupadd|deluser|chpasswd|chown|chroot|iptables|ip6tables|nft|ifconfig|wg-quick|wg|openvpn|tcpdump|systemctl|service|crontab|crond|certbot|renice -\\S*\\s*-|supervisorctl|update-ca-certificates|reboot|shutdown|hwclock|losetup|dhclient|hostapd|dnsmasq|(?:npx (?:-y |--yes )?)?playwright install(?:-deps| --with-deps)|sysctl -w|date -s|nginx|ip (?:-\\w+ )?(?:link|addr|address|route|rule|netns|tuntap) (?:add|set|del|delete|replace|change|flush|exec))(?:['\"`\\s]|$)").Needs("exec", "spawn")
	// rawScan finds scans by packets that only root may make, and priorities above
	// those of others.
	rawScan = pattern.New(`['"`+"`"+`]nmap\b[^)\n]*\s?['"]?-s[SUAXNFO]\b|\bsetPriority\([^)\n]*-\s*\d`).Needs("nmap", "setPriority")
	// asksForRoot finds questions whether the program runs as root.
	asksForRoot = pattern.New(`\bgete?uid(?:\?\.)?\(\)\s*[!=]==?\s*0\b|\b0\s*[!=]==?\s*process\.gete?uid(?:\?\.)?\(\)|!\s*process\.gete?uid(?:\?\.)?\(\)|\buserInfo\(\)\.(?:username\s*[!=]==?\s*['"]root['"]|uid\s*[!=]==?\s*0\b)`).Needs("uid", "userInfo")
	// ownerCall finds calls that give files to another user, and names that are
	// taken out of the module for such.
	ownerCall = pattern.New(`(?:\b(?:fs|fsp|fsPromises|promises|fse)|\))\.[lf]?chown(?:Sync)?\(|[{,]\s*[lf]?chown(?:Sync)?\s*[,}]`).Needs("chown")
)

// actsAsRoot returns what the code of the program does that only root may.
func actsAsRoot(p *fixes.Pass, t *fixes.Target) string {
	for _, name := range shippedSources(p, t) {
		if found, err := p.Repo.FindAll(name, rootCall); err == nil && len(found) > 0 {
			return fmt.Sprintf("%s runs %s, which does its work as root", name, found[0][1])
		}
		if asks, err := p.Repo.FindAll(name, rawScan); err == nil && len(asks) > 0 {
			if strings.Contains(asks[0][0], "nmap") {
				return name + " scans by packets that only root may send"
			}
			return name + " raises its priority, which only root may"
		}
		if asks, err := p.Repo.Matches(name, asksForRoot); err == nil && asks {
			return name + " asks whether it runs as root, and would do something else as another user"
		}
		if givesAway(p, name) {
			return name + " gives files to other users, which only root may"
		}
	}
	return ""
}

// givesAway reports whether a source file gives files to another user, whatever the names are by which it
// reaches the function.
func givesAway(p *fixes.Pass, name string) bool {
	if owns, err := p.Repo.Matches(name, ownerCall); err == nil && owns {
		return true
	}
	uses, err := writes.FileUses.Of(p.Repo, name)
	return err == nil && slices.ContainsFunc(uses, func(use source.FileUse) bool { return strings.TrimLeft(use.Name, "lf") == "chown" })
}
