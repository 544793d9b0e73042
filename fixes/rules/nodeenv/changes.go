package nodeenv

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// An envChange looks at a piece of a program that only runs in production, or only outside of it. It
// says what the program does there, or does no more, and why that is a reason to leave NODE_ENV alone;
// "" when there is none. The name of the file is put in front.
type envChange func(p *fixes.Pass, t *fixes.Target, b source.Branch) string

// envChanges are looked for in the pieces that only run in production.
var envChanges = []envChange{
	asksForTLS, refusesToRun, connectsElsewhere, hasOtherOption, redirectsToHTTPS,
	asksWhether, takesVariable, checkedThere, lacksPages, lacksBuilt, loadsMissing, listensElsewhere, namesItself, callsElsewhere,
	servesTLS, usesMissingFile, otherDatabase, variableNamed, readsOtherFile, startsWorkers,
	goesLive, keepsElsewhere, endsInHandler, keepsInCloud, makesAnother, movesRoutes, restrictsPages,
}

// changedInProduction returns the first reason that a piece for production gives.
func changedInProduction(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	for _, change := range envChanges {
		for _, f := range branches.files {
			for _, b := range f.in {
				if what := change(p, t, b); what != "" {
					return f.name + " " + what, nil
				}
			}
		}
	}
	return "", branches.err
}

// forksWorkers finds what starts the program in several processes: cluster itself, a
// module around it, or throng.
var forksWorkers = pattern.New(`\bcluster\.fork\(|\bnew\s+\w*Cluster(?:Manager|Service|er)\w*\(|\b\w*[cC]luster\w*\.(?:clusterize|register|start|run|init)\w*\(|\bthrong\(`).Needs("luster", "throng")

// startsWorkers: it runs as several processes there, of which each has its own memory, sessions
// and jobs.
func startsWorkers(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !forksWorkers.MatchString(b.Text) || forksWorkers.MatchString(b.Other) {
		return ""
	}
	return "starts more processes of itself in production, each with a memory and jobs of its own. Set NODE_ENV where that is right"
}
