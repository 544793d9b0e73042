package gh

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// A StatusError is an answer of GitHub that is not a success.
type StatusError struct {
	Status  int
	Message string // GitHub's own words
}

func (e *StatusError) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("GitHub answered %d", e.Status)
	}
	return fmt.Sprintf("GitHub answered %d: %s", e.Status, e.Message)
}

// What callers branch on; errors.Is finds them in a StatusError.
var (
	ErrNotFound      = errors.New("not found")
	ErrGone          = errors.New("gone")
	ErrConflict      = errors.New("conflict")
	ErrUnprocessable = errors.New("unprocessable")
	ErrForbidden     = errors.New("forbidden")
)

// Is implements the comparison of errors.Is.
func (e *StatusError) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrGone:
		return e.Status == http.StatusGone
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrUnprocessable:
		return e.Status == http.StatusUnprocessableEntity
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	}
	return false
}

// isStatus reports whether an error is an answer with the status.
func isStatus(err error, status int) bool {
	var e *StatusError
	return errors.As(err, &e) && e.Status == status
}

// typed turns an error of go-github into ours, with what was tried.
func typed(what string, err error) error {
	if err == nil {
		return nil
	}
	var limit *RateLimit
	var exhausted *github.RateLimitError
	var answer *github.ErrorResponse
	switch {
	case errors.As(err, &limit):
		err = limit
	case errors.As(err, &exhausted):
		err = &RateLimit{Until: exhausted.Rate.Reset.Time}
	case errors.As(err, &answer) && answer.Response != nil:
		err = &StatusError{Status: answer.Response.StatusCode, Message: words(answer)}
		switch answer.Response.StatusCode {
		case http.StatusForbidden, http.StatusGone, http.StatusUnavailableForLegalReasons:
			err = bot.Permanent(err) // no permission, archived, blocked: asking again does not help
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}

// words returns what GitHub says about an error.
func words(answer *github.ErrorResponse) string {
	text := answer.Message
	for _, e := range answer.Errors {
		if e.Message != "" {
			text += "; " + e.Message
		}
	}
	return text
}

// messageOf returns the message of an error's body.
func messageOf(body []byte) string {
	var answer struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	return answer.Message
}
