package registry

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/nodedock/nodedock/fixes/image"
)

// unavailable wraps a reason that holds no secret.
func unavailable(ref image.Ref, reason error) error {
	return fmt.Errorf("%s: %w: %w", ref.Familiar(), image.ErrUnavailable, reason)
}

// explain turns an error of the library into one of the port's. The library's
// own text may quote URLs, headers and bodies, and so tokens: none of it is
// passed on but what is known to be harmless.
func explain(ctx context.Context, ref image.Ref, err error) error {
	var status *transport.Error
	if errors.As(err, &status) {
		if notFound(status) {
			return fmt.Errorf("%s: %w", ref.Familiar(), image.ErrNotFound)
		}
		return unavailable(ref, errors.New(statusText(status)))
	}
	return unavailable(ref, reason(ctx, err))
}

// notFound reports whether a registry said that there is no such image. A 404
// without a registry's error code is from something that is no registry.
func notFound(err *transport.Error) bool {
	if err.StatusCode != http.StatusNotFound {
		return false
	}
	for _, d := range err.Errors {
		if d.Code != "" {
			return true
		}
	}
	return false
}

// statusText says what a registry answered, in words of our own.
func statusText(err *transport.Error) string {
	var codes []string
	for _, d := range err.Errors {
		if code := string(d.Code); codeForm(code) {
			codes = append(codes, code)
		}
	}
	text := fmt.Sprintf("it answered %d %s", err.StatusCode, http.StatusText(err.StatusCode))
	if err.StatusCode == http.StatusNotFound && len(codes) == 0 {
		text += ", not as a registry does"
	}
	if len(codes) > 0 {
		text += " (" + strings.Join(codes, ", ") + ")"
	}
	return text
}

// codeForm reports whether an error code is one, and not something to hide.
func codeForm(code string) bool {
	return code != "" && len(code) <= 40 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

// reason says why a look-up failed without an answer of the registry's.
func reason(ctx context.Context, err error) error {
	var harmless *harmlessError
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &harmless) && harmless != errPaused:
		return harmless
	case errors.Is(err, errNoManifest):
		return errNoManifest
	case errors.Is(err, errEmptyIndex):
		return errEmptyIndex
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		return errTimeout
	case errors.As(err, &dns):
		return errors.New("its host is not known")
	case errors.As(err, &op) && op.Timeout():
		return errTimeout
	case errors.As(err, &op):
		return errors.New("it cannot be reached")
	case harmless != nil: // a pause, which says less than what led to it
		return harmless
	case isTransport(err):
		return errors.New("the connection failed")
	case strings.Contains(err.Error(), "does not match requested digest"), strings.Contains(err.Error(), "error verifying"):
		return errors.New("what it sent does not have the digest that was asked for")
	}
	return errors.New("its answer cannot be used")
}

// isTransport reports whether no usable answer arrived at all.
func isTransport(err error) bool {
	var u *url.Error
	var op *net.OpError
	return errors.As(err, &u) || errors.As(err, &op) || errors.Is(err, context.DeadlineExceeded)
}

// A harmlessError is one of our own whose text may be shown.
type harmlessError struct{ text string }

func (e *harmlessError) Error() string { return e.text }
