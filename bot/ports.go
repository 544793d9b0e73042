package bot

import (
	"context"
	"io/fs"
	"time"

	"github.com/nodedock/nodedock/bot/publish"
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// GitHub is what the use cases need of GitHub. Errors that are a *RetryAt say
// when to come back; those made by Permanent are not worth a second try.
type GitHub interface {
	// Snapshot reads the default branch's head and what we published so far.
	// at is the commit that an event named, or "": the result is of the head
	// as it is now, which may be a later one.
	Snapshot(ctx context.Context, repo Repository, at string) (*Snapshot, error)
	// Files returns the files of a commit.
	Files(ctx context.Context, repo Repository, sha string) (fs.FS, error)
	// Apply carries ops out in order. The error wraps ErrMoved when somebody
	// else pushed to the branch meanwhile; nothing was overwritten then.
	Apply(ctx context.Context, repo Repository, ops []publish.Op) (Published, error)

	// MayWrite reports whether a user may push to the repository.
	MayWrite(ctx context.Context, repo Repository, login string) (bool, error)
	React(ctx context.Context, repo Repository, comment int64, reaction Reaction) error
	// Reply comments on a pull request once per key.
	Reply(ctx context.Context, repo Repository, number int, key, body string) error

	PullRequest(ctx context.Context, repo Repository, number int) (*PullRequest, error)
	// OpenPullRequest returns the number of an open pull request whose head is
	// the commit, also from a fork, 0 when there is none.
	OpenPullRequest(ctx context.Context, repo Repository, head string) (int, error)
	// Check publishes a completed check run.
	Check(ctx context.Context, repo Repository, check Check) error

	// Repositories lists the repositories of an installation.
	Repositories(ctx context.Context, installation int64) ([]Repository, error)
}

// Planner makes plans; *fixes.Engine is one.
type Planner interface {
	Plan(ctx context.Context, snap fixes.Snapshot, policy fixes.Policy) (*fixes.Plan, error)
}

// Scheduler takes commands to be handled later, each once.
type Scheduler interface {
	Schedule(ctx context.Context, commands ...Command) error
}

// Recorder keeps what became of each run, for the status page.
type Recorder interface {
	Record(ctx context.Context, run Run) error
}

// A Snapshot is a repository and what nodedock published in it, read at once.
type Snapshot struct {
	// Repository has the names that are valid now.
	Repository Repository
	Head       string
	FS         fs.FS
	// OwnerPolicy is the policy file of the owner's repository ".github", nil
	// when there is none.
	OwnerPolicy []byte
	// Fixes and Digests are the states of our two branches.
	Fixes, Digests publish.State
}

// Published is what Apply made.
type Published struct {
	Number int
	URL    string
	Head   string
}

// Reaction is a reaction to a comment.
type Reaction string

const (
	Seen    Reaction = "eyes"
	Done    Reaction = "rocket"
	Puzzled Reaction = "confused"
	Refused Reaction = "-1"
)

// A PullRequest is somebody's pull request.
type PullRequest struct {
	Number     int
	Open       bool
	Head       string // commit
	HeadBranch string
	FromFork   bool
	Fork       Repository // where the head is, when it is known
	Base       string     // commit of the base branch
	// Paths are the changed files, old names of renamed ones included.
	Paths []string
	// Shown are the lines of the head that its diff shows, by path: the only
	// ones that a review may be about.
	Shown map[string][]text.LineRange
}

// A Check is a check run that is complete.
type Check struct {
	Head        string
	Conclusion  Conclusion
	Title       string
	Summary     string
	Annotations []Annotation
}

// Conclusion is the result of a check run.
type Conclusion string

const (
	Success Conclusion = "success"
	Neutral Conclusion = "neutral"
	Failure Conclusion = "failure"
)

// An Annotation is a remark of a check run on lines of a file.
type Annotation struct {
	Path                   string
	StartLine, EndLine     int
	StartColumn, EndColumn int // 0: the whole lines
	Level                  string
	Title, Message         string
}

// A Run is what became of a command.
type Run struct {
	Command  Command
	Started  time.Time
	Finished time.Time
	Head     string
	// Read counts the files and images that the plan was made from.
	Read int
	// Found and Fixed count findings.
	Found, Fixed int
	// Wrote are the operations that were carried out, in words.
	Wrote []string
	// Why says why nothing was written, "" when something was.
	Why string
	// PullRequest is the number of the pull request that was written to.
	PullRequest int
	URL         string
	// Error is the error that ended the run, "" for none.
	Error string
	// Until is when a run that was put off is tried again; Why says why.
	Until time.Time
}
