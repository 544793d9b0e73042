package fixes

// replaced puts a finding that only the final text has in the place of one of the
// survey that is gone from the same line without a step of its own: the rule says
// another thing of it now, and nothing has fixed it.
func (r *run) replaced(left map[int]bool, known int) {
	found := r.plan.Findings
	kept := found[:known:known]
	for n := known; n < len(found); n++ {
		at := 0
		for at < known && (left[at] || !samePlace(kept[at], found[n]) || r.stepFor(kept[at]) != nil) {
			at++
		}
		if at == known {
			at = len(kept)
			kept = append(kept, found[n])
		}
		kept[at], left[at] = found[n], true
	}
	r.plan.Findings = kept
}

// samePlace reports whether two findings are of one rule and in one line.
func samePlace(a, b Outcome) bool {
	return a.Rule == b.Rule && a.Path == b.Path && a.Start.Line == b.Start.Line
}
