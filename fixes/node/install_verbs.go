package node

// npmVerbs are npm's names and aliases for installing.
var npmVerbs = map[string]Verb{
	"install": VerbInstall, "i": VerbInstall, "in": VerbInstall, "ins": VerbInstall, "inst": VerbInstall, "insta": VerbInstall,
	"instal": VerbInstall, "isnt": VerbInstall, "isnta": VerbInstall, "isntal": VerbInstall, "isntall": VerbInstall, "add": VerbInstall,
	"ci": VerbCI, "clean-install": VerbCI, "ic": VerbCI, "install-clean": VerbCI, "isntall-clean": VerbCI,
	"install-test": VerbInstallTest, "it": VerbInstallTest,
	"install-ci-test": VerbCITest, "cit": VerbCITest, "clean-install-test": VerbCITest, "sit": VerbCITest,
}

// verbs are the verbs of each program.
var verbs = map[Manager]map[string]Verb{
	NPM:         npmVerbs,
	YarnClassic: {"install": VerbInstall, "add": VerbAdd, "focus": VerbFocus},
	PNPM: {"install": VerbInstall, "i": VerbInstall, "add": VerbAdd, "install-test": VerbInstallTest, "it": VerbInstallTest,
		"ci": VerbCI, "clean-install": VerbCI, "ic": VerbCI, "install-clean": VerbCI},
	Bun: {"install": VerbInstall, "i": VerbInstall, "add": VerbAdd, "a": VerbAdd, "ci": VerbCI},
}

// programs are the words that call a manager.
var programs = map[string]Manager{"npm": NPM, "yarn": YarnClassic, "yarnpkg": YarnClassic, "pnpm": PNPM, "bun": Bun}
