package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// ifProduction is the text of a question whether NODE_ENV is production, or of a
// name that programs give the answer.
const ifProduction = "(?:[\\w.!(\\[\\]'\"`?<>$]*(?:NODE_ENV|\\(['\"]env['\"])['\"\\])]*\\s*===?\\s*['\"`]prod|[\\w.!(]*\\b(?i:is_?prod\\w*)\\b)"

var (
	answersProduction = pattern.New(`(?i)\b(?:is_?prod\w*\b|prod(?:uction)?\s*=)[^;\n]{0,60}\bNODE_ENV\b`).Needs("NODE_ENV")
	// A cookie that only travels over HTTPS, sites that may call, a database that
	// must speak TLS, and visitors who are sent to HTTPS.
	secureCookie  = pattern.New(`\b(?:secure|useSecureCookies)\s*:\s*`+ifProduction+`|`+ifProduction+`[^}]{0,300}\bsecure\s*[=:]\s*true`).Needs("secure", "useSecureCookies")
	sitesOutside  = pattern.New(`\bif\s*\(\s*` + outsideProduction + `\s*(?:&&[^;{}\n]{0,100})?\)\s*(?:\{[^}]{0,300}|[^;{}\n]{0,100})\bcors\(`).Needs("cors(")
	siteOrigin    = pattern.New(`\borigin\s*:\s*` + ifProduction).Needs("origin")
	databaseTLS   = pattern.New(`\bssl\s*:\s*` + ifProduction).Needs("ssl")
	refusesToRun  = pattern.New(`\bif\s*\(\s*`+ifProduction+`[^;{}\n]{0,120}\)\s*\{?[^}]{0,200}\b(?:throw\s|process\.exit\()`).Needs("throw", "process.exit")
	connectsThere = pattern.New(`\bif\s*\(\s*`+ifProduction+`[^;{}\n]{0,120}\)\s*\{?[^}]{0,200}\b(?:createClient|createConnection|new (?:Redis|Pool|Sequelize|DataSource|MongoClient))\(`).Needs("createC", "new ")
	// requiredThere finds a variable that a check of Joi asks for in production alone.
	requiredThere = pattern.New(`\b(\w+)\s*:\s*[^;{}]{0,160}?\.when\(\s*['"]NODE_ENV['"]\s*,\s*\{\s*is\s*:\s*[^,]{0,40}['"]production['"][^}]{0,80}\bthen\s*:\s*[^}]{0,80}\brequired\(`).Needs(".when(")
	// An option of a connection, such as its password, that only production has.
	connectionOption = pattern.New(`\bif\s*\(\s*`+ifProduction+`\w*['"`+"`"+`]?\s*\)\s*\{?\s*[\w.]+\.(?:password|pass|auth|tls|ssl|host|username)\s*=[^=]`).Needs(".password", ".pass", ".auth", ".tls", ".ssl", ".host", ".username")
	redirectsHTTPS   = pattern.New(`(?i)`+ifProduction+`[^}]{0,400}(x-forwarded-proto|enforce\.https|express-sslify|\bredirect\([^;\n]{0,60}https:)`).Needs("x-forwarded-proto", "X-Forwarded-Proto", "enforce.", "sslify", "redirect(")
)

// securedByEnv: in production the program asks for TLS that its containers may not
// have, and it has run without so far.
func securedByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	return chosenInProduction(p, t, []productionChoice{
		{requiredThere, "%s refuses to start in production without %s, and nothing here sets that. Set both where the image is run", func(m []string) string {
			if givenVariable(p, t, m[1]) {
				return ""
			}
			return m[1]
		}},
		{databaseTLS, "%s asks the database for TLS in production, and one without it would be refused. Set NODE_ENV where the database has it", nil},
		{refusesToRun, "%s may refuse to run in production, and nothing shows that the container has what it asks for. Set NODE_ENV where that is given", nil},
		{connectsThere, "%s connects to something else in production. Set NODE_ENV where that is", nil},
		{connectionOption, "%s gives a connection another option in production. Set NODE_ENV where what it connects to expects that", nil},
		{redirectsHTTPS, "%s sends visitors to HTTPS in production, which the container may not have. Set NODE_ENV where it runs behind HTTPS", nil},
	})
}

// cookieNote tells the reviewer that cookies will only travel over HTTPS, or that
// pages of other sites are shut out.
func cookieNote(p *fixes.Pass, t *fixes.Target) (string, error) {
	return chosenInProduction(p, t, []productionChoice{
		{secureCookie, "%s sends cookies over HTTPS alone in production: people who reach the program by plain HTTP could not log in any more.", nil},
		{siteOrigin, "%s lets pages of other sites call it by another list in production: those that are not on it could not any more.", nil},
		{sitesOutside, "%s lets pages of other sites call it only outside of production: they could not any more.", nil},
	})
}

// A productionChoice is what a program does when NODE_ENV is production, and a
// sentence about the file that does, and about what lacks when that is told.
type productionChoice struct {
	what  *pattern.Pattern
	text  string
	lacks func(match []string) string // "" for a match that lacks nothing
}

// chosenInProduction returns the sentence about the first choice that a source file
// of the program makes by NODE_ENV, or by a name that keeps the answer.
func chosenInProduction(p *fixes.Pass, t *fixes.Target, choices []productionChoice) (string, error) {
	answered, err := anySource(p, t, answersProduction)
	if err != nil {
		return "", err
	}
	for _, name := range sourcesOf(p, t) {
		for _, s := range choices {
			found, err := p.Repo.FindAll(name, s.what)
			if err != nil {
				return "", err
			}
			for _, m := range found {
				if !answered && !readsEnv.MatchString(m[0]) && !expressEnv.MatchString(m[0]) {
					continue
				}
				if s.lacks == nil {
					return fmt.Sprintf(s.text, name), nil
				}
				if lacks := s.lacks(m); lacks != "" {
					return fmt.Sprintf(s.text, name, lacks), nil
				}
			}
		}
	}
	return "", nil
}

// anySource reports whether a source file of the program matches, such as one that
// keeps the answer under a name like isProduction.
func anySource(p *fixes.Pass, t *fixes.Target, what *pattern.Pattern) (bool, error) {
	for _, name := range sourcesOf(p, t) {
		if found, err := p.Repo.Matches(name, what); found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// expressEnv finds the setting in which Express keeps NODE_ENV.
var expressEnv = pattern.New(`get\(['"]env['"]\)`)
