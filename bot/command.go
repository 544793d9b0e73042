// Package bot holds nodedock's use cases: what is done when a repository was
// pushed to, a person asked for something, or a timer fired. It knows GitHub,
// the queue and the database only through the small interfaces it declares.
package bot

// A Command is one piece of work, as data: webhook.Route makes it of a
// delivery, bot/queue stores it as a job's arguments, Bot.Handle carries it
// out. It holds what identifies the work and nothing that can be read again:
// heads, files and pull requests are read when the work is done.
type Command struct {
	Kind       Kind       `json:"kind"`
	Repository Repository `json:"repository"`
	// Delivery is the GUID of the webhook delivery that asked, "" for timers.
	Delivery string `json:"delivery,omitempty"`
	// Event is the webhook event that asked, or "timer"; it labels metrics.
	Event string `json:"event,omitempty"`
	// Key tells commands of one kind for one repository apart: the pushed
	// SHA, the comment's id, the pull request's head. Two commands with the
	// same kind, repository and key are one piece of work.
	Key string `json:"key,omitempty"`

	// Head is the commit that the event named: what a push put on the default
	// branch, or the head of a pull request.
	Head string `json:"head,omitempty"`
	// PullRequest and Comment are set for CheckPullRequest and RunComment. A
	// CheckPullRequest without a number is of the pull request with that Head.
	PullRequest int      `json:"pullRequest,omitempty"`
	Comment     *Comment `json:"comment,omitempty"`
}

// Kind names a use case.
type Kind string

const (
	// Reconcile makes the bot's branch and pull request match the repository.
	Reconcile Kind = "reconcile"
	// RunComment carries out the commands of a pull request comment.
	RunComment Kind = "comment"
	// CheckPullRequest publishes a check run on another's pull request.
	CheckPullRequest Kind = "check"
	// Digests is a Reconcile that is due because an image moved, or because
	// its registry answers again.
	Digests Kind = "digests"
	// Rollout lists the repositories of an installation and plans a
	// Reconcile of each.
	Rollout Kind = "rollout"
	// Forget ends the work for a repository, or, when its ID is 0, for the
	// whole installation: the App was removed or suspended. The queue carries
	// it out when it accepts the command; it never reaches a Bot.
	Forget Kind = "forget"
)

// Repository says which repository, through which installation.
type Repository struct {
	Installation  int64  `json:"installation"`
	ID            int64  `json:"id"`
	Owner         string `json:"owner"`
	Name          string `json:"name"`
	DefaultBranch string `json:"defaultBranch,omitempty"`
}

// FullName returns "owner/name".
func (r Repository) FullName() string { return r.Owner + "/" + r.Name }

// A Comment is a comment on a pull request that holds at least one command.
type Comment struct {
	ID       int64  `json:"id"`
	Author   string `json:"author"`
	PRAuthor string `json:"prAuthor"`
	// Lines are the command lines, without "/nodedock": "recheck", "apply root-user".
	Lines []string `json:"lines"`
}
