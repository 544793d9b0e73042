package builds

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// bakeFunctions are those of bake's functions that real files use in what we
// read. An expression with another one is not known.
var bakeFunctions = map[string]function.Function{
	"and": stdlib.AndFunc, "or": stdlib.OrFunc, "not": stdlib.NotFunc,
	"equal": stdlib.EqualFunc, "notequal": stdlib.NotEqualFunc,
	"coalesce": stdlib.CoalesceFunc, "concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc,
	"format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc, "join": stdlib.JoinFunc, "split": stdlib.SplitFunc,
	"lower": stdlib.LowerFunc, "upper": stdlib.UpperFunc, "title": stdlib.TitleFunc,
	"trimspace": stdlib.TrimSpaceFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimsuffix": stdlib.TrimSuffixFunc,
	"replace": stdlib.ReplaceFunc, "regex_replace": stdlib.RegexReplaceFunc, "substr": stdlib.SubstrFunc,
	"merge": stdlib.MergeFunc, "lookup": stdlib.LookupFunc, "keys": stdlib.KeysFunc, "values": stdlib.ValuesFunc,
	"distinct": stdlib.DistinctFunc, "flatten": stdlib.FlattenFunc, "element": stdlib.ElementFunc, "length": stdlib.LengthFunc,
}

// bakeContext evaluates the variables' defaults, which may use each other in
// any order.
func bakeContext(files []bakeFile) *hcl.EvalContext {
	eval := &hcl.EvalContext{Functions: bakeFunctions, Variables: map[string]cty.Value{}}
	for range 3 {
		for _, file := range files {
			for _, block := range file.body.Blocks {
				if block.Type != "variable" {
					continue
				}
				if attr := attributes(block)["default"]; attr == nil {
					eval.Variables[block.Labels[0]] = cty.StringVal("")
				} else if v, ok := valueOf(attr, eval); ok {
					eval.Variables[block.Labels[0]] = v
				}
			}
		}
	}
	return eval
}

// opened returns a context in which what stands for a variable takes the place of its
// value, so that a text becomes a template. The names that a matrix gives keep theirs.
func opened(eval *hcl.EvalContext) *hcl.EvalContext {
	if parent := eval.Parent(); parent != nil {
		child := opened(parent).NewChild()
		child.Variables = eval.Variables
		return child
	}
	out := &hcl.EvalContext{Functions: eval.Functions, Variables: map[string]cty.Value{}}
	for name, v := range eval.Variables {
		out.Variables[name] = v
		if v.Type() != cty.String || !v.IsKnown() || v.IsNull() {
			continue
		}
		text := openDefault(name, v.AsString())
		if text == "" {
			text = open(name)
		}
		out.Variables[name] = cty.StringVal(text)
	}
	return out
}

// valueOf evaluates an attribute; ok is false when that cannot be done.
func valueOf(attr *hcl.Attribute, eval *hcl.EvalContext) (v cty.Value, ok bool) {
	v, diags := attr.Expr.Value(eval)
	return v, !diags.HasErrors() && v.IsKnown() && !v.IsNull() && !v.IsMarked()
}

// textOf evaluates an attribute to text.
func textOf(attr *hcl.Attribute, eval *hcl.EvalContext) (string, bool) {
	v, ok := valueOf(attr, eval)
	if !ok {
		return "", false
	}
	return asText(v)
}

// asText converts a value to text.
func asText(v cty.Value) (string, bool) {
	s, err := convert.Convert(v, cty.String)
	if err != nil || !s.IsKnown() || s.IsNull() {
		return "", false
	}
	return s.AsString(), true
}

// elements evaluates a list one expression at a time, so that one unknown
// element does not hide the others.
func elements(attr *hcl.Attribute, eval *hcl.EvalContext) []cty.Value {
	if attr == nil {
		return nil
	}
	var out []cty.Value
	if exprs, diags := hcl.ExprList(attr.Expr); !diags.HasErrors() {
		for _, e := range exprs {
			if v, diags := e.Value(eval); !diags.HasErrors() && v.IsKnown() && !v.IsNull() {
				out = append(out, v)
			}
		}
		return out
	}
	if v, ok := valueOf(attr, eval); ok && v.CanIterateElements() {
		return v.AsValueSlice()
	}
	return nil
}

// textMap evaluates a mapping one entry at a time; a value that is not known
// is "".
func textMap(attr *hcl.Attribute, eval *hcl.EvalContext) map[string]string {
	if attr == nil {
		return nil
	}
	pairs, diags := hcl.ExprMap(attr.Expr)
	if diags.HasErrors() {
		return nil
	}
	out := map[string]string{}
	for _, p := range pairs {
		key, diags := p.Key.Value(eval)
		if diags.HasErrors() {
			continue
		}
		name, ok := asText(key)
		if !ok {
			continue
		}
		out[name] = ""
		if v, diags := p.Value.Value(eval); !diags.HasErrors() && v.IsKnown() && !v.IsNull() {
			out[name], _ = asText(v)
		}
	}
	return out
}
