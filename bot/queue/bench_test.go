package queue_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/queue"
)

// BenchmarkAccept stores deliveries, each with a job, that arrive 64 at a time.
func BenchmarkAccept(b *testing.B) {
	q, err := queue.Open(b.Context(), queue.Config{Store: open(b, ""), Log: quiet})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { stop(b, q) })
	var n atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			guid := fmt.Sprintf("g%d", n.Add(1))
			if _, err := q.Accept(context.Background(), delivery(guid), []bot.Command{reconcile(n.Load()%100+1, guid)}); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
