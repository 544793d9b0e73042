package queue

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/nodedock/nodedock/bot"
)

// ErrStopped means that the queue was asked to accept something after Stop.
var ErrStopped = errors.New("the queue is stopped")

// batchSize is how many deliveries share one transaction, and so one flush to
// the disk, when they arrive at the same time.
const batchSize = 128

// An entry is a delivery on its way into the database.
type entry struct {
	delivery  bot.Delivery
	commands  []bot.Command
	duplicate bool
	err       error
	stored    chan struct{} // closed when duplicate and err are set
}

// An inbox gathers entries that arrive together and stores them in batches.
// While one batch is flushed to the disk the next one gathers, so a lone
// delivery never waits for company.
type inbox struct {
	store   func([]*entry)
	arrived chan *entry
	quit    chan struct{}
	once    sync.Once
	done    chan struct{}
}

func newInbox(store func([]*entry)) *inbox {
	b := &inbox{store: store, arrived: make(chan *entry, batchSize), quit: make(chan struct{}), done: make(chan struct{})}
	go b.run()
	return b
}

// stop ends the inbox after the entries that arrived are stored.
func (b *inbox) stop() {
	b.once.Do(func() { close(b.quit) })
	<-b.done
}

func (b *inbox) run() {
	defer close(b.done)
	for {
		select {
		case first := <-b.arrived:
			b.settle(b.gather(first))
		case <-b.quit:
			for batch := b.gather(nil); len(batch) > 0; batch = b.gather(nil) {
				b.settle(batch)
			}
			return
		}
	}
}

// gather returns first, if any, and what else is waiting.
func (b *inbox) gather(first *entry) []*entry {
	var batch []*entry
	if first != nil {
		batch = append(batch, first)
	}
	for len(batch) < batchSize {
		select {
		case next := <-b.arrived:
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

func (b *inbox) settle(batch []*entry) {
	b.store(batch)
	for _, e := range batch {
		close(e.stored)
	}
}

// put stores an entry and returns when it is on the disk.
func (b *inbox) put(ctx context.Context, e *entry) error {
	e.stored = make(chan struct{})
	select {
	case <-b.quit:
		return ErrStopped
	default:
	}
	select {
	case b.arrived <- e:
	case <-b.quit:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-e.stored:
		return e.err
	case <-b.done:
		// The inbox stopped; whether it saw the entry before is settled now.
		select {
		case <-e.stored:
			return e.err
		default:
			return ErrStopped
		}
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Accept stores a delivery and its commands in one transaction and returns
// when both are on the disk. A GUID that was accepted before is a duplicate,
// of which nothing is stored.
func (q *Queue) Accept(ctx context.Context, d bot.Delivery, commands []bot.Command) (duplicate bool, err error) {
	e := &entry{delivery: d, commands: commands}
	if err := q.inbox.put(ctx, e); err != nil {
		return false, err
	}
	return e.duplicate, nil
}

// storeBatch stores the entries in one transaction. When that fails each one
// gets a transaction of its own, so that one bad entry fails alone.
func (q *Queue) storeBatch(batch []*entry) {
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	err := q.storeTogether(ctx, batch)
	if err == nil {
		return
	}
	for _, e := range batch {
		if len(batch) > 1 {
			err = q.storeTogether(ctx, []*entry{e})
		}
		e.err = err
	}
}

func (q *Queue) storeTogether(ctx context.Context, batch []*entry) error {
	return q.store.Tx(ctx, func(tx *sql.Tx) error {
		var jobs []commandArgs
		for _, e := range batch {
			id, duplicate, err := q.store.AddDelivery(ctx, tx, e.delivery)
			if err != nil {
				return err
			}
			if e.duplicate = duplicate; duplicate {
				continue
			}
			work, err := q.admit(ctx, tx, e, id)
			if err != nil {
				return err
			}
			jobs = append(jobs, work...)
		}
		return q.insert(ctx, tx, jobs)
	})
}
