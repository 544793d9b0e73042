package bot

import (
	"errors"
	"time"
)

// RetryAfter is an error that knows when the work may be tried again.
type RetryAfter interface {
	error
	RetryAt() time.Time
}

// ErrMoved is wrapped by errors of writes that were refused because somebody
// else moved the branch.
var ErrMoved = errors.New("the branch was moved by somebody else")

// Permanent marks an error that a second try would not change: the repository
// is gone, the App was removed. It returns nil for nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// IsPermanent reports whether the error was marked by Permanent.
func IsPermanent(err error) bool {
	var p *permanentError
	return errors.As(err, &p)
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// Later is an error that asks for the work to be done at a time.
type Later struct {
	Until  time.Time
	Reason string
}

func (e *Later) Error() string      { return e.Reason }
func (e *Later) RetryAt() time.Time { return e.Until }
