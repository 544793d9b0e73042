package dockerfile

import "strings"

// Swallowed returns the line of what was meant as an instruction of the keyword and is a part of this RUN,
// and its text: the line above ends with a continuation, which the blank line between does not end. The
// number is 0 when there is none.
func (i *Instruction) Swallowed(keyword string) (number int, line string) {
	if !i.Is("RUN") || len(i.Heredocs) > 0 {
		return 0, ""
	}
	for n := i.StartLine + 2; n <= i.EndLine; n++ {
		line := strings.TrimSpace(string(i.file.line(n)))
		first, rest, _ := strings.Cut(line, " ")
		if strings.EqualFold(first, keyword) && rest != "" && isBlank(i.file.line(n-1)) {
			return n, line
		}
	}
	return 0, ""
}
