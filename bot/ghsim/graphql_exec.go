package ghsim

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// A node is a GraphQL object: its fields by name, and its type as
// "__typename". A field whose value is a resolver is asked only when selected.
type node map[string]any

// A resolver answers a field that has arguments or costs something. Its
// failure becomes an error of the field.
type resolver func(args map[string]any) (any, error)

// An executor runs one operation.
type executor struct {
	schema    *ast.Schema
	variables map[string]any
	errors    []obj
}

// object answers a selection on an object.
func (x *executor) object(n node, set ast.SelectionSet, path []any) obj {
	out := obj{}
	for _, f := range x.fields(n, set) {
		at := append(append([]any{}, path...), f.Alias)
		out[f.Alias] = x.field(n, f, at, out[f.Alias])
	}
	return out
}

// fields lists the fields of a selection that apply to the object, those of
// fragments included.
func (x *executor) fields(n node, set ast.SelectionSet) []*ast.Field {
	var out []*ast.Field
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if x.included(s.Directives) {
				out = append(out, s)
			}
		case *ast.InlineFragment:
			if x.included(s.Directives) && x.is(n, s.TypeCondition) {
				out = append(out, x.fields(n, s.SelectionSet)...)
			}
		case *ast.FragmentSpread:
			if x.included(s.Directives) && x.is(n, s.Definition.TypeCondition) {
				out = append(out, x.fields(n, s.Definition.SelectionSet)...)
			}
		}
	}
	return out
}

// included obeys @include and @skip.
func (x *executor) included(directives ast.DirectiveList) bool {
	for _, d := range directives {
		condition, _ := d.ArgumentMap(x.variables)["if"].(bool)
		if d.Name == "include" && !condition || d.Name == "skip" && condition {
			return false
		}
	}
	return true
}

// is reports whether the object is of a type, or implements it.
func (x *executor) is(n node, condition string) bool {
	if condition == "" || condition == n["__typename"] {
		return true
	}
	for _, possible := range x.schema.GetPossibleTypes(x.schema.Types[condition]) {
		if possible.Name == n["__typename"] {
			return true
		}
	}
	return false
}

// field answers one field; before is what an equal field answered already.
func (x *executor) field(n node, f *ast.Field, path []any, before any) any {
	value, known := n[f.Name]
	if !known {
		return x.fail(path, fmt.Errorf("%v.%s is not simulated", n["__typename"], f.Name))
	}
	if ask, is := value.(resolver); is {
		var err error
		if value, err = ask(f.ArgumentMap(x.variables)); err != nil {
			return x.fail(path, err)
		}
	}
	out := x.complete(value, f.SelectionSet, path)
	if old, is := before.(obj); is { // the same field twice: both selections count
		for key, v := range out.(obj) {
			old[key] = v
		}
		return old
	}
	return out
}

// complete answers the selection on what a field returned.
func (x *executor) complete(value any, set ast.SelectionSet, path []any) any {
	switch value := value.(type) {
	case node:
		if value == nil {
			return nil
		}
		return x.object(value, set, path)
	case []node:
		list := make([]any, 0, len(value))
		for i, n := range value {
			list = append(list, x.complete(n, set, append(append([]any{}, path...), i)))
		}
		return list
	}
	return value
}

// A fieldError is a failure that GitHub gives a type.
type fieldError struct{ kind, message string }

func (e *fieldError) Error() string { return e.message }

// fail records what went wrong with a field.
func (x *executor) fail(path []any, err error) any {
	o := obj{"path": path, "message": err.Error()}
	if typed, is := err.(*fieldError); is {
		o["type"] = typed.kind
	}
	x.errors = append(x.errors, o)
	return nil
}
