package nodeenv

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about what a program uses in production in place of what has worked so far: a store of files
// in a cloud, another class for the same thing, other addresses for its routes.

var (
	// cloudStore finds the use of a store of files in a cloud, namesCloud and namesLocal the settings that
	// choose one and what is beside the program.
	cloudStore = pattern.New(`\bmulterS3\(|\bnew\s+(?:\w+\.)*(?:\w*(?:S3|Gcs|GCS|Azure|Cloudinary|BlobS|R2|Minio)\w*|Storage)\(|\b(?:s3|cloudinary|bucket|blob\w*)\w*\.(?:uploader\b|(?:upload|putObject|send|file|put)\()`)
	namesCloud = pattern.New("^['\"`](?i:s3|aws|aws-s3|azure|azure-blob|blob|gcs|gcp|google|google-cloud|cloudinary|r2|minio|spaces|cloud|remote)['\"`]$")
	namesLocal = pattern.New("^['\"`](?i:local|disk|file|files|fs|filesystem|file-system)['\"`]$")
	// makesOne finds the class of the one thing that a piece of code makes.
	makesOne = pattern.New(`^\{?\s*(?:return\s+|(?:const\s+|let\s+)?[\w.]+\s*=\s*)?(?:await\s+)?new\s+([\w.]+)\s*(?:<[^<>()]*>)?\(`).Needs("new")
	// forWatching finds classes of which it does not matter what a program makes: those that log and measure.
	forWatching = pattern.New(`(?i)log|console|transport|format|span|export|metric|trac|report|plugin|prisma|agent|error|date|url$|map$|set$|stream|array|promise|sentry|file$`)
	// namesRoutes finds what takes the beginning of the addresses of routes.
	namesRoutes = pattern.New(`^(?:use|setGlobalPrefix|(?i:(?:api|route|router|routes|global|url|base)_?(?:prefix|base|path|root)|path_?prefix|base|prefix|mount_?path))$`)
	routeStart  = pattern.New("^['\"`]/?[\\w/-]*['\"`]$")
	// servesPages finds that a program hands out pages.
	servesPages = pattern.New(`\bexpress\.static\(|\bserveStatic\b|\bsendFile\(|\bres\.render\(|\bServeStaticModule\b|\bkoa-static\b|@fastify/static|\breply\.view\(`)
	helmetCall  = pattern.New(`\bhelmet(?:\.contentSecurityPolicy)?\(`).Needs("helmet")
)

// keepsInCloud: it keeps files in a cloud in place of its own folder.
func keepsInCloud(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	cloud := cloudStore.MatchString(b.Text) && !cloudStore.MatchString(b.Other) && b.Other != ""
	if !cloud && !(namesCloud.MatchString(plainValue(b.Text)) && namesLocal.MatchString(plainValue(b.Other))) {
		return ""
	}
	return "keeps its files in a store of another machine in production, in place of its own folder so far. Set NODE_ENV where it has that"
}

// makesAnother: it makes something of another class than so far.
func makesAnother(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	here, so := makesOne.FindStringSubmatch(b.Text), makesOne.FindStringSubmatch(b.Other)
	if here == nil || so == nil || here[1] == so[1] || forWatching.MatchString(here[1]) || forWatching.MatchString(so[1]) {
		return ""
	}
	return fmt.Sprintf("uses %s in production, in place of %s so far. Set NODE_ENV where it has what that needs", here[1], so[1])
}

// movesRoutes: its routes have other addresses there.
func movesRoutes(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	here, so := plainValue(b.Text), plainValue(b.Other)
	if !namesRoutes.MatchString(b.Name) || !routeStart.MatchString(here) || !routeStart.MatchString(so) || strings.Trim(unquoted(here), "/") == strings.Trim(unquoted(so), "/") {
		return ""
	}
	if b.Name != "setGlobalPrefix" && !strings.Contains(here+so, "/") {
		return "" // of other names
	}
	return fmt.Sprintf("has its routes below %q in production, and below %q so far. Set NODE_ENV where they are asked for there", unquoted(here), unquoted(so))
}

// restrictsPages: its pages come with a policy for their scripts and styles only there, by which browsers
// leave out what stands in the page itself, comes from another site or over plain HTTP.
func restrictsPages(p *fixes.Pass, t *fixes.Target, b source.Branch) string {
	named := b.Name == "contentSecurityPolicy" && emptyValue.MatchString(plainValue(b.Other)) && plainValue(b.Text) != "false"
	if !named && (!helmetCall.MatchString(b.Text) || helmetCall.MatchString(b.Other)) {
		return ""
	}
	pages, err := anySource(p, t, servesPages)
	if err != nil || !pages {
		return ""
	}
	return "tells browsers what its pages may load (Content-Security-Policy) only in production, and nothing shows that they fit. Set NODE_ENV where they have run so"
}

// sendsToDomain reports whether a file binds cookies to a domain in production.
func sendsToDomain(f envFile) bool {
	return slices.ContainsFunc(f.in, func(b source.Branch) bool {
		return b.Name == "domain" && givenText(plainValue(b.Text)) || cookieDomain.MatchString(b.Text)
	})
}

var cookieDomain = pattern.New(`^\{\s*domain\s*:\s*['"` + "`" + `][\w.-]+['"` + "`" + `]\s*,?\s*\}$`).Needs("domain")
