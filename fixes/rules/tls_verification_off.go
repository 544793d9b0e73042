package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/credentials"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/text"
)

// tlsVerificationOff reports settings by which Node, a package manager or git
// accepts any certificate.
var tlsVerificationOff = &fixes.Rule{
	ID: "tls-verification-off", Practice: 10,
	Doc: doc("tls_verification_off.md"), Severity: fixes.Error, Offers: fixes.Advice,
	Check: checkTLSVerificationOff,
}

func checkTLSVerificationOff(p *fixes.Pass) error {
	for _, i := range p.File.Instructions {
		for _, pair := range dockerfile.EnvPairs(i) {
			if span := pair.Name.Span; i.Is("ENV", "ARG") && launch.TurnsOff(pair.Name.Text, pair.Value.Text) {
				reportTLS(p, i, span, pair.Name.Located, fmt.Sprintf("%s=%s", pair.Name.Text, pair.Value.Text))
			}
		}
		if i.Is("RUN", "CMD", "ENTRYPOINT") {
			tlsInCommands(p, i)
		}
		if strictSSLWritten(i) {
			reportTLS(p, i, i.Span, true, "strict-ssl=false in a .npmrc")
		}
	}
	tlsAtStart(p)
	return tlsInNpmrc(p)
}

func reportTLS(p *fixes.Pass, i *dockerfile.Instruction, span text.Span, located bool, what string) {
	if !located {
		span = i.Span
	}
	p.Report(fixes.Finding{
		Span: span, Key: what,
		Message: what + " turns the verification of certificates off: whoever is on the way to the server can read and change what is transferred.",
		Fix: &fixes.Fix{
			Title: "Trust the certificate instead", Applicability: fixes.Advice,
			Notes: []string{"For a certificate of your own: COPY it into the image and set NODE_EXTRA_CA_CERTS to its path; for npm also cafile, for git http.sslCAInfo."},
		},
	})
}

// tlsInCommands looks at the commands of an instruction and what is assigned
// before them.
func tlsInCommands(p *fixes.Pass, i *dockerfile.Instruction) {
	var shell []string
	if i.Stage != nil {
		shell = i.Stage.ShellAt(i)
	}
	var commands []*dockerfile.Command
	for _, script := range i.Scripts(shell) {
		commands = append(commands, script.Commands...)
	}
	if c := i.ExecCommand(); c != nil {
		commands = append(commands, c)
	}
	for _, c := range commands {
		for _, a := range c.Assigns {
			if launch.TurnsOff(a.Name, a.Value.Text) {
				reportTLS(p, i, c.Span, c.Located, a.Name+"="+a.Value.Text)
			}
		}
		if what := insecure(c); what != "" {
			reportTLS(p, i, c.Span, c.Located, what)
		}
	}
}

var strictSSLText = pattern.New(`(?m)(^|[\s"'n])strict-ssl\s*=\s*"?false\b`)

// strictSSLWritten reports whether an instruction writes the setting into a
// file of npm's settings.
func strictSSLWritten(i *dockerfile.Instruction) bool {
	content := strings.Join(append(credentials.HeredocText(i), i.Text), "\n")
	return i.Is("RUN", "COPY", "ADD") && strings.Contains(content, "npmrc") && (i.Is("COPY", "ADD") || credentials.NpmrcRedirect.MatchString(content)) && strictSSLText.MatchString(content)
}

// insecure returns what in a command turns verification off, "" for nothing.
func insecure(c *dockerfile.Command) string {
	var words []string
	for _, w := range c.Words {
		words = append(words, strings.ToLower(w.Text))
	}
	joined := " " + strings.Join(words, " ") + " "
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(joined, part) {
				return true
			}
		}
		return false
	}
	switch name := c.Name(); {
	case (name == "npm" || name == "pnpm" || name == "yarn" || name == "npx") && has(" strict-ssl false ", " strict-ssl=false ", " --strict-ssl=false ", " --no-strict-ssl ", " --strict-ssl false ", " enablestrictssl false "):
		return name + " with strict-ssl=false"
	case name == "git" && has(" http.sslverify false ", " http.sslverify=false ", " http.sslverify=0 "):
		return "git with http.sslVerify=false"
	case name == "export" || name == "env":
		for _, w := range c.Words[1:] {
			if key, value, ok := strings.Cut(w.Text, "="); ok && launch.TurnsOff(key, strings.Trim(value, `"'`)) {
				return w.Text
			}
		}
	}
	return ""
}

// tlsInNpmrc looks at the .npmrc and .yarnrc.yml files that are copied.
func tlsInNpmrc(p *fixes.Pass) error {
	seen := map[string]bool{}
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			c, ok := p.ReadCopy(m)
			if m.Stage != stage || !ok || !c.Context() {
				continue
			}
			for _, src := range c.Sources {
				for _, name := range configsIn(p, src) {
					off, err := strictSSLOff(p, name)
					if err != nil {
						return err
					}
					if off && !seen[name] {
						seen[name] = true
						reportTLS(p, m.Instruction, m.Span, true, name+" with strict-ssl=false")
					}
				}
			}
		}
	}
	return nil
}

// configsIn returns the configuration files that a COPY source brings.
func configsIn(p *fixes.Pass, src string) []string {
	var out []string
	at := path.Join(p.Context().Dir, path.Join("/", src))
	for _, base := range []string{".npmrc", ".yarnrc.yml"} {
		for _, name := range []string{at, path.Join(at, base)} {
			if ok, err := path.Match(path.Base(at), base); name == at && err == nil && ok {
				name = path.Join(path.Dir(at), base)
			}
			if path.Base(name) == base && p.Repo.Exists(name) && !p.Ignored(name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func strictSSLOff(p *fixes.Pass, name string) (bool, error) {
	data, ok, err := p.Repo.Read(name)
	if err != nil || !ok {
		return false, err
	}
	if path.Base(name) == ".npmrc" {
		return node.ParseNpmrc(data).Get("strict-ssl") == "false", nil
	}
	for line := range strings.Lines(string(data)) {
		if key, value, _ := strings.Cut(line, ":"); key == "enableStrictSsl" && strings.TrimSpace(value) == "false" {
			return true, nil
		}
	}
	return false, nil
}
