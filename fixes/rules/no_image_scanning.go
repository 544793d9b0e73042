package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/builds"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// noImageScanning reports, once for a repository, that nothing looks for known
// vulnerabilities in its images.
var noImageScanning = &fixes.Rule{
	ID: "no-image-scanning", Practice: 7,
	Doc: doc("no_image_scanning.md"), Severity: fixes.Info, Offers: fixes.Advice,
	Check: checkNoImageScanning,
}

func checkNoImageScanning(p *fixes.Pass) error {
	evidence, err := p.Repo.Builds()
	if err != nil || len(evidence.Scanners) > 0 || scannedElsewhere(p) || !p.First() {
		return err
	}
	t := p.Shipped()[0]
	f := fixes.Finding{Span: t.Stage.From.Span, Key: "repository"}
	build := workflowBuild(p, evidence)
	switch {
	case build != nil:
		f.Message = fmt.Sprintf("Nothing in the workflows scans the image that %s builds, so known vulnerabilities in its packages go unnoticed.", build.Source)
		f.Fix = scanAdvice("Scan the image behind the build step at " + build.Source.String() + ": " + scanStep(build))
	case len(evidence.Called) > 0:
		f.Message = fmt.Sprintf("Nothing in this repository scans the image for known vulnerabilities, and whether %s does is not known.", evidence.Called[0])
		f.Fix = scanAdvice("Scan the image where it is built: " + scanCommand)
	case p.Repo.Exists(".gitlab-ci.yml"):
		f.Message = "Nothing in .gitlab-ci.yml scans the image for known vulnerabilities."
		f.Fix = scanAdvice("Include GitLab's template for it: Jobs/Container-Scanning.gitlab-ci.yml, or scan the image where it is built: " + scanCommand)
	case hasWorkflows(p):
		f.Message = "Nothing in the workflows scans the image for known vulnerabilities, and none of them builds it."
		f.Fix = scanAdvice("Scan the image where it is built: " + scanCommand)
	default:
		f.Message = "Nothing in this repository scans the image for known vulnerabilities."
		f.Fix = scanAdvice("Scan the image where it is built: " + scanCommand)
	}
	p.Report(f)
	return nil
}

const scanCommand = "trivy image --exit-code 1 --severity HIGH,CRITICAL IMAGE"

func scanAdvice(title string) *fixes.Fix {
	return &fixes.Fix{Title: title, Applicability: fixes.Advice, Notes: []string{"A scan on a schedule finds what becomes known after the build."}}
}

// workflowBuild returns the workflow step that builds an image: of this Dockerfile where
// there is one, else of another one that makes a production image, and before others one
// that sends it to a registry. What else the workflows build is not what this finding is
// about.
func workflowBuild(p *fixes.Pass, evidence *builds.Evidence) *builds.Build {
	all := append(slices.Clone(evidence.Builds), evidence.Unresolved...)
	all = slices.DeleteFunc(all, func(b builds.Build) bool { return b.Source.Kind != builds.Workflow })
	own := func(b builds.Build) bool { return b.Dockerfile == p.File.Path }
	others := func(b builds.Build) bool { return b.Dockerfile == "" || p.MakesProduction(b.Dockerfile) }
	for _, fits := range []func(builds.Build) bool{own, others} {
		for _, sent := range []bool{true, false} {
			for n := range all {
				if fits(all[n]) && (!sent || fixes.Sent(all[n])) {
					return &all[n]
				}
			}
		}
	}
	return nil
}

// scanStep returns the step to add behind a build, in one line.
func scanStep(b *builds.Build) string {
	ref, load := "the tag that the step gives the image", ""
	for _, tag := range b.Tags {
		if !strings.ContainsAny(tag, "$\x00") && !gap(tag) {
			ref = tag
			break
		}
	}
	if len(b.Platforms) > 1 {
		load = " (the step builds for several platforms: scan what it pushed)"
	}
	return fmt.Sprintf("uses: aquasecurity/trivy-action, pinned to a commit, with image-ref: %s, exit-code: 1, severity: HIGH,CRITICAL and ignore-unfixed: true%s", ref, load)
}

// gap reports whether a tag lacks a part, which the workflow takes from a secret or a variable.
func gap(tag string) bool {
	return strings.Contains(tag, "//") || strings.Contains(tag, "/:") || strings.HasPrefix(tag, "/") || strings.HasSuffix(tag, ":") || strings.HasSuffix(tag, "/")
}

// hasWorkflows reports whether the repository has GitHub workflows.
func hasWorkflows(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.Repo.Under(".github/workflows"), func(name string) bool {
		return path.Ext(name) == ".yml" || path.Ext(name) == ".yaml"
	})
}

// scannerWord finds a scanner's name in another build system's file, but not in
// a comment.
var scannerWord = pattern.New(`(?im)^[^#\n]*?(trivy|grype|snyk|anchore|\bclair\b|docker scout|container[-_]scanning|auto-devops\.gitlab-ci|twistcli|sysdig|wizcli|aquasec|artifacts docker images scan|microsoftsecuritydevops|start-image-scan|jf docker scan|lw-scanner)`)

// scannedElsewhere reports whether another build system's file names a scanner.
func scannedElsewhere(p *fixes.Pass) bool {
	return slices.ContainsFunc(p.Repo.Pipelines(), func(name string) bool {
		if path.Dir(name) == ".github/workflows" {
			return false
		}
		found, err := p.Repo.Matches(name, scannerWord)
		return err == nil && found
	})
}
