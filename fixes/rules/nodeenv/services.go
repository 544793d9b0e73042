package nodeenv

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about what a program works on in production that is another one than so
// far: the live side of a service.

var (
	// liveWord and trialWord find the two sides that services for payments and the like
	// have, in a short expression.
	liveWord  = pattern.New(`(?:^|[\W_a-z])(?i:live|production|mainnet)(?:[\W_A-Z]|$)`)
	trialWord = pattern.New(`(?:^|[\W_a-z])(?i:sandbox|testnet|test_?mode)(?:[\W_A-Z]|$)`)
	testSide  = pattern.New(`(?:^|[\W_])(?i:test)(?:[\W_]|$)`)
	liveSide  = pattern.New(`(?:^|[\W_])(?i:live)(?:[\W_]|$)`)
)

// maxChoice is the longest expression that is taken for the choice of a service's side.
const maxChoice = 160

// goesLive: it works with the live side of a service, in place of one for trials.
func goesLive(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	if !b.Instead || len(b.Text) > maxChoice || len(b.Other) > maxChoice {
		return ""
	}
	trial := liveWord.MatchString(b.Text) && trialWord.MatchString(b.Other) || liveSide.MatchString(b.Text) && testSide.MatchString(b.Other)
	if !trial || liveWord.MatchString(b.Other) {
		return ""
	}
	return fmt.Sprintf("works with the live side of a service in production (%s), in place of one for trials. Set NODE_ENV where that is meant", launch.FirstLine(b.Text))
}
