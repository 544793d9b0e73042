package rules

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

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
