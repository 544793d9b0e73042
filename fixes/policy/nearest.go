package policy

import "strings"

// didYouMean returns ": did you mean X?" for the word of the list that is
// nearest to a wrong one, "" when none is near.
func didYouMean(wrong string, words []string) string {
	if near := Nearest(wrong, words, 1); len(near) > 0 && wrong != "" {
		return "; did you mean " + near[0] + "?"
	}
	return ""
}

// Nearest returns at most n of the words that are near to a wrong one, the
// nearest first.
func Nearest(wrong string, words []string, n int) []string {
	wrong = strings.ToLower(strings.NewReplacer("_", "-", " ", "-").Replace(wrong))
	if len(wrong) > 60 {
		return nil
	}
	var near []string
	for distance := 0; distance <= max(2, len(wrong)/3); distance++ {
		for _, w := range words {
			if len(near) < n && edits(wrong, strings.ReplaceAll(w, "_", "-")) == distance {
				near = append(near, w)
			}
		}
	}
	for _, w := range words { // a part of a name is near as well
		if len(near) == 0 && len(wrong) > 3 && strings.Contains(w, wrong) {
			near = append(near, w)
		}
	}
	return near
}

// edits returns how many insertions, deletions and replacements turn a into b.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for n := range row {
		row[n] = n
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
