package bot

import "time"

// A Delivery is one webhook delivery, as the inbox remembers it. It holds
// neither headers nor payload.
type Delivery struct {
	// GUID is GitHub's X-GitHub-Delivery: the same for a redelivery.
	GUID       string
	Event      string // "push"
	Action     string // "created", "" for events that have none
	Repository string // "owner/name", "" for events of an installation
	Received   time.Time
}

// A HookDelivery is an attempt at a delivery as GitHub lists it.
type HookDelivery struct {
	ID   int64 // of the attempt
	GUID string
	OK   bool // it was answered with 2xx
	At   time.Time
}
