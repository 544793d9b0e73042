package ghsim

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

// A checkRun is a check run on a commit.
type checkRun struct {
	id                 int64
	repo               *repo
	app                *app
	head               git.ID
	name               string
	status, conclusion string
	started, completed time.Time
	externalID         string
	detailsURL         string
	title              string
	summary, text      string
	annotations        []annotation
}

// An annotation is a remark of a check run at lines of a file.
type annotation struct {
	Path        string `json:"path"`
	StartLine   int    `json:"start_line"`
	EndLine     int    `json:"end_line"`
	StartColumn *int   `json:"start_column"`
	EndColumn   *int   `json:"end_column"`
	Level       string `json:"annotation_level"`
	Message     string `json:"message"`
	Title       string `json:"title"`
	RawDetails  string `json:"raw_details"`
}

// A newCheck is a check run in a request; what is missing stays as it was.
type newCheck struct {
	Name        *string    `json:"name"`
	HeadSHA     git.ID     `json:"head_sha"`
	DetailsURL  *string    `json:"details_url"`
	ExternalID  *string    `json:"external_id"`
	Status      *string    `json:"status"`
	Conclusion  *string    `json:"conclusion"`
	StartedAt   *time.Time `json:"started_at"`
	CompletedAt *time.Time `json:"completed_at"`
	Output      *struct {
		Title       *string      `json:"title"`
		Summary     *string      `json:"summary"`
		Text        *string      `json:"text"`
		Annotations []annotation `json:"annotations"`
	} `json:"output"`
}

var (
	checkStatuses    = []string{"queued", "in_progress", "completed", "waiting", "requested", "pending"}
	checkConclusions = []string{"success", "failure", "neutral", "cancelled", "skipped", "timed_out", "action_required"}
	annotationLevels = []string{"notice", "warning", "failure"}
)

// check refuses what GitHub refuses.
func (in *newCheck) check() error {
	if in.Status != nil && !slices.Contains(checkStatuses, *in.Status) {
		return refused("Invalid request.\n\n" + *in.Status + " is not a member of the statuses.")
	}
	if in.Conclusion != nil && !slices.Contains(checkConclusions, *in.Conclusion) {
		return refused("Invalid request.\n\n" + *in.Conclusion + " is not a member of the conclusions.")
	}
	if deref(in.Status) == "completed" && in.Conclusion == nil {
		return refused("Invalid request.\n\nMissing conclusion.")
	}
	if in.Output == nil {
		return nil
	}
	if in.Output.Summary == nil {
		return refused("Invalid request.\n\n\"summary\" wasn't supplied.")
	}
	if len(in.Output.Annotations) > 50 {
		return refused("Invalid request.\n\nNo more than 50 items are allowed; " + fmt.Sprint(len(in.Output.Annotations)) + " were supplied.")
	}
	if utf8.RuneCountInString(*in.Output.Summary) > 65535 || utf8.RuneCountInString(deref(in.Output.Text)) > 65535 {
		return refused("Only 65535 characters are allowed.")
	}
	for _, a := range in.Output.Annotations {
		if a.Path == "" || a.Message == "" || a.StartLine < 1 || a.EndLine < a.StartLine || !slices.Contains(annotationLevels, a.Level) {
			return refused("Invalid request.\n\nAn annotation is invalid: " + a.Path)
		}
		if (a.StartColumn != nil || a.EndColumn != nil) && a.StartLine != a.EndLine {
			return refused("Invalid request.\n\nColumns are allowed for one line only.")
		}
	}
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// apply changes a check run as the request asks.
func (in *newCheck) apply(k *checkRun, now time.Time) {
	set(&k.name, in.Name)
	set(&k.detailsURL, in.DetailsURL)
	set(&k.externalID, in.ExternalID)
	set(&k.status, in.Status)
	set(&k.conclusion, in.Conclusion)
	set(&k.started, in.StartedAt)
	if in.Conclusion != nil {
		k.status, k.completed = "completed", now
	}
	if k.status != "completed" {
		k.conclusion, k.completed = "", time.Time{}
	}
	set(&k.completed, in.CompletedAt)
	if in.Output != nil {
		set(&k.title, in.Output.Title)
		set(&k.summary, in.Output.Summary)
		set(&k.text, in.Output.Text)
		k.annotations = append(k.annotations, in.Output.Annotations...)
	}
}
