package policy

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// lockedKey is the key "locked" of the owner's file: the keys that repositories
// cannot change.
func lockedKey(known []key, rules []string) key {
	lockable := names(known)
	for _, k := range known {
		for _, below := range k.kind.fields {
			lockable = append(lockable, join(k.name, below.name))
		}
	}
	for _, r := range rules {
		lockable = append(lockable, "rules."+r)
	}
	return key{"locked", "Keys that repositories cannot change, such as user or rules.root-user. Only in the owner's file.", kind{
		read: func(f *file, prefix string, n ast.Node) error {
			seq, ok := n.(*ast.SequenceNode)
			if !ok {
				return f.errorf(n, "%s: want a list of keys", prefix)
			}
			for _, v := range seq.Values {
				name, _ := scalar(v)
				if !slices.Contains(lockable, name) {
					f.note(f.errorf(v, "%s: unknown key %q%s", prefix, name, didYouMean(name, lockable)))
					continue
				}
				if slices.Contains(f.locked, name) {
					f.note(f.errorf(v, "%s: %q is there twice", prefix, name))
					continue
				}
				f.locked = append(f.locked, name)
			}
			return nil
		},
		schema: map[string]any{"type": "array", "uniqueItems": true, "items": map[string]any{"enum": enumSchema(lockable)}},
	}}
}
