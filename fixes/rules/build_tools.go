package rules

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// buildTools finds packages that take part in a build without being named in its
// command: compilers of styles and types, presets and plugins.
var buildTools = pattern.New(`^(?:typescript|@types/.+|tailwindcss|@tailwindcss/.+|postcss.*|autoprefixer|sass|sass-embedded|node-sass|less|stylus|esbuild|rollup|webpack|vite|babel-.+|@babel/.+|@swc/.+|@svgr/.+|@mdx-js/.+|@next/.+|next-.+|@vitejs/.+|vite-.+|@rollup/.+|rollup-.+|esbuild-.+|unplugin-.+|@nuxt/.+|@nuxtjs/.+|@astrojs/.+|@sveltejs/.+|svelte|svelte-.+|.+-loader|.+-webpack-plugin)$`)

// aboutTypes reports whether a package is of use to TypeScript only.
func aboutTypes(pkg string) bool { return pkg == "typescript" || strings.HasPrefix(pkg, "@types/") }

// buildTool returns the dev dependency that takes part in a build which the
// program starts with.
func (pr *project) buildTool(words []string) string {
	if !buildsDirectly(words) {
		return ""
	}
	typed := pr.p.Repo.Exists(path.Join(pr.dir, "tsconfig.json"))
	for _, dev := range sortedNames(pr.manifest.Dev) {
		if buildTools.MatchString(dev) && pr.manifest.DevOnly(dev) && (typed || !aboutTypes(dev)) && dev != "@next/eslint-plugin-next" {
			return dev
		}
	}
	return ""
}
