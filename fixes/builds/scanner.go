package builds

import (
	"path"
	"strings"
)

// scannerActions are parts of action names that scan images, with the tool.
var scannerActions = []struct{ part, tool string }{
	{"trivy", "trivy"}, {"anchore/scan-action", "grype"}, {"grype", "grype"}, {"anchore", "anchore"},
	{"snyk/actions/docker", "snyk"}, {"docker/scout", "docker scout"}, {"clair", "clair"}, {"wiz-sec", "wiz"}, {"wizcli", "wiz"},
	{"sysdig", "sysdig"}, {"prisma-cloud", "prisma cloud"}, {"twistlock", "prisma cloud"}, {"lacework", "lacework"},
	{"aquasecurity/", "aqua"}, {"azure/container-scan", "container-scan"}, {"container-scan", "container-scan"},
	{"osv-scanner", "osv-scanner"}, {"dockle", "dockle"}, {"jfrog/frogbot", "frogbot"}, {"crowdstrike", "crowdstrike"}, {"mondoo", "mondoo"},
	{"vulnerability-scan-github-action-for-amazon-inspector", "inspector"},
}

// scannerCommands are programs that scan images.
var scannerCommands = map[string]string{
	"trivy": "trivy", "grype": "grype", "wizcli": "wiz", "clairctl": "clair", "clair-scanner": "clair", "twistcli": "prisma cloud",
	"osv-scanner": "osv-scanner", "sysdig-cli-scanner": "sysdig", "anchore-cli": "anchore", "anchorectl": "anchore", "dockle": "dockle", "cnspec": "mondoo",
}

// scannerOfAction returns the tool that an action is, "" for none.
func scannerOfAction(uses string) string {
	uses = strings.ToLower(uses)
	for _, a := range scannerActions {
		if strings.Contains(uses, a.part) {
			return a.tool
		}
	}
	return ""
}

// addScanner records a command that scans an image, also one that runs the
// scanner's own image ("docker run aquasec/trivy image …").
func (f *finder) addScanner(words []shellWord, source Source) {
	if tool := scannerOfCommand(words); tool != "" {
		f.found.Scanners = append(f.found.Scanners, Scanner{Name: tool, Source: source})
	}
}

func scannerOfCommand(words []shellWord) string {
	for len(words) > 0 && (wrappers[words[0].text] || words[0].text == "npx") {
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	name := path.Base(words[0].text)
	second := ""
	if len(words) > 1 {
		second = words[1].text
	}
	switch {
	case scannerCommands[name] != "":
		return scannerCommands[name]
	case name == "snyk" && second == "container", name == "docker" && second == "scan":
		return "snyk"
	case name == "docker" && second == "scout":
		return "docker scout"
	case name == "docker" && second == "run":
		for _, word := range words[2:] {
			image, _, _ := strings.Cut(path.Base(word.text), ":")
			if tool := scannerCommands[image]; tool != "" && strings.Contains(word.text, "/") {
				return tool
			}
		}
	}
	return ""
}
