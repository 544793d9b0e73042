package nodeenv

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about what a program asks of others in production that its containers may not have,
// while it has run without so far: TLS, another server, a password, HTTPS.

var (
	// emptyValue and noValue find values that ask for nothing; an empty object of options for TLS asks for it.
	emptyValue = pattern.New(`^(?:false|undefined|null|\{\s*\}|\[\s*\])$`)
	noValue    = pattern.New(`^(?:false|undefined|null)$`)
	optionTLS  = pattern.New(`\b(?:ssl|tls)['"]?\s*[:=]\s*(?:true\b|\{)|[?&](?:ssl|tls)=true|[?&]ssl-?mode=(?:require|verify)`).Needs("ssl", "tls")
	endsItself = pattern.New(`^\{?[^}]{0,200}(?:\b(?:throw\s|process\.(?:exit|abort)\(|process\.exitCode\s*=|addIssue\()|(?:^|[^.\w])exit\(\s*[1-9])`).Needs("throw", "process.", "exit", "addIssue")
	asserted   = pattern.New(`^\{?\s*(?:assert(?:\.ok)?|ok|(?:tiny)?[iI]nvariant)\(`)
	makesLink  = pattern.New(`\b(?:createClient|createConnection|createTransport|new (?:Redis|Pool|Sequelize|DataSource|MongoClient))\(`).Needs("createC", "createT", "new ")
	linkOption = pattern.New(`^\{?\s*[\w.]+\.(?:password|pass|auth|tls|ssl|host|username)\s*=[^=]`).Needs(".password", ".pass", ".auth", ".tls", ".ssl", ".host", ".username")
	toHTTPS    = pattern.New(`(?i)(x-forwarded-proto|enforce\.https|express-sslify|\bredirect\([^;\n]{0,60}https:|\blocation["']?\s*[:,]\s*["'` + "`" + `]https:)`)
)

// asksForTLS: a database, or another server, has to speak TLS.
func asksForTLS(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	named := namesTLS[b.Name] && !noValue.MatchString(b.Text)
	if !named && (!optionTLS.MatchString(b.Text) || optionTLS.MatchString(b.Other)) {
		return ""
	}
	return connectsByTLS
}

var namesTLS = map[string]bool{"ssl": true, "tls": true}

const connectsByTLS = "asks what it connects to for TLS in production, and a server without it would be refused. Set NODE_ENV where that has it"

// tlsByAnswer: the same, where the answer itself is the setting.
func tlsByAnswer(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, f := range branches.files {
		if f.settings["ssl"] == source.Yes || f.settings["tls"] == source.Yes {
			return f.name + " " + connectsByTLS, nil
		}
	}
	return "", branches.err
}

// refusesToRun: it throws or ends itself, unless all variables that decide over that are given.
func refusesToRun(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	if !endsItself.MatchString(b.Text) && !asserted.MatchString(b.Text) {
		return ""
	}
	if handlers, own := source.Handlers(b.Text); len(handlers) > 0 && !endsItself.MatchString(own) && !asserted.MatchString(own) {
		return ""
	}
	var names []string
	for _, m := range plainVariable.FindAllStringSubmatch(b.Condition+" "+b.Text, -1) {
		if m[1] != "NODE_ENV" {
			names = append(names, m[1])
		}
	}
	if len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !givenVariable(p, t, name) }) {
		return ""
	}
	return "may refuse to run in production, and nothing shows that the container has what it asks for. Set NODE_ENV where that is given"
}

// endsInHandler: a handler that is there in production alone ends the program, other than at
// the signals and errors at which Node ends by itself (nodejs.org/api/process.html).
func endsInHandler(_ *fixes.Pass, t *fixes.Target, b source.Branch) string {
	if !strings.Contains(b.Text, "process.exit(") {
		return ""
	}
	handlers, _ := source.Handlers(b.Text)
	for _, h := range handlers {
		ends := endsAnyway.FindStringSubmatch(h.Call)
		if !strings.Contains(h.Body, "process.exit(") || ends != nil && (ends[1] != "unhandledRejection" || t.Chain.Base.Major >= 15) {
			continue
		}
		return "ends the program in a handler that is there in production alone. Set NODE_ENV where that is meant"
	}
	return ""
}

// endsAnyway finds the handlers of what ends a program without one: a rejection does so from Node
// 15 on.
var endsAnyway = pattern.New(`^process\.(?:on|once)\(\s*['"` + "`" + `](SIG\w+|uncaughtException|unhandledRejection)['"` + "`" + `]`).Needs("process.on")

// connectsElsewhere: it makes a connection of its own, and not the one that it makes otherwise too.
func connectsElsewhere(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	at := makesLink.FindStringIndex(b.Text)
	if at == nil || strings.Contains(b.Other, callAt(b.Text[at[0]:])) {
		return ""
	}
	return "connects to something else in production. Set NODE_ENV where that is"
}

// callAt returns the call that a text begins with, to the parenthesis that ends its arguments.
func callAt(text string) string {
	depth := 0
	for n, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return text[:n+1]
			}
		}
	}
	return text
}

// hasOtherOption: a connection gets an option, such as its password.
func hasOtherOption(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !linkOption.MatchString(b.Text) {
		return ""
	}
	return "gives a connection another option in production. Set NODE_ENV where what it connects to expects that"
}

// redirectsToHTTPS: visitors are sent away from plain HTTP.
func redirectsToHTTPS(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !toHTTPS.MatchString(b.Text) {
		return ""
	}
	return "sends visitors to HTTPS in production, which the container may not have. Set NODE_ENV where it runs behind HTTPS"
}
