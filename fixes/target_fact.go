package fixes

// A TargetFact is worked out from a target and the repository once: a target is
// made anew when a file changes. Those who ask share what it holds, and leave it
// as it is.
type TargetFact[T any] struct{ From func(*Pass, *Target) T }

// Of returns the fact of one target.
func (f *TargetFact[T]) Of(p *Pass, t *Target) T {
	if kept, known := t.worked[f]; known {
		return kept.(T)
	}
	made := f.From(p, t)
	if t.worked == nil {
		t.worked = map[any]any{}
	}
	t.worked[f] = made
	return made
}
