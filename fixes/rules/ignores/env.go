package ignores

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/secret"
)

// envExample finds names of environment files that show what there is to set, of
// one environment too, or that only hold a licence. No program reads them.
var envExample = pattern.New(`^\.env(\.[\w-]+)*\.(example|sample|template|dist|license)$`).Needs(".env")

// examples returns the exceptions for environment files that are examples. What
// the ignore file leaves out already stays out.
func (v *View) examples() []string {
	have := map[string]bool{".env.example": v.Context.Ignore == nil || !v.Context.Ignore.Ignored(".env.example")}
	for _, name := range v.tree {
		if base := path.Base(name); envExample.MatchString(base) {
			have[base] = have[base] || v.Context.Ignore == nil || !v.Context.Ignore.Ignored(name)
		}
	}
	var lines []string
	for _, base := range project.SortedNames(have) {
		if have[base] {
			lines = append(lines, "!**/"+base)
		}
	}
	return lines
}

// envFiles returns the environment files of the repository that the ignore file
// lets through: a bundler or the program may read them.
func (v *View) envFiles() []string {
	return slices.DeleteFunc(slices.Clone(v.tree), func(name string) bool {
		base := path.Base(name)
		named := base == ".env" || strings.HasPrefix(base, ".env.") && !envExample.MatchString(base)
		return !named || strings.Contains(name, "node_modules/") || v.Context.Ignore != nil && v.Context.Ignore.Ignored(name)
	})
}

// envEntry leaves out environment files, but for those of the repository: a
// machine's own must not get in, and the build gets what it had.
func (v *View) envEntry() ignoreEntry {
	files := v.envFiles()
	lines := append([]string{"**/.env", "**/.env.*"}, v.examples()...)
	for _, name := range files {
		lines = append(lines, "!"+name)
	}
	lines = append(lines, v.envExceptions(lines)...)
	probes := slices.DeleteFunc(v.nested(".env", ".env.local"), func(name string) bool { return slices.Contains(files, name) })
	return ignoreEntry{lines: lines, probes: probes, essential: true, needed: (*View).needsEnv, left: (*View).secretEnv, what: "files with environment variables"}
}

// envExceptions returns the lines by which the ignore file lets environment files
// through: somebody wants those in the build, be they in the repository or not.
func (v *View) envExceptions(have []string) (lines []string) {
	if v.Context.Ignore == nil {
		return nil
	}
	for _, line := range v.Context.Ignore.Lines {
		written := "!" + line.Pattern
		if line.Negated && strings.HasPrefix(path.Base(line.Pattern), ".env") && !slices.Contains(have, written) && !slices.Contains(have, "!**/"+line.Pattern) && !v.Context.Ignore.Ignored(strings.ReplaceAll(line.Pattern, "*", "x")) {
			lines = append(lines, written)
		}
	}
	return lines
}

// letsEnvThrough returns the line by which the ignore file lets the files through that
// the entry is about.
func (v *View) letsEnvThrough() string {
	for _, written := range v.envExceptions(nil) {
		for _, name := range []string{".env", ".env.local"} {
			if ok, err := path.Match(path.Base(strings.TrimPrefix(written, "!")), name); ok && err == nil {
				return written
			}
		}
	}
	return ""
}

// maxEnvFiles is how many environment files are taken back one by one.
const maxEnvFiles = 8

// needsEnv holds back when a build names environment files or makes one.
func (v *View) needsEnv() string {
	if files := v.envFiles(); len(files) > maxEnvFiles || slices.ContainsFunc(files, unusualPath.MatchString) {
		return files[0] + " is in the repository, and the build or the program may read it"
	}
	if line := v.letsEnvThrough(); line != "" {
		return v.Context.IgnorePath + " lets them through by " + line
	}
	// The longer names first: they have ".env" in them.
	for _, name := range []string{".env.local", ".env.production", ".env.development", ".env"} {
		if where := v.mentionsIn(name, v.takesEnv); where != "" {
			return where
		}
	}
	for _, needs := range []func() string{v.needsStaticEnv, v.needsValidatedEnv, v.needsBuiltEnv, v.needsNamedEnv, v.needsCopiedEnv, v.needsCalledEnv} {
		if where := needs(); where != "" {
			return where
		}
	}
	return v.written(writesEnv, v.getsEnv, "writes an environment file")
}

// takesEnv returns what of an instruction may take an environment file from the
// context: neither where a COPY puts one, nor a file that is written anew. One
// of the repository that a COPY names is taken back by the entry itself.
func (v *View) takesEnv(i *dockerfile.Instruction) string {
	if !i.Is("COPY", "ADD") {
		return writtenAnew.ReplaceAllString(secretMount.ReplaceAllString(i.Spoken(), " "), " ")
	}
	var sources []string
	taken := v.envFiles()
	for n := range len(i.Args) - 1 {
		if src := i.Args[n].Text; !envExample.MatchString(path.Base(src)) && (i.Flag("from") != nil || !slices.Contains(taken, path.Join("/", src)[1:])) {
			sources = append(sources, src)
		}
	}
	return " " + strings.Join(sources, " ") + " "
}

// secretEnv returns the environment file of the repository that sets a secret
// and gets through all the same; "" for none.
func (v *View) secretEnv() string {
	for _, name := range v.envFiles() {
		data, ok, err := v.p.Repo.Read(path.Join(v.Context.Dir, name))
		if err == nil && ok && SetsSecret(string(data)) {
			return name
		}
	}
	return ""
}

// SetsSecret reports whether an environment file gives a secret a value.
func SetsSecret(env string) bool {
	for _, m := range envLine.FindAllStringSubmatch(env, -1) {
		if value := strings.Trim(m[2], `"'`); value != "" && (secret.Name(m[1]) || passName.MatchString(m[1]) || withPassword.MatchString(value)) {
			return true
		}
	}
	return false
}

var (
	envLine      = pattern.New(`(?m)^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*(\S*)`)
	passName     = pattern.New(`(?i)(^|_)(pass|pwd|dsn)$`)
	withPassword = pattern.New(`://[^/\s:@]*:[^/\s@]+@`)
	// unusualPath finds what a line of an ignore file would mean otherwise.
	unusualPath = pattern.New(`[*?\[\]\\\s]`)
	writtenAnew = pattern.New(`(^|[^>&\d])>\s*["']?[\w./-]*\.env[\w.]*["']?|\brm\s+(-\w+\s+)*[\w./-]*\.env[\w.]*|\b(cp|mv)\s+(-\w+\s+)*\S*(example|sample|template)\S*\s+[\w./-]*\.env[\w.]*`)
	secretMount = pattern.New(`--mount=\S*type=secret\S*`).Needs("type=secret")
	writesEnv   = pattern.New(`(?:>>?|\b(?:cp|mv|tee|create-envfile|sed[ \t]+-i\S*|env[ \t]+pull|inject|ln)\b|--output|\s-o\s|file:|path:)(?:[^\n;&|]*[\s"'=:>])?([^\s"'=:>]*\.env(?:\.[\w.-]+)?)(?:["'\s;&|)]|$)|uses:\s*\S*(?:env-?file|dotenv)\S*`).Needs(".env", "uses:")
)
