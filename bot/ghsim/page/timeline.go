package page

import (
	"slices"
	"strings"
	"time"

	"github.com/nodedock/nodedock/bot/ghsim"
)

// A moment is one entry of a conversation: a comment, a commit or a review.
type moment struct {
	At      time.Time
	Kind    string // comment, commit, review
	Comment ghsim.CommentView
	Commit  ghsim.CommitView
	Review  ghsim.ReviewView
}

// timeline puts what was said and done in order.
func timeline(v ghsim.PullView) []moment {
	var all []moment
	for _, c := range v.Commits {
		all = append(all, moment{At: c.Created, Kind: "commit", Commit: c})
	}
	for _, r := range v.Reviews {
		all = append(all, moment{At: r.Created, Kind: "review", Review: r})
	}
	for _, c := range v.Comments {
		all = append(all, moment{At: c.Created, Kind: "comment", Comment: c})
	}
	slices.SortStableFunc(all, func(a, b moment) int { return a.At.Compare(b.At) })
	return all
}

var emojis = map[string]string{
	"+1": "👍", "-1": "👎", "laugh": "😄", "confused": "😕", "heart": "❤️", "hooray": "🎉", "rocket": "🚀", "eyes": "👀",
}

// emoji shows a reaction.
func emoji(reaction string) string { return emojis[reaction] }

// short is a commit's name as people write it.
func short(sha string) string { return sha[:min(len(sha), 7)] }

// subject is the first line of a commit's message, and details the rest.
func subject(message string) string {
	first, _, _ := strings.Cut(message, "\n")
	return first
}

func details(message string) string {
	_, rest, _ := strings.Cut(message, "\n")
	return strings.TrimSpace(rest)
}

// initial is the letter in an account's picture.
func initial(login string) string {
	for _, r := range strings.ToUpper(login) {
		return string(r)
	}
	return "?"
}
