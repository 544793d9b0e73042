package rights

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// rootPackages are packages that work on devices or on the network as only
// root may, with what they do.
var rootPackages = map[string]string{
	"dockerode": "talks to the Docker socket", "docker-modem": "talks to the Docker socket",
	"fuse-native": "mounts file systems", "fuse-bindings": "mounts file systems", "node-fuse-bindings": "mounts file systems",
	"usb": "opens USB devices", "node-hid": "opens USB devices", "serialport": "opens serial devices", "zigbee-herdsman": "opens serial devices", "zwave-js": "opens serial devices", "@abandonware/noble": "opens Bluetooth devices", "@stoprocent/noble": "opens Bluetooth devices",
	"onoff": "opens GPIO devices", "pigpio": "opens GPIO devices", "rpio": "opens GPIO devices", "i2c-bus": "opens I2C devices", "spi-device": "opens SPI devices",
	"raw-socket": "opens raw sockets", "net-ping": "opens raw sockets", "cap": "captures packets", "pcap": "captures packets", "dhcp": "opens privileged ports",
}

// usesRootPackage says which package of the program does what only root may, be it
// one that a package of this repository brings along.
func usesRootPackage(p *fixes.Pass, t *fixes.Target) string {
	own, _ := deploy.ProgramManifest(p, t)
	for _, m := range programManifests(p, t) {
		for _, pkg := range project.SortedNames(m.Dependencies) {
			does := rootPackages[pkg]
			switch {
			case does == "":
			case m == own:
				return fmt.Sprintf("%s %s, which needs root unless the host is set up for it", pkg, does)
			default:
				return fmt.Sprintf("%s %s, which needs root unless the host is set up for it, and the program may use it by %s", pkg, does, m.Path)
			}
		}
	}
	return ""
}

// programManifests returns the package.json of the program and those of the
// packages of this repository that it depends on; all that the image may have where
// which the program's is is not certain.
func programManifests(p *fixes.Pass, t *fixes.Target) []*node.Manifest {
	first, _ := deploy.ProgramManifest(p, t)
	if first == nil {
		return broughtManifests(p)
	}
	reached := []*node.Manifest{first}
	if len(first.Dependencies) == 0 {
		return reached
	}
	packages, seen := p.Repo.Packages(), map[string]bool{first.Name: true}
	for n := 0; n < len(reached); n++ {
		for _, pkg := range project.SortedNames(reached[n].Dependencies) {
			if m := packages[pkg]; m != nil && !seen[pkg] {
				seen[pkg] = true
				reached = append(reached, m)
			}
		}
	}
	return reached
}

var everyManifest = &fixes.Selection{Named: func(name string) bool {
	return path.Base(name) == "package.json" && !strings.Contains("/"+name, "/node_modules/")
}}

// broughtManifests returns the package.json files that the Dockerfile may take from
// its context.
func broughtManifests(p *fixes.Pass) (out []*node.Manifest) {
	files, err := p.Repo.Select(everyManifest)
	if err != nil {
		return nil
	}
	brought := p.Brought()
	for _, file := range files {
		if !brought(file) {
			continue
		}
		if m, err := p.Repo.Manifest(path.Dir(file)); err == nil && m != nil {
			out = append(out, m)
		}
		if len(out) == fixes.MaxPackages {
			break
		}
	}
	return out
}

// dockerScript finds the script of Docker that installs its client
// (github.com/docker/docker-install).
var dockerScript = pattern.New(`\bget\.docker\.com\b`).Needs("get.docker.com")

// bringsDocker returns why the image may talk to the Docker socket: it installs
// the client, by its script or out of its image.
func bringsDocker(p *fixes.Pass, t *fixes.Target) string {
	for _, m := range t.Chain.Steps {
		if m.Is("RUN") && dockerScript.MatchString(m.Spoken()) {
			return "the image installs Docker, which does its work as root"
		}
		if c, ok := p.ReadCopy(m); ok && c.Outside && strings.HasSuffix(c.Sources[0], "/bin/docker") {
			return "the image takes the Docker client along, which does its work as root"
		}
	}
	return ""
}
