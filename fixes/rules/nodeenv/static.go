package nodeenv

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	servesFolder = pattern.New(`\b(?:express|koa|app|serve)\.static\(([^;\n]*)`).Needs(".static(")
	sendsFile    = pattern.New(`\.sendFile\(([^;\n]*)`).Needs(".sendFile(")
	quotedText   = pattern.New("['\"`]([^'\"`$]*)['\"`]")
	buildsFiles  = pattern.New(`\bbuild`)
)

// lacksPages: it serves the files of a folder, most often the built pages of another project, that is
// not in the image.
func lacksPages(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	for _, m := range servesFolder.FindAllStringSubmatch(b.Text, -1) {
		if folder := quotedFolder(m[1]); folder != "" && !mayHold(p, t, folder) {
			return fmt.Sprintf(servesMissing, folder)
		}
	}
	for _, m := range sendsFile.FindAllStringSubmatch(b.Text, -1) {
		if folder := path.Dir(quotedFolder(m[1])); folder != "." && !mayHold(p, t, folder) {
			return fmt.Sprintf(servesMissing, folder)
		}
	}
	return ""
}

const servesMissing = "serves the files of %s in production, and nothing here brings them into the image. Set NODE_ENV where they are"

// settingsName finds a value that is the name of a settings file.
var settingsName = pattern.New("^['\"`](?:\\.?/)*([\\w./-]*(?:\\.env[\\w.-]*|\\.(?:env|ya?ml|json5?|toml)))['\"`]$")

// readsOtherFile: it reads another settings file, which nothing here has: people may run the image with one
// of their own.
func readsOtherFile(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	here, there := settingsName.FindStringSubmatch(b.Text), settingsName.FindStringSubmatch(b.Other)
	if here == nil || there == nil || here[1] == there[1] {
		return ""
	}
	if _, dir := deploy.ProgramManifest(p, t); p.Repo.Exists(path.Join(dir, here[1])) || broughtTo(p, t, t.Chain.End.Abs(here[1])) {
		return ""
	}
	return fmt.Sprintf("reads %s in production, and there is none here. Set NODE_ENV where it is", here[1])
}

// quotedFolder joins the texts that a call names a folder by, without the steps to
// folders above.
func quotedFolder(call string) string {
	var parts []string
	for _, m := range quotedText.FindAllStringSubmatch(call, -1) {
		parts = append(parts, m[1])
	}
	folder := strings.TrimLeft(path.Join(parts...), "./")
	return strings.TrimPrefix(folder, "/")
}

// mayHold reports whether a step of the image may bring a folder, or make it, or
// the folder is in the repository.
func mayHold(p *fixes.Pass, t *fixes.Target, folder string) bool {
	_, own := deploy.ProgramManifest(p, t)
	if p.Repo.IsDir(path.Join(own, folder)) || p.Repo.IsDir(path.Join(path.Dir(own), folder)) || p.Repo.IsDir(folder) {
		return true
	}
	first, _, _ := strings.Cut(folder, "/")
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("COPY", "ADD", "RUN") && (strings.Contains(m.Text, first) || strings.Contains(m.Text, path.Base(folder))) || m.Is("RUN") && buildsFiles.MatchString(m.Spoken())
	})
}
