package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// events streams what happens, one server-sent event each.
func (p *page) events(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	happened := p.sim.Subscribe(r.Context())
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, "retry: 1000\n\n")
	beat := time.NewTicker(20 * time.Second) // so that a dead connection is noticed
	defer beat.Stop()
	for {
		if stream.Flush() != nil {
			return
		}
		select {
		case e, open := <-happened:
			if !open {
				return
			}
			data, err := json.Marshal(e)
			if err != nil {
				return
			}
			_, err = fmt.Fprintf(w, "id: %d\ndata: %s\n\n", e.ID, data)
			if err != nil {
				return
			}
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return
			}
		}
	}
}
