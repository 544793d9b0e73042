// Package rules holds the rules, one a file, each with its page beside it. A
// rule reads top to bottom: what it is, what it looks for, the reasons to hold
// back, the offer last.
//
// What the rules ask is answered by the packages below, each of which knows those
// behind it only:
//
//	splits, credentials, pid1, lean    what a rule writes, and where it would break
//	nodeenv, installs, devneeds        what a variable or an install would change
//	rights, writes, mounts, ignores    files: whose, written where, laid over, left out
//	launch, deploy                     what the image starts, and who else uses it
//	startscript, project               what scripts and a package.json say
package rules

import "github.com/nodedock/nodedock/fixes"

// All returns the rules in the order in which they run. The order is part of
// their meaning: a base image is named before it is pinned, a command is in
// exec form before its program is looked at, and the init process is installed
// before the user changes.
func All() []*fixes.Rule {
	return []*fixes.Rule{
		// 1. Explicit and deterministic base image
		floatingBaseImage,
		endOfLifeNode,
		heavyBaseImage,
		mixedBaseImages,
		unpinnedBaseImage,
		digestWithoutTag,
		staleBaseDigest,
		// 2. Production dependencies only
		npmInstall,
		outdatedOmitFlag,
		devDependencies,
		missingLockfile,
		sourceBeforeInstall,
		// 5. Process and signals
		shellFormCommand,
		packageManagerCommand,
		shellScriptCommand,
		devServerCommand,
		noInitProcess,
		// 3. Production environment
		legacyEnvFormat,
		missingNodeEnv,
		nodeEnvNotProduction,
		// 4. Not root
		rootUser,
		copyWithoutChown,
		// 6. Graceful shutdown
		noGracefulShutdown,
		// 7. Scanning
		noImageScanning,
		// 8. Multi-stage builds
		singleStageBuild,
		// 9. .dockerignore
		missingDockerignore,
		incompleteDockerignore,
		// 10. Secrets
		secretInBuild,
		tlsVerificationOff,
	}
}
