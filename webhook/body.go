package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-github/v60/github"
)

// MaxBody is how many bytes a delivery may have: GitHub sends no more.
const MaxBody = 25 << 20

// read returns the body when its signature is good.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, &refusal{http.StatusMethodNotAllowed, "deliveries are posted"}
	}
	signature := r.Header.Get(github.SHA256SignatureHeader)
	if !strings.HasPrefix(signature, "sha256=") {
		return nil, &refusal{http.StatusUnauthorized, "the signature is missing"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &refusal{http.StatusRequestEntityTooLarge, "the delivery is larger than 25 MiB"}
	case err != nil:
		return nil, &refusal{http.StatusBadRequest, "the body ends early"}
	case !h.signed(signature, body):
		return nil, &refusal{http.StatusUnauthorized, "the signature is wrong"}
	}
	return body, nil
}

// signed reports whether one of the secrets signed the body. Each comparison
// takes constant time.
func (h *Handler) signed(signature string, body []byte) bool {
	for _, secret := range h.Secrets {
		if len(secret) > 0 && github.ValidateSignature(signature, body, secret) == nil {
			return true
		}
	}
	return false
}

// open returns what a verified body holds.
func open(header http.Header, body []byte) (event, guid string, payload []byte, err error) {
	event, guid = header.Get(github.EventTypeHeader), header.Get(github.DeliveryIDHeader)
	if event == "" || len(event) > 100 {
		return "", guid, nil, &refusal{http.StatusBadRequest, "the header X-GitHub-Event is missing or odd"}
	}
	if guid == "" || len(guid) > 200 {
		return event, guid, nil, &refusal{http.StatusBadRequest, "the header X-GitHub-Delivery is missing or odd"}
	}
	payload, err = unwrap(header.Get("Content-Type"), body)
	if err != nil {
		return event, guid, nil, err
	}
	if !bytes.HasPrefix(bytes.TrimLeft(payload, " \t\r\n"), []byte("{")) || !json.Valid(payload) {
		return event, guid, nil, &refusal{http.StatusBadRequest, "the body is not a JSON object"}
	}
	return event, guid, payload, nil
}

// unwrap returns the payload of a body of either of the content types that a
// webhook can be set to.
func unwrap(contentType string, body []byte) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return body, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, "the form is malformed"}
	}
	return []byte(form.Get("payload")), nil
}
