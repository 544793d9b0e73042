package pattern_test

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/pattern"
)

func TestNeeds(t *testing.T) {
	t.Parallel()
	p := pattern.New(`a+b`).Needs("ab", "a")
	if !p.MatchString("xaab") || p.MatchString("xb") || p.FindString("b") != "" || p.ReplaceAllString("aab b", "c") != "c b" || p.FindAllStringIndex("\xff", -1) != nil {
		t.Error("a pattern with needs finds other matches than without")
	}
}

// heldNeeds reports a text that matches an expression and holds none of the
// literals that it is said to need, "" when many random matches all hold one.
func heldNeeds(expression string, literals []string) string {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return ""
	}
	compiled := regexp.MustCompile(expression)
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		s := match(re, random)
		if compiled.MatchString(s) && !slices.ContainsFunc(literals, func(l string) bool { return strings.Contains(s, l) }) {
			return s
		}
	}
	return ""
}

// match makes up a text that matches an expression, but for the places that it
// asks for.
func match(re *syntax.Regexp, random *rand.Rand) string {
	repeat := func(low, high int) (s string) {
		for range low + random.IntN(high-low+1) {
			s += match(re.Sub[0], random)
		}
		return s
	}
	switch re.Op {
	case syntax.OpLiteral:
		s := string(re.Rune)
		if re.Flags&syntax.FoldCase != 0 && random.IntN(2) == 0 {
			return strings.ToUpper(s)
		}
		return s
	case syntax.OpCharClass:
		n := random.IntN(len(re.Rune)/2) * 2
		return string(re.Rune[n] + rune(random.IntN(int(min(re.Rune[n+1]-re.Rune[n], 60))+1)))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "~"
	case syntax.OpCapture:
		return match(re.Sub[0], random)
	case syntax.OpStar:
		return repeat(0, 2)
	case syntax.OpPlus:
		return repeat(1, 2)
	case syntax.OpQuest:
		return repeat(0, 1)
	case syntax.OpRepeat:
		return repeat(re.Min, max(re.Max, re.Min))
	case syntax.OpAlternate:
		return match(re.Sub[random.IntN(len(re.Sub))], random)
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(match(sub, random))
		}
		return b.String()
	}
	return ""
}
