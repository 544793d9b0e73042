package nodeenv

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/source"
)

var (
	// serverTLS finds a server that wants a certificate.
	serverTLS = pattern.New(`\b(?:https|http2|spdy|tls)(?:['"]\))?\.create(?:Secure)?Server\(|\bcreateSecure(?:Server|Context)\(`).Needs("create")
	// systemPath finds a path of the system, outside of a program's own folder, or of any
	// file that is read.
	systemPath = pattern.New("['\"`](/(?:var|usr|etc|opt|data|mnt|srv|run|home|root)/[\\w./-]*\\w)['\"`]|\\breadFile(?:Sync)?\\(\\s*['\"`](/[^'\"`$]+)['\"`]").Needs("/")
	// readsFile finds a file of the program's own folder that is read.
	readsFile = pattern.New(`\breadFile(?:Sync)?\(\s*['"]((?:\.\.?/)*[\w-][\w./-]*)['"]`).Needs("readFile")
	// plainVariable finds a variable that nothing stands in for.
	plainVariable = pattern.New(`(?:\bprocess\.|(?:^|[^.\w]))env(?:\.|\[['"])(\w+)(?:['"]\])?\s*([^\s\w])?`).Needs("env.", "env[")
	// namesConnection finds names of variables without which a program reaches nothing.
	namesConnection = pattern.New(`(?i)(^|_)(url|uri|host|hostname|db|database|mongo\w*|redis\w*|postgres\w*|pg\w*|mysql\w*|amqp\w*|rabbit\w*|kafka\w*|nats\w*|elastic\w*|atlas\w*|smtp\w*|brokers?|dsn|connection\w*)($|_)`)
	namesReporter   = pattern.New(`(?i)sentry|loki|jaeger|otel|datadog|newrelic|log|trace|telemetry|metric|analytic|slack|webhook|cdn|asset|public|front|client|site|(?:^|_)(?:app|base)_url|cors|origin`)
)

// servesTLS: it serves by TLS itself.
func servesTLS(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !serverTLS.MatchString(b.Text) {
		return ""
	}
	return "serves by TLS itself in production, and nothing here shows that the container has a certificate. Set NODE_ENV where it has"
}

// usesMissingFile: it uses a path of the system, or reads a file of its own, that the image does not have.
func usesMissingFile(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	for _, m := range systemPath.FindAllStringSubmatch(b.Text, -1) {
		if file := m[1] + m[2]; !mayHave(p, t, file) {
			return fmt.Sprintf(usesMissing, file)
		}
	}
	_, dir := deploy.ProgramManifest(p, t)
	for _, m := range readsFile.FindAllStringSubmatch(b.Text, -1) {
		if file := path.Clean(m[1]); !p.Repo.Exists(path.Join(dir, file)) && !mayBring(p, t, t.Chain.End.Abs(file)) {
			return fmt.Sprintf(usesMissing, m[1])
		}
	}
	return ""
}

const usesMissing = "uses %s in production, and nothing here brings that into the container. Set NODE_ENV where it is"

// lacksAddress: a piece of the program for production takes an address from a variable that nothing
// here sets.
func lacksAddress(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		for _, b := range f.in {
			if slices.ContainsFunc(f.in, func(other source.Branch) bool { return strings.Contains(other.Condition, b.Text) }) {
				continue // it only asks
			}
			if v := lacksVariable(p, t, b.Text, textOf(f.outside)+b.Condition+b.Other); v != "" {
				return fmt.Sprintf("%s takes a value from %s in production, and nothing here sets that. Set both where the image is run", f.name, v), nil
			}
		}
	}
	return "", branches.err
}

// textOf joins the texts of pieces.
func textOf(branches []source.Branch) string {
	var out strings.Builder
	for _, b := range branches {
		out.WriteString(b.Text)
	}
	return out.String()
}

// lacksVariable returns a variable with the address of something that code for production takes,
// that nothing sets, and that what runs so far does without; "" when there is none, or when that
// looks for it on its own machine, which is none in a container either.
func lacksVariable(p *fixes.Pass, t *fixes.Target, inside, outside string) string {
	if namesLoopback.MatchString(outside) {
		return ""
	}
	for _, m := range plainVariable.FindAllStringSubmatch(inside, -1) {
		name, next := m[1], m[2]
		if next == "|" || next == "?" || next == "&" || !namesConnection.MatchString(name) || namesReporter.MatchString(name) || speaksOfVariable(outside, name) {
			continue
		}
		if !givenVariable(p, t, name) {
			return name
		}
	}
	return ""
}

// speaksOfVariable reports whether a text has the name of a variable, not only that of a longer one.
func speaksOfVariable(text, name string) bool {
	return strings.Contains(text, name) && regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).MatchString(text)
}

var namesLoopback = pattern.New(`\blocalhost\b|\b127\.0\.0\.1\b`).Needs("localhost", "127.0.0.1")

// mayHave reports whether something may bring a path of the system into containers of the target, or it is
// in the folder of the program.
func mayHave(p *fixes.Pass, t *fixes.Target, abs string) bool {
	workdir := t.Chain.End.Workdir
	return workdir != "/" && deploy.InFolder(abs, workdir) || mayBring(p, t, abs)
}

// mayBring reports whether a step, a mount or a file for compose or Kubernetes may bring a path.
func mayBring(p *fixes.Pass, t *fixes.Target, abs string) bool {
	if broughtTo(p, t, abs) {
		return true
	}
	within := func(dir string) bool {
		return dir != "" && (abs == dir || strings.HasPrefix(abs, strings.TrimSuffix(dir, "/")+"/"))
	}
	for _, b := range t.Builds {
		for _, v := range b.Volumes {
			if within(v.Target) {
				return true
			}
		}
	}
	program, _, _ := strings.Cut(path.Base(abs), "-")
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		switch {
		case m.Is("VOLUME"):
			return slices.ContainsFunc(m.Args, func(w dockerfile.Word) bool { return within(w.Text) })
		case m.Is("RUN"):
			return strings.Contains(m.Text, program) || strings.Contains(m.Text, path.Dir(abs))
		}
		return false
	})
}
