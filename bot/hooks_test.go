package bot_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestLostDeliveriesAreListedAndAskedForAgain(t *testing.T) {
	w := newWorld(t, nil)
	answer := http.StatusServiceUnavailable
	got := make(chan string, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(answer)
		got <- r.Header.Get("X-GitHub-Delivery")
	}))
	t.Cleanup(hook.Close)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	w.check(w.sim.SetWebhook(7, hook.URL))
	w.push(naive)
	w.check(w.sim.Settle(ctx))
	guid := <-got
	list, err := w.app.HookDeliveries(ctx, time.Now().Add(-time.Hour))
	w.check(err)
	if len(list) == 0 || list[0].OK || list[0].GUID != guid {
		t.Fatalf("deliveries %+v, want a failed one with GUID %s", list, guid)
	}
	answer = http.StatusAccepted
	w.check(w.app.Redeliver(ctx, list[0].ID))
	w.check(w.sim.Settle(ctx))
	list, err = w.app.HookDeliveries(ctx, time.Now().Add(-time.Hour))
	w.check(err)
	if len(list) < 2 || !list[0].OK || list[0].GUID != guid {
		t.Errorf("deliveries %+v, want one with GUID %s that got an OK", list, guid)
	}
}
