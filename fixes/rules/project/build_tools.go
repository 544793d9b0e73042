package project

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// BuildScript finds scripts of package.json that build, by their names.
var BuildScript = pattern.New(`^(pre|post)?(build|compile|bundle|dist|transpile|webpack|tsc)([:_.-].*)?$|[:_.-]build$`)

// builders are programs that build a project, with the word that asks them to;
// "" when they do nothing else.
var builders = map[string]string{
	"tsc": "", "webpack": "", "rollup": "", "esbuild": "", "tsup": "", "babel": "", "swc": "", "ncc": "", "parcel": "build", "next": "build", "nest": "build", "vite": "build", "ng": "build",
	"nuxt": "build", "nuxi": "build", "react-scripts": "build", "vue-cli-service": "build", "turbo": "build", "nx": "build", "gatsby": "build", "remix": "build", "astro": "build", "strapi": "build",
}

// BuildsDirectly reports whether a command builds a project without a script between.
func BuildsDirectly(words []string) bool {
	if len(words) == 0 {
		return false
	}
	verb, known := builders[path.Base(words[0])]
	return known && (verb == "" || slices.Contains(words[1:], verb))
}

// buildTools finds packages that take part in a build without being named in its
// command: compilers of styles and types, presets and plugins.
var buildTools = pattern.New(`^(?:typescript|@types/.+|tailwindcss|@tailwindcss/.+|postcss.*|autoprefixer|sass|sass-embedded|node-sass|less|stylus|esbuild|rollup|webpack|vite|babel-.+|@babel/.+|@swc/.+|@svgr/.+|@mdx-js/.+|@next/.+|next-.+|@vitejs/.+|vite-.+|@rollup/.+|rollup-.+|esbuild-.+|unplugin-.+|@nuxt/.+|@nuxtjs/.+|@astrojs/.+|@sveltejs/.+|svelte|svelte-.+|.+-loader|.+-webpack-plugin)$`)

// aboutTypes reports whether a package is of use to TypeScript only.
func aboutTypes(pkg string) bool { return pkg == "typescript" || strings.HasPrefix(pkg, "@types/") }

// buildTool returns the dev dependency that takes part in a build which the
// program starts with.
func (pr *Project) buildTool(words []string) string {
	if !BuildsDirectly(words) {
		return ""
	}
	typed := pr.P.Repo.Exists(path.Join(pr.Dir, "tsconfig.json"))
	for _, dev := range SortedNames(pr.Manifest.Dev) {
		if buildTools.MatchString(dev) && pr.Manifest.DevOnly(dev) && (typed || !aboutTypes(dev)) && dev != "@next/eslint-plugin-next" {
			return dev
		}
	}
	return ""
}
