package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// shellCall finds commands that JavaScript hands to a shell:
	// exec("npx prisma migrate deploy"), and those of zx in backquotes.
	shellCall = pattern.New("(?:\\b(?:exec|execSync|spawn|spawnSync|execa|execaCommand)\\s*\\(\\s*|\\$\\s*\\(\\s*|\\$)['\"`]((?:npx|npm|yarn|pnpm|pnpx|prisma|node_modules/\\.bin/)[^'\"`\\n]*)['\"`]").Needs("npx", "npm", "yarn", "prisma", ".bin/")
	// listCall finds those with their words in a list.
	listCall = pattern.New(`\b(?:exec|execFile|execFileSync|spawn|spawnSync|execa|execaSync)\s*\(\s*['"](npx|npm|yarn|pnpm|pnpx|prisma)['"]\s*,\s*\[([^\]]*)\]`).Needs("exec", "spawn")
	// marks are what stands between the words of such a list.
	marks = strings.NewReplacer("'", " ", `"`, " ", ",", " ")
)

// startCalls returns the commands that a start file in JavaScript runs before
// the program, or as it.
func startCalls(p *fixes.Pass, t *fixes.Target) (out []startText) {
	for _, c := range []fixes.Command{t.Process.Entrypoint, t.Process.Cmd} {
		words := withoutInits(c.Words)
		if c.At == nil || c.Shell || len(words) == 0 {
			continue
		}
		word := words[0]
		if path.Base(word) == "node" && len(words) > 1 && !strings.HasPrefix(words[1], "-") {
			word = words[1]
		}
		name, ok := p.Origin(t.Stage, t.Chain.End.Abs(word), nil)
		if !ok || !isJavaScript(name) {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil || !ok {
			continue
		}
		for _, m := range shellCall.FindAllStringSubmatch(string(data), -1) {
			out = append(out, startText{where: name, text: m[1]})
		}
		for _, m := range listCall.FindAllStringSubmatch(string(data), -1) {
			out = append(out, startText{where: name, text: m[1] + " " + strings.Join(strings.Fields(marks.Replace(m[2])), " ")})
		}
	}
	return out
}
