package node

import (
	"path"
	"slices"
	"strings"
)

// watchers are programs that watch files or serve for development, whatever
// their arguments.
var watchers = set("nodemon ts-node-dev tsnd node-dev webpack-dev-server live-server browser-sync react-native wml pm2-dev start-storybook ng-serve chokidar onchange tsc-watch lite-server supervisor node-supervisor budo micro-dev")

// devWords are programs with the first words that make them development
// servers. "" stands for no word at all.
var devWords = map[string]map[string]bool{
	"next": set("dev"), "nuxt": set("dev"), "nuxi": set("dev"), "remix": set("dev watch"), "astro": set("dev"), "gatsby": set("develop"),
	"react-scripts": set("start"), "react-scripts-ts": set("start"), "rescripts": set("start"), "craco": set("start"), "razzle": set("start"), "snowpack": set("dev"), "poi": set("serve"), "react-app-rewired": set("start"), "react-router": set("dev"),
	"ng": set("serve s"), "nx": set("serve dev"), "vue-cli-service": set("serve"), "svelte-kit": set("dev"), "expo": set("start"),
	"webpack": set("serve watch"), "webpack-cli": set("serve watch"), "strapi": set("dev develop"), "medusa": set("develop dev"), "storybook": set("dev"),
	"wrangler": set("dev"), "vinxi": set("dev"), "turbo": set("dev watch"), "encore": set("dev-server"), "rsbuild": set("dev"), "umi": set("dev"),
	"adonis": set("serve"), "sls": set("offline"), "serverless": set("offline"), "tsx": set("watch"), "docusaurus": set("start"), "quasar": set("dev"), "waku": set("dev"), "keystone": set("dev"), "payload": set("dev"), "vercel": set("dev"), "netlify": set("dev"),
	"vite": set("dev serve"), "ionic": set("serve"), "ember": set("serve server s"), "gridsome": set("develop"), "vitepress": set("dev"), "vuepress": set("dev"), "rspack": set("serve dev"), "max": set("dev"), "farm": set("start"), "blitz": set("dev"), "parcel": set("serve watch"),
	"mintlify": set("dev"), "mint": set("dev"), "rspress": set("dev"), "nitro": set("dev"), "nitropack": set("dev"), "rw": set("dev"), "sanity": set("dev"),
	"evidence": set("dev"), "convex": set("dev"), "partykit": set("dev"), "plasmo": set("dev"), "wxt": set("dev"),
}

// devDefaults are programs that serve for development unless told otherwise,
// with the words that tell otherwise.
var devDefaults = map[string]map[string]bool{
	"vite":   set("build preview optimize"),
	"parcel": set("build help"),
}

// Watcher reports whether a command is a development server or restarts on
// changes: nodemon, node --watch, vite, next dev, nest start --watch, npm run
// dev and the like. A package manager's script is judged by its name here;
// resolve it first where package.json is at hand.
func Watcher(argv []string) bool {
	argv = behindWrappers(argv)
	if len(argv) == 0 {
		return false
	}
	if script := managed(Unwrap(argv)); script != nil {
		return Watcher(script)
	}
	if path.Base(argv[0]) == "bun" && watchFlag("bun", argv[1:]) {
		return true
	}
	if name, _, ok := ScriptName(argv); ok && isScriptCall(argv) {
		return devScript(name)
	}
	argv = Launched(argv)
	name := path.Base(argv[0])
	if name == "concurrently" || name == "conc" {
		return slices.ContainsFunc(argv[1:], func(command string) bool {
			return Watcher(strings.Fields(strings.Trim(command, `"'`)))
		})
	}
	if ext := path.Ext(name); ext == ".js" || ext == ".mjs" || ext == ".cjs" {
		name = strings.TrimSuffix(name, ext)
	}
	args := argv[1:]
	if watchers[name] || watchFlag(name, args) {
		return true
	}
	first := firstWord(args)
	if name == "node" {
		return strings.Contains(first, "node_modules/") && Watcher(append([]string{first}, after(args, first)...))
	}
	if others, ok := devDefaults[name]; ok && !others[first] {
		return !slices.Contains(args, "--version") && !slices.Contains(args, "--help")
	}
	return devWords[name][first] || name == "nx" && nxServes(args)
}

// isScriptCall reports whether the name in a command can only be a script's:
// "yarn next dev" runs a program.
func isScriptCall(argv []string) bool {
	name, args, _ := ScriptName(argv)
	_, tool := devWords[name]
	_, server := devDefaults[name]
	return !(tool && len(args) > 0) && !server && !watchers[name]
}

// managed returns the script call that PM2 is told to keep running, as in
// "pm2-runtime start npm --name web -- run dev"; nil for another command.
func managed(argv []string) []string {
	switch path.Base(argv[0]) {
	case "pm2", "pm2-runtime", "pm2-docker":
	default:
		return nil
	}
	end := slices.Index(argv, "--")
	if end < 0 {
		return nil
	}
	at := slices.IndexFunc(argv[:end], func(word string) bool { return word == "npm" || word == "yarn" || word == "pnpm" })
	if at < 0 {
		return nil
	}
	return append([]string{argv[at]}, argv[end+1:]...)
}

// behindWrappers removes env, cross-env, init processes and the like.
func behindWrappers(argv []string) []string {
	for len(argv) > 0 {
		name, _, _ := strings.Cut(argv[0], "=")
		switch {
		case front[path.Base(argv[0])], assignment(argv[0]) && name != argv[0]:
			argv = argv[1:]
			for len(argv) > 0 && strings.HasPrefix(argv[0], "-") {
				argv = argv[1:]
			}
		default:
			return argv
		}
	}
	return nil
}

// front are programs that start the one behind them.
var front = set("env cross-env dumb-init tini catatonit exec time nice sudo gosu su-exec dotenvx")

// devScript reports whether a script's name says that it is for development.
func devScript(name string) bool {
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == ':' || r == '-' || r == '.' || r == '_' }) {
		switch part {
		case "dev", "develop", "development", "watch", "nodemon", "hot":
			return true
		}
	}
	return false
}

// watchFlag reports whether a flag asks to watch. Node's own flags stand before
// the program's file; what follows is the program's business.
func watchFlag(name string, args []string) bool {
	for _, arg := range args {
		flag, text, _ := strings.Cut(arg, "=")
		switch {
		case flag == "--watch", flag == "--watch-path", flag == "--hot" && name == "bun":
			return text != "false"
		case arg == "-w" && (name == "tsc" || name == "rollup" || name == "webpack" || name == "babel" || name == "swc" || name == "sass" || name == "tailwindcss"):
			return true
		case name == "esbuild" && strings.HasPrefix(arg, "--serve"):
			return true
		case !strings.HasPrefix(arg, "-") && (name == "node" || name == "bun"):
			return false
		}
	}
	return false
}

// firstWord returns the first argument that is no flag.
func firstWord(args []string) string {
	for _, arg := range args {
		if !strings.HasPrefix(arg, "-") {
			return arg
		}
	}
	return ""
}

// after returns what follows a word.
func after(args []string, word string) []string {
	return args[min(len(args), slices.Index(args, word)+1):]
}
