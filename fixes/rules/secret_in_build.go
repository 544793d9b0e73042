package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/rules/credentials"
	"github.com/nodedock/nodedock/fixes/secret"
	"github.com/nodedock/nodedock/fixes/text"
)

// secretInBuild reports secrets that a build leaves in the image: in its
// history, its environment or a layer.
var secretInBuild = &fixes.Rule{
	ID: "secret-in-build", Practice: 10, Aliases: []string{"SecretsUsedInArgOrEnv", "DS-0031"},
	Doc: doc("secret_in_build.md"), Severity: fixes.Warning, Offers: fixes.OnRequest,
	Check: checkSecretInBuild,
}

func checkSecretInBuild(p *fixes.Pass) error {
	literal := reportLiterals(p)
	credentials.ReportSentLiterals(p, literal)
	for _, v := range credentials.Variables(p) {
		if v.At() == nil || literal[v.At().At] {
			continue
		}
		if err := credentials.ReportVariable(p, v); err != nil {
			return err
		}
	}
	if err := credentials.ReportNpmrcCopies(p); err != nil {
		return err
	}
	credentials.ReportMountedLeaks(p, literal)
	credentials.ReportWrittenValues(p, literal)
	if err := credentials.ReportEnvCopies(p); err != nil {
		return err
	}
	credentials.ReportKeyCopies(p)
	if err := credentials.ReportAccountCopies(p); err != nil {
		return err
	}
	credentials.ReportTriggeredArguments(p)
	credentials.ReportUnreadableMounts(p)
	return nil
}

// reportLiterals reports tokens that are written out in the file. It returns
// the instructions that hold one.
func reportLiterals(p *fixes.Pass) map[*dockerfile.Instruction]bool {
	found := map[*dockerfile.Instruction]bool{}
	for _, i := range p.File.Instructions {
		issuer, span, ok := literalToken(i)
		if !ok {
			continue
		}
		found[i] = true
		how := "Pass the new one as a build secret: RUN --mount=type=secret"
		if i.Is("ENV", "CMD", "ENTRYPOINT", "HEALTHCHECK") && !askedByBuilds[issuer] {
			how = "Give the new one to the container when it starts"
		}
		p.Report(fixes.Finding{
			Span: span, Key: "literal " + issuer, Severity: fixes.Error,
			Message:  fmt.Sprintf("A credential of %s is written out here. Whoever can read this repository or pull the image has it: revoke it.", issuer),
			Withheld: "a credential that was in a repository must be replaced by whoever owns it. " + how,
		})
	}
	for _, c := range p.File.Comments {
		if issuer, _, _, ok := secret.Token(c.Text); ok {
			p.Report(fixes.Finding{
				Span: c.Span, Key: "comment " + issuer, Severity: fixes.Error,
				Message:  fmt.Sprintf("A credential of %s is written out in this comment. Whoever can read this repository has it: revoke it.", issuer),
				Withheld: "a credential that was in a repository must be replaced by whoever owns it. Take it out of the comment",
			})
		}
	}
	return found
}

// askedByBuilds are the issuers of what builds ask for.
var askedByBuilds = map[string]bool{"npm": true, "GitHub": true, "GitLab": true, "a package registry": true, "Sentry": true}

// literalToken returns who issued the credential that an instruction holds, and
// where it stands.
func literalToken(i *dockerfile.Instruction) (issuer string, span text.Span, ok bool) {
	if issuer, start, end, ok := secret.Token(i.Text); ok {
		if at, located := i.Locate(start, end); located {
			return issuer, at, true
		}
		return issuer, i.Span, true
	}
	if secret.Credential(i.Text) {
		return "a package registry", i.Span, true
	}
	if host, start, end, ok := secret.Login(i.Text); ok {
		if at, located := i.Locate(start, end); located {
			return host, at, true
		}
		return host, i.Span, true
	}
	for _, h := range i.Heredocs {
		if issuer, _, _, ok := secret.Token(h.Content); ok {
			return issuer, i.Span, true
		}
		if secret.Credential(h.Content) {
			return "a package registry", i.Span, true
		}
	}
	return "", span, false
}
