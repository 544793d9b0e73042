package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// A savedDelivery is a webhook delivery in a file.
type savedDelivery struct {
	Event, GUID string
	Payload     json.RawMessage
}

// parseSaved reads a delivery in either of its forms: our own, or GitHub's
// answer to GET /app/hook/deliveries/ID.
func parseSaved(data []byte) (savedDelivery, error) {
	var file struct {
		Event   string          `json:"event"`
		GUID    string          `json:"guid"`
		Payload json.RawMessage `json:"payload"`
		Request struct {
			Headers map[string]string `json:"headers"`
			Payload json.RawMessage   `json:"payload"`
		} `json:"request"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return savedDelivery{}, fmt.Errorf("is not a saved delivery: %w", err)
	}
	saved := savedDelivery{file.Event, file.GUID, file.Payload}
	if saved.Payload == nil {
		saved.Payload = file.Request.Payload
	}
	for name, value := range file.Request.Headers {
		switch strings.ToLower(name) {
		case "x-github-event":
			saved.Event = value
		case "x-github-delivery":
			saved.GUID = value
		}
	}
	switch {
	case saved.Event == "":
		return saved, errors.New(`names no "event"`)
	case len(saved.Payload) == 0:
		return saved, errors.New(`holds no "payload"`)
	}
	return saved, nil
}
