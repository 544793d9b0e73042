package ignores

import (
	"path"

	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// docsConfig finds the configuration of generators of pages, which ask git when a
	// page was changed if they are told so.
	docsConfig = pattern.New(`(^|/)(\.(vitepress|vuepress)/config|docusaurus\.config|astro\.config)\.\w+$`).Needs("config.")
	// datedPages is the configuration of Eleventy, of which each page may say that git
	// knows its date.
	datedPages = pattern.New(`(^|/)(\.eleventy|eleventy\.config)\.\w+$`).Needs("eleventy")
	// makesPages finds steps that may run such a generator.
	makesPages     = pattern.New(`\b(?:build|generate|docs?|website|turbo|nx|lerna|make|vitepress|vuepress|docusaurus|astro|eleventy)\b|\.sh\b`)
	asksLastUpdate = pattern.New(`\blastUpdated\s*:\s*[t{]|\bshowLastUpdate(Time|Author)\s*:\s*true`).Needs("astUpdate")
)

// PagesAskGit says that a generator of pages, which a step of the build may run, asks
// git when each page was changed; "" when none does.
func (v *View) PagesAskGit() string {
	if v.runs(makesPages) == "" {
		return ""
	}
	for _, name := range v.tree {
		if datedPages.MatchString(name) {
			return name + " makes pages that may ask git for their date"
		}
		if !docsConfig.MatchString(name) {
			continue
		}
		if found, err := v.p.Repo.Matches(path.Join(v.Context.Dir, name), asksLastUpdate); err == nil && found {
			return name + " asks git when its pages were changed"
		}
	}
	return ""
}
