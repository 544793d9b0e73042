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
	{"orcasecurity/", "orca"}, {"qualys/", "qualys"}, {"neuvector", "neuvector"}, {"rapidfort", "rapidfort"}, {"dockle", "dockle"}, {"jfrog/frogbot", "frogbot"}, {"crowdstrike", "crowdstrike"}, {"mondoo", "mondoo"},
	{"vulnerability-scan-github-action-for-amazon-inspector", "inspector"},
}

// scannerCommands are programs that scan images.
var scannerCommands = map[string]string{
	"trivy": "trivy", "grype": "grype", "wizcli": "wiz", "clairctl": "clair", "clair-scanner": "clair", "twistcli": "prisma cloud",
	"lw-scanner": "lacework", "qscanner": "qualys", "sysdig-cli-scanner": "sysdig", "anchore-cli": "anchore", "anchorectl": "anchore", "dockle": "dockle", "cnspec": "mondoo",
}

// scannerOfAction returns the tool that an action is, "" for none, and for one
// that is told to look at files instead of at an image.
func scannerOfAction(uses string, with *value) string {
	uses = strings.ToLower(uses)
	if notImages[with.get("scan-type").str()] || strings.HasPrefix(uses, "anchore/") && with.get("image").str() == "" && (with.get("path").str() != "" || with.get("sbom").str() != "") {
		return ""
	}
	for _, a := range scannerActions {
		if strings.Contains(uses, a.part) {
			return a.tool
		}
	}
	return ""
}

// notImages are words by which scanners are told what else to look at.
var notImages = map[string]bool{"fs": true, "filesystem": true, "repo": true, "repository": true, "config": true, "conf": true, "k8s": true, "kubernetes": true, "plugin": true, "version": true, "clean": true}

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
	name, arguments := path.Base(words[0].text), plainWords(words[1:])
	starts := func(line string) bool {
		return strings.HasPrefix(strings.Join(arguments, " ")+" ", line+" ")
	}
	switch {
	case name == "sh" || name == "bash":
		return scannerOfText(words)
	case scannerCommands[name] != "":
		if len(arguments) == 0 || notImages[arguments[0]] || strings.HasPrefix(arguments[0], "dir:") {
			return ""
		}
		return scannerCommands[name]
	case name == "snyk" && starts("container"), name == "docker" && starts("scan"):
		return "snyk"
	case name == "osv-scanner" && starts("scan image"):
		return "osv-scanner"
	case name == "docker" && starts("scout"):
		return "docker scout"
	case (name == "jf" || name == "jfrog") && starts("docker scan"):
		return "xray"
	case name == "gcloud" && starts("artifacts docker images scan"):
		return "artifact registry"
	case name == "aws" && (starts("ecr start-image-scan") || starts("ecr describe-image-scan-findings")):
		return "ecr"
	case name == "docker" && starts("run"):
		return scannerOfRun(words[1:])
	}
	return ""
}

// plainWords returns the words that are no flags.
func plainWords(words []shellWord) []string {
	var out []string
	for _, w := range words {
		if !strings.HasPrefix(w.text, "-") {
			out = append(out, w.text)
		}
	}
	return out
}

// scannerOfText looks at the text behind sh -c.
func scannerOfText(words []shellWord) string {
	for n, w := range words[:len(words)-1] {
		if !strings.HasPrefix(w.text, "-") || !strings.HasSuffix(w.text, "c") {
			continue
		}
		for _, c := range shellCommands(words[n+1].text, nil) {
			if tool := scannerOfCommand(c.words); tool != "" {
				return tool
			}
		}
	}
	return ""
}

// scannerOfRun looks for the image of a scanner behind docker run, and for what
// it is told to do.
func scannerOfRun(words []shellWord) string {
	for n, word := range words {
		image, _, _ := strings.Cut(path.Base(word.text), ":")
		if scannerCommands[image] != "" && strings.Contains(word.text, "/") && !strings.HasPrefix(word.text, "/") {
			return scannerOfCommand(append([]shellWord{literally(image)}, words[n+1:]...))
		}
	}
	return ""
}
