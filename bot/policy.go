package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/report"
)

// A broken policy is a file that says something wrong, and what applies in its
// place.
type broken struct {
	*policy.Error
	// instead is the last one without a mistake, or else the default.
	instead string
}

const (
	insteadLast    = "the last policy without a mistake applies"
	insteadDefault = "the default policy applies"
)

// policy reads the repository's policy under that of its owner. In place of a
// file that says something wrong the last good one applies.
func (b *Bot) policy(ctx context.Context, snap *Snapshot) (*policy.Config, *broken, error) {
	src, err := fs.ReadFile(snap.FS, fixes.PolicyPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("read the policy: %w", err)
	}
	owner, ownerProblem, err := b.policyFile(ctx, "owner "+snap.Repository.Owner, snap.OwnerPolicy, policy.ParseOwner, fixes.OwnerPolicyPath)
	if err != nil {
		return nil, nil, err
	}
	repo, problem, err := b.policyFile(ctx, "repository "+repositoryName(snap.Repository), src, policy.Parse, fixes.PolicyPath)
	if err != nil {
		return nil, nil, err
	}
	if _, err := fs.Stat(snap.FS, fixes.MisnamedPolicyPath); err == nil && src == nil {
		problem = &broken{&policy.Error{Path: fixes.MisnamedPolicyPath, Message: "nodedock does not read a file of this name. Call it " + fixes.PolicyPath + "."}, insteadDefault}
	}
	if problem == nil {
		problem = ownerProblem
	}
	return policy.Merge(owner, repo), problem, nil
}

type parsePolicy func(path string, src []byte, rules []string) (*policy.Config, error)

// policyFile reads one policy file, nil for none.
func (b *Bot) policyFile(ctx context.Context, scope string, src []byte, parse parsePolicy, path string) (*policy.Config, *broken, error) {
	var rules []string
	for _, r := range b.Rules {
		rules = append(rules, r.ID)
	}
	if src == nil {
		return nil, nil, b.ledger().KeepPolicy(ctx, scope, nil)
	}
	config, err := parse(path, src, rules)
	var problem *policy.Error
	switch {
	case err == nil:
		return config, nil, b.ledger().KeepPolicy(ctx, scope, src)
	case !errors.As(err, &problem):
		return nil, nil, err
	}
	last, err := b.ledger().GoodPolicy(ctx, scope)
	if err != nil {
		return nil, nil, err
	}
	if last != nil {
		if config, err := parse(path, last, rules); err == nil {
			return config, &broken{problem, insteadLast}, nil
		}
	}
	return nil, &broken{problem, insteadDefault}, nil
}

// where names file and line of the mistake.
func (p *broken) where() string {
	if p.Line == 0 {
		return report.Code(p.Path)
	}
	return fmt.Sprintf("%s, line %d", report.Code(p.Path), p.Line)
}

// reportPolicy publishes what is wrong in the policy as a check run of the head,
// once for each head.
func (b *Bot) reportPolicy(ctx context.Context, snap *Snapshot, problem *broken, run *Run) error {
	what := fmt.Sprintf("policy of %s@%s", repositoryName(snap.Repository), snap.Head)
	told, err := b.ledger().Told(ctx, what)
	again := strings.HasPrefix(run.Command.Event, "check_") // somebody asked for the check run
	if err != nil || told && !again {
		return err
	}
	check := Check{
		Head: snap.Head, Conclusion: Neutral, Title: "The policy could not be read",
		Summary: fmt.Sprintf("%s: %s\n\nUntil this is repaired %s.\n", problem.where(), report.Neutral(problem.Message), problem.instead),
	}
	if problem.Path == fixes.PolicyPath {
		check.Annotations = []Annotation{{
			Path: problem.Path, StartLine: max(problem.Line, 1), EndLine: max(problem.Line, 1),
			Level: string(report.Warning), Title: "nodedock: policy", Message: report.Plain(problem.Message),
		}}
	}
	// Without the permission for check runs the pull request still says it.
	if err := b.GitHub.Check(ctx, snap.Repository, check); err != nil && !IsPermanent(err) {
		return err
	}
	run.Wrote = append(run.Wrote, "check run: the policy could not be read")
	return b.ledger().Tell(ctx, what)
}
