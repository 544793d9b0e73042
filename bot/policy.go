package bot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
	"github.com/nodedock/nodedock/fixes/report"
)

// policy reads the repository's policy under that of its owner. A file that
// says something wrong is a problem to report; the default stands in for it.
func (b *Bot) policy(snap *Snapshot) (*policy.Config, *policy.Error, error) {
	var rules []string
	for _, r := range b.Rules {
		rules = append(rules, r.ID)
	}
	return readPolicy(snap.FS, snap.OwnerPolicy, rules)
}

func readPolicy(files fs.FS, ownerFile []byte, rules []string) (config *policy.Config, problem *policy.Error, err error) {
	var owner, repo *policy.Config
	if ownerFile != nil {
		if owner, err = policy.ParseOwner(fixes.OwnerPolicyPath, ownerFile, rules); err != nil && !errors.As(err, &problem) {
			return nil, nil, err
		}
	}
	src, err := fs.ReadFile(files, fixes.PolicyPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, nil, fmt.Errorf("read the policy: %w", err)
	default:
		if repo, err = policy.Parse(fixes.PolicyPath, src, rules); err != nil && !errors.As(err, &problem) {
			return nil, nil, err
		}
	}
	if problem != nil && problem.Path == fixes.PolicyPath {
		repo = nil
	}
	if owner == nil && repo == nil {
		return policy.Default(), problem, nil
	}
	return policy.Merge(owner, repo), problem, nil
}

// reported remembers which broken policies were reported, by commit, so that
// doing the same again writes nothing.
type reported struct {
	mu    sync.Mutex
	heads map[string]bool
}

func (r *reported) first(head string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.heads[head] {
		return false
	}
	if r.heads == nil || len(r.heads) > 10_000 {
		r.heads = map[string]bool{}
	}
	r.heads[head] = true
	return true
}

// reportPolicy publishes what is wrong in the policy as a check run of the head.
func (b *Bot) reportPolicy(ctx context.Context, snap *Snapshot, problem *policy.Error) error {
	if !b.reported.first(snap.Repository.FullName() + "@" + snap.Head) {
		return nil
	}
	check := Check{
		Head: snap.Head, Conclusion: Neutral, Title: "The policy could not be read",
		Summary: fmt.Sprintf("%s: %s\n\nUntil this is repaired the default policy applies.\n", report.Code(problem.Path), report.Neutral(problem.Message)),
	}
	if problem.Path == fixes.PolicyPath {
		check.Annotations = []Annotation{{
			Path: problem.Path, StartLine: max(problem.Line, 1), EndLine: max(problem.Line, 1),
			Level: string(report.Warning), Title: "nodedock: policy", Message: report.Plain(problem.Message),
		}}
	}
	return b.GitHub.Check(ctx, snap.Repository, check)
}
