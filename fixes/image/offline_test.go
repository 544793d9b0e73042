package image

import (
	"errors"
	"testing"
)

func TestOfflineAsksNobody(t *testing.T) {
	t.Parallel()
	node := must(t, "node:20")
	_, resolve := Offline{}.Resolve(t.Context(), node)
	_, config := Offline{}.Config(t.Context(), node)
	_, tags := Offline{}.Tags(t.Context(), node)
	for _, err := range []error{resolve, config, tags} {
		if !errors.Is(err, ErrOffline) {
			t.Errorf("got %v", err)
		}
	}
}
