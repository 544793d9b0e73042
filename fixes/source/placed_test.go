package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/source"
)

func TestPlaced(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`export default { key: true }`:                                                     `true [] []`,
		`module.exports = { ssr: { 'key': ['a'] } }`:                                       `['a'] [ssr] []`,
		`const key = ['a']; export default { ssr: { key } }`:                               `['a'] [ssr] []`,
		"const config = { key: 1 }\nexport default config":                                 `1 [] []`,
		"const other = { key: 1 }\nexport default {}":                                      `1 [other] []`,
		"const config = {}\nconfig.ssr.key = list\nexport default wrap(config)":            `list [ssr] []`,
		`export default defineConfig(({ mode }) => ({ ssr: { key: 1 } }))`:                 `1 [ssr] []`,
		`export default { a: [{ key: 1 }] }`:                                               `1 [a] []`,
		`export default { ssr: command === 'build' ? { key: 1 } : undefined }`:             `1 [ssr] [command === 'build' ?]`,
		`export default { ...(test ? { key: 1 } : {}) }`:                                   `1 [] [test ?]`,
		"export default { webpack(config) { if (a) { config.key = 1 }\n return config } }": `1 [webpack config] [a]`,
		`export default { key: a ? 1 : 2 }`:                                                `a ? 1 : 2 [] []`,
		"// key: 1\nexport default { a: x ? key : y }":                                     ``,
		`import { key } from 'x'; const { key } = x`:                                       ``,
		"function config() { return { key: 1 } }\nmodule.exports = config":                 `1 [] []`,
		"if (a) config.key = 1":                                                            `1 [config] [a]`,
	} {
		var got []string
		for p := range source.Take([]byte(code)).Placed("key") {
			got = append(got, fmt.Sprint(p.Value, " ", p.In, " ", p.Under))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: got %s, want %s", code, strings.Join(got, "; "), want)
		}
	}
}
