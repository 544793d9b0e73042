package builds

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// matrix returns an evaluation context for each combination of the target's
// matrix, or the plain one.
func (b *baker) matrix(name string) []*hcl.EvalContext {
	contexts := []*hcl.EvalContext{b.eval}
	for _, block := range b.targets[name] {
		attr := attributes(block)["matrix"]
		if attr == nil {
			continue
		}
		axes, ok := valueOf(attr, b.eval)
		if !ok || !axes.CanIterateElements() {
			continue
		}
		byName := axes.AsValueMap()
		for _, key := range slices.Sorted(maps.Keys(byName)) {
			values := byName[key]
			if values.IsNull() || !values.CanIterateElements() {
				continue
			}
			var next []*hcl.EvalContext
			for _, under := range contexts {
				for _, v := range values.AsValueSlice() {
					child := under.NewChild()
					child.Variables = map[string]cty.Value{key: v}
					next = append(next, child)
				}
			}
			contexts = next[:min(len(next), maxMatrix)]
		}
	}
	return slices.Clip(contexts)
}

// maxMatrix bounds the combinations of a matrix.
const maxMatrix = 64
