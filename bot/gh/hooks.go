package gh

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/nodedock/nodedock/bot"
)

// HookDeliveries lists the attempts to deliver the App's webhooks since then,
// the newest first.
func (a *App) HookDeliveries(ctx context.Context, since time.Time) ([]bot.HookDelivery, error) {
	client, err := a.newClient(signer{a})
	if err != nil {
		return nil, err
	}
	var list []bot.HookDelivery
	for cursor := ""; ; {
		page, resp, err := client.Apps.ListHookDeliveries(ctx, &github.ListCursorOptions{PerPage: 100, Cursor: cursor})
		if err != nil {
			return nil, typed("list the App's deliveries", err)
		}
		for _, d := range page {
			if d.GetDeliveredAt().Before(since) {
				return list, nil
			}
			code := d.GetStatusCode()
			list = append(list, bot.HookDelivery{ID: d.GetID(), GUID: d.GetGUID(), OK: code >= 200 && code < 300, At: d.GetDeliveredAt().Time})
		}
		if cursor = resp.Cursor; cursor == "" || len(page) == 0 {
			return list, nil
		}
	}
}

// Redeliver asks GitHub for another attempt at a delivery.
func (a *App) Redeliver(ctx context.Context, id int64) error {
	client, err := a.newClient(signer{a})
	if err != nil {
		return err
	}
	_, _, err = client.Apps.RedeliverHookDelivery(ctx, id)
	var accepted *github.AcceptedError
	if errors.As(err, &accepted) {
		return nil
	}
	return typed(fmt.Sprintf("ask for delivery %d again", id), err)
}

// signer makes requests as the App itself.
type signer struct{ app *App }

// RoundTrip implements http.RoundTripper.
func (s signer) RoundTrip(req *http.Request) (*http.Response, error) {
	signed, err := s.app.jwt()
	if err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.Header.Set("Authorization", "Bearer "+signed)
	s.app.observe(req.Context(), "auth")
	return s.app.roundTripper().RoundTrip(out)
}
