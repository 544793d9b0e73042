package launch

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
)

// foundCalls are the calls of a target, or why they could not be read.
type foundCalls struct {
	calls []deploy.OutsideCall
	err   error
}

var callsFromOutside = &fixes.TargetFact[foundCalls]{From: func(p *fixes.Pass, t *fixes.Target) (f foundCalls) {
	f.calls, f.err = deploy.FindOutsideCalls(p, t)
	return f
}}

// OutsideCalls returns what compose, workflows, scripts, hosting platforms and
// Kubernetes run in a target's image, health checks included.
func OutsideCalls(p *fixes.Pass, t *fixes.Target) ([]deploy.OutsideCall, error) {
	f := callsFromOutside.Of(p, t)
	return f.calls, f.err
}
