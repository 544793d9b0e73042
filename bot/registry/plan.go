package registry

import (
	"context"
	"slices"
	"sync"

	"github.com/nodedock/nodedock/fixes/image"
)

// Plan returns a view for one plan: each reference is asked for once, and its
// answer stays the same for as long as the view is used, even when its tag
// moves or the time to live ends meanwhile. An answer that the caller's own
// context cut short is not kept.
func (r *Resolver) Plan() image.Resolver {
	return &view{resolver: r, infos: map[string]*frozen[image.Info]{}, configs: map[string]*frozen[image.Info]{}, tags: map[string]*frozen[[]string]{}}
}

type view struct {
	resolver *Resolver

	mu      sync.Mutex
	infos   map[string]*frozen[image.Info]
	configs map[string]*frozen[image.Info]
	tags    map[string]*frozen[[]string]
}

// A frozen is an answer that is asked for once.
type frozen[T any] struct {
	mu    sync.Mutex
	done  bool
	value T
	err   error
}

// get returns the answer; the first caller asks, and others wait for it.
func (f *frozen[T]) get(ctx context.Context, ask func() (T, error)) (T, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done {
		return f.value, f.err
	}
	value, err := ask()
	if err != nil && ctx.Err() != nil {
		return value, err
	}
	f.done, f.value, f.err = true, value, err
	return value, err
}

// of returns the answer kept under a key, made when there is none.
func of[T any](v *view, all map[string]*frozen[T], key string) *frozen[T] {
	v.mu.Lock()
	defer v.mu.Unlock()
	if all[key] == nil {
		all[key] = &frozen[T]{}
	}
	return all[key]
}

// Resolve implements image.Resolver.
func (v *view) Resolve(ctx context.Context, ref image.Ref) (image.Info, error) {
	return of(v, v.infos, key(ref)).get(ctx, func() (image.Info, error) {
		return v.resolver.Resolve(ctx, ref)
	})
}

// Config implements image.Resolver: the config is that of the digest that the
// view gave, or gives, for the reference.
func (v *view) Config(ctx context.Context, ref image.Ref) (image.Info, error) {
	return of(v, v.configs, key(ref)).get(ctx, func() (image.Info, error) {
		info, err := v.Resolve(ctx, ref)
		if err != nil {
			return image.Info{}, err
		}
		d, err := v.resolver.describe(ctx, ref, info.Digest)
		return d.info(), err
	})
}

// Tags implements image.Resolver.
func (v *view) Tags(ctx context.Context, ref image.Ref) ([]string, error) {
	tags, err := of(v, v.tags, ref.Name()).get(ctx, func() ([]string, error) {
		return v.resolver.Tags(ctx, ref)
	})
	return slices.Clone(tags), err
}
