package launch

import "github.com/nodedock/nodedock/fixes/pattern"

const (
	// scriptBuild is a package manager that runs the script build: with run, by its name
	// alone where the manager knows that, and of which packages.
	scriptBuild = `\w+\s+run(?:-script)?\s+(?:-\S+\s+(?:[\w@/.-]+\s+)?){0,3}build\b|(?:yarn|pnpm|bun)\s+(?:(?:--?(?:filter|dir|cwd)|-[FC])\s+\S+\s+|-\S+\s+|(?:recursive|workspaces?\s+(?:run\s+|foreach\s+)?[\w@/.-]*)\s+){0,4}(?:run\s+)?build\b`
	// builders are programs whose command build writes what the program is made of.
	builders = `(?:next|vite|nuxt|nuxi|nitro|nitropack|remix|react-router|gatsby|react-scripts|vue-cli-service|ng|astro|strapi|keystone|medusa|payload|rspack|rsbuild|parcel|vuepress|vitepress|docusaurus|sanity|quasar|craco|umi|ember|ncc|mesh|graphql-mesh|waku|vinxi|svelte-kit)\s+build|node\s+ace(?:\.js)?\s+build`
)

// BuildCommand finds what compiles the program at each start.
var BuildCommand = pattern.New(`(?:^|[;&|(\s])(?:\S*node_modules/\.bin/)?((?:npx\s+)?(?:nest|@nestjs/cli)\s+(?:start|build)|tsc\b|tsup\b|webpack\b|rollup\b|`+builders+`|prisma\s+generate|babel\s+\S+\s+(?:-d|--out-dir)|`+scriptBuild+`)`).Needs("nest", "tsc", "tsup", "webpack", "rollup", "build", "prisma", "babel")
