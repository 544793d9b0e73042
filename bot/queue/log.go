package queue

import (
	"context"
	"log/slog"
)

// riverLog is the log for River. Its warnings are of jobs that will be tried
// again, which the worker has told of already.
func (q *Queue) riverLog() *slog.Logger {
	return slog.New(atLeast{slog.LevelError, q.log.Handler()})
}

// atLeast is a slog.Handler that drops what is below a level.
type atLeast struct {
	level slog.Level
	slog.Handler
}

func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

func (h atLeast) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeast{h.level, h.Handler.WithAttrs(attrs)}
}

func (h atLeast) WithGroup(name string) slog.Handler {
	return atLeast{h.level, h.Handler.WithGroup(name)}
}
