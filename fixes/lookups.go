package fixes

import (
	"context"

	"github.com/nodedock/nodedock/fixes/image"
)

// lookups asks the resolver at most once for each question of a plan, so that
// one reference gets one answer everywhere in it.
type lookups struct {
	resolver image.Resolver
	infos    map[string]looked[image.Info]
	configs  map[string]looked[image.Info]
	lists    map[string]looked[[]string]

	history   History // nil when there is none
	sightings map[string]looked[[]image.Sighting]
}

type looked[T any] struct {
	value T
	err   error
}

func newLookups(r image.Resolver, h History) *lookups {
	if r == nil {
		r = image.Offline{}
	}
	return &lookups{
		resolver: r, infos: map[string]looked[image.Info]{}, configs: map[string]looked[image.Info]{}, lists: map[string]looked[[]string]{},
		history: h, sightings: map[string]looked[[]image.Sighting]{},
	}
}

func (l *lookups) resolve(ctx context.Context, ref image.Ref) (image.Info, error) {
	return once(ctx, l.infos, ref, l.resolver.Resolve)
}

func (l *lookups) config(ctx context.Context, ref image.Ref) (image.Info, error) {
	return once(ctx, l.configs, ref, l.resolver.Config)
}

func (l *lookups) tags(ctx context.Context, ref image.Ref) ([]string, error) {
	return once(ctx, l.lists, ref, l.resolver.Tags)
}

func once[T any](ctx context.Context, known map[string]looked[T], ref image.Ref, ask func(context.Context, image.Ref) (T, error)) (T, error) {
	key := ref.Raw
	if answer, ok := known[key]; ok {
		return answer.value, answer.err
	}
	value, err := ask(ctx, ref)
	known[key] = looked[T]{value, err}
	return value, err
}
