package launch

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// A PackagesRun is what one command runs in several packages of a repository: which
// scripts, and in which packages, by the patterns of the command. Without a pattern
// it is every package that has the script.
type PackagesRun struct {
	Scripts   []string
	only, not []string
}

// RunInPackages returns what a command runs in packages that it chooses among all,
// nil for another command: turbo run start --filter=web, nx run-many -t start.
func RunInPackages(words []string) *PackagesRun {
	if len(words) < 2 {
		return nil
	}
	r := &PackagesRun{}
	args := words[1:]
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	switch path.Base(words[0]) {
	case "lerna":
		r.only, r.not = given(args, "--scope"), given(args, "--ignore")
		if rest := bareWords(args, "--scope", "--ignore", "--concurrency", "--since"); len(rest) > 1 && rest[0] == "run" {
			r.Scripts = strings.Split(rest[1], ",")
		}
	case "turbo":
		r.only = append(given(args, "--filter"), given(args, "-F")...)
		r.Scripts = bareWords(args, "--filter", "-F", "--concurrency", "--cwd", "--env-mode", "--log-order", "--output-logs", "--ui")
		if len(r.Scripts) > 0 && r.Scripts[0] == "run" {
			r.Scripts = r.Scripts[1:]
		}
	case "nx":
		r.nx(args)
	case "wsrun":
		r.only = append(given(args, "-p"), given(args, "--package")...)
		r.Scripts = bareWords(args, "-p", "--package", "--concurrency")
		r.Scripts = r.Scripts[:min(1, len(r.Scripts))]
	default:
		r.manager(words, args)
	}
	if len(r.Scripts) == 0 {
		return nil
	}
	slices.Sort(r.Scripts)
	return r.without()
}

// nx reads the words of Nx: one target of one project, or of many.
func (r *PackagesRun) nx(args []string) {
	rest := bareWords(args, "-t", "--target", "--targets", "-p", "--projects", "--exclude", "--parallel", "-c", "--configuration")
	if len(rest) == 0 {
		return
	}
	switch rest[0] {
	case "run-many":
		r.Scripts = slices.Concat(given(args, "-t"), given(args, "--target"), given(args, "--targets"))
		r.only, r.not = append(given(args, "-p"), given(args, "--projects")...), given(args, "--exclude")
	case "run":
		if parts := strings.Split(rest[len(rest)-1], ":"); len(parts) > 1 {
			r.only, r.Scripts = parts[:1], parts[1:2]
		}
	default:
		if len(rest) > 1 {
			r.Scripts, r.only = rest[:1], rest[1:2]
		}
	}
}

// manager reads the words of a package manager that is sent to several packages.
func (r *PackagesRun) manager(words, args []string) {
	if len(args) > 0 && path.Base(words[0]) == "yarn" && args[0] == "workspaces" {
		if at := slices.Index(args, "run"); at > 0 && at+1 < len(args) {
			r.Scripts = args[at+1 : at+2]
			r.only = append(given(args[:at], "--include"), given(args[:at], "--from")...)
			r.not = given(args[:at], "--exclude")
		}
		return
	}
	if len(args) > 1 && path.Base(words[0]) == "pnpm" && (args[0] == "recursive" || args[0] == "multi" || args[0] == "m") {
		words, args = append([]string{"pnpm", "-r"}, args[1:]...), append([]string{"-r"}, args[1:]...)
	}
	if !node.RunsElsewhere(words) || node.Elsewhere(words) != "" {
		return
	}
	if name, _, ok := node.ScriptName(words); ok {
		r.Scripts = []string{name}
		r.only = append(given(args, "--filter"), given(args, "-F")...)
		if path.Base(words[0]) == "npm" {
			r.only = append(given(args, "--workspace"), given(args, "-w")...)
		}
	}
}

// without moves the patterns that leave packages out to their place.
func (r *PackagesRun) without() *PackagesRun {
	r.only = slices.DeleteFunc(r.only, func(pattern string) bool {
		not, is := strings.CutPrefix(pattern, "!")
		if is {
			r.not = append(r.not, not)
		}
		return is
	})
	return r
}

// In reports whether the command runs in a package.
func (r *PackagesRun) In(m *node.Manifest) bool {
	of := func(pattern string) bool { return ChoosesPackage(pattern, m) }
	return (len(r.only) == 0 || slices.ContainsFunc(r.only, of)) && !slices.ContainsFunc(r.not, of)
}

// ChoosesPackage reports whether a pattern means a package, by its name or its folder.
// What it depends on, which "web..." means too, is not looked at.
func ChoosesPackage(pattern string, m *node.Manifest) bool {
	pattern = strings.Trim(strings.TrimSuffix(strings.TrimPrefix(pattern, "..."), "..."), "^{}")
	if pattern == "*" || pattern == "**" {
		return true
	}
	pattern = strings.ReplaceAll(strings.TrimPrefix(pattern, "./"), "**", "*")
	dir := path.Dir(m.Path)
	for _, name := range []string{m.Name, path.Base(m.Name), dir, path.Base(dir)} {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return strings.HasSuffix(dir, "/"+pattern)
}

// given returns the values of a flag, joined to it or behind it, those with commas
// taken apart.
func given(args []string, flag string) (values []string) {
	for n, arg := range args {
		value, joined := strings.CutPrefix(arg, flag+"=")
		if arg == flag && n+1 < len(args) {
			value, joined = args[n+1], true
		}
		if joined {
			values = append(values, strings.Split(strings.Trim(value, `"'`), ",")...)
		}
	}
	return values
}

// bareWords returns the words that are neither flags nor the values of the flags named.
func bareWords(args []string, valued ...string) (words []string) {
	for n, arg := range args {
		if !strings.HasPrefix(arg, "-") && (n == 0 || !slices.Contains(valued, args[n-1])) {
			words = append(words, arg)
		}
	}
	return words
}

// LaunchedRunner returns the command behind what only sets variables from files or
// looks the program up: dotenv -e .env -- npx turbo run start.
func LaunchedRunner(words []string) []string {
	words = project.BehindWrappers(words)
	if len(words) == 0 {
		return nil
	}
	switch path.Base(words[0]) {
	case "dotenv", "dotenvx", "env-cmd", "cross-env", "cross-env-shell":
		rest := words[1:]
		if end := slices.Index(rest, "--"); end >= 0 {
			return LaunchedRunner(rest[end+1:])
		}
		for len(rest) > 0 && (strings.HasPrefix(rest[0], "-") || strings.HasPrefix(path.Base(rest[0]), ".env") || rest[0] == "run") {
			rest = rest[1:]
		}
		return LaunchedRunner(rest)
	}
	return words
}
