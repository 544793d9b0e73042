package lean

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// callingPackages call programs or libraries of the system that only the full
// image has.
var callingPackages = map[string]string{
	"prisma": "looks for OpenSSL", "@prisma/client": "looks for OpenSSL", "simple-git": "calls git", "nodegit": "uses git", "dugite": "calls git", "fluent-ffmpeg": "calls ffmpeg",
	"gm": "calls GraphicsMagick", "imagemagick": "calls ImageMagick", "puppeteer": "starts a browser, which needs libraries of the system", "puppeteer-core": "starts a browser", "playwright": "starts a browser, which needs libraries of the system",
	"playwright-core": "starts a browser", "python-shell": "calls Python", "node-cron-tab": "calls crontab", "pdf-poppler": "calls poppler", "pdf-image": "calls ImageMagick", "node-poppler": "calls poppler", "wkhtmltopdf": "calls wkhtmltopdf",
	"html-pdf": "starts a browser, which needs libraries of the system", "tesseract": "calls tesseract", "libreoffice-convert": "calls LibreOffice", "ps-list": "calls ps", "pidusage": "calls ps", "ps-node": "calls ps", "tree-kill": "calls ps", "find-process": "calls ps", "@mermaid-js/mermaid-cli": "starts a browser",
	"systeminformation": "calls programs of the system", "node-tesseract-ocr": "calls tesseract", "exiftool-vendored": "calls Perl", "node-exiftool": "calls exiftool", "easyimage": "calls ImageMagick", "yt-dlp-wrap": "calls yt-dlp", "youtube-dl-exec": "calls yt-dlp",
	"git-rev": "calls git", "git-describe": "calls git", "gift": "calls git", "git-last-commit": "calls git", "crontab": "calls crontab", "kill-port": "calls lsof", "html-pdf-node": "starts a browser", "chrome-launcher": "starts a browser",
	"@playwright/test": "starts a browser", "@sparticuz/chromium": "starts a browser", "onnxruntime-node": "brings native code", "@tensorflow/tfjs-node": "brings native code", "mongodb-memory-server": "downloads a server", "embedded-postgres": "brings a server", "redis-memory-server": "builds a server",
}

// HarmlessScripts are packages whose install script neither compiles nor calls
// a program of the system.
var HarmlessScripts = project.WordSet(`core-js core-js-pure core-js-bundle es5-ext @nestjs/core protobufjs esbuild fsevents nodemon styled-components @scarf/scarf unrs-resolver husky ejs msw`)

// lacksForInstall looks at the packages that an install brings.
func (s *System) lacksForInstall(p *fixes.Pass, i *fixes.Install, installed map[string]bool) string {
	if !i.Project() {
		return s.lacksForPackages(i)
	}
	if i.Manifest == nil {
		return i.Unread.Or(fmt.Sprintf("which package.json the install at line %d works on is not certain", i.At.StartLine))
	}
	for _, pkg := range project.SortedNames(i.Manifest.All()) {
		if fromGit(i.Manifest.All()[pkg]) && s.misses("git", installed) {
			return fmt.Sprintf("%s is installed with git, which %s does not have", pkg, s.name)
		}
	}
	if i.IgnoreScripts {
		return ""
	}
	for _, script := range []string{"preinstall", "install", "postinstall", "prepare"} {
		for _, word := range scriptWord.FindAllString(i.Manifest.Scripts[script], -1) {
			if s.misses(word, installed) {
				return fmt.Sprintf("the script %s runs %s, which %s may not have", script, word, s.name)
			}
		}
	}
	return s.lacksForLockfile(p, i)
}

// lacksForPackages: of packages that are named in the command little is known.
func (s *System) lacksForPackages(i *fixes.Install) string {
	if s.full {
		return ""
	}
	for _, pkg := range i.Packages {
		name, _, _ := strings.Cut(pkg, "@")
		if !plainTools[name] && pkg != "" && !(strings.HasPrefix(pkg, "@") && plainTools["@"+strings.Split(pkg[1:], "@")[0]]) {
			return fmt.Sprintf("whether %s, which line %d installs, compiles anything is not known", pkg, i.At.StartLine)
		}
	}
	return ""
}

// plainTools are tools that are installed by name and bring no native code.
var plainTools = project.WordSet(`npm yarn pnpm corepack pm2 serve http-server typescript ts-node tsx nodemon @nestjs/cli @angular/cli turbo nx rimraf cross-env dotenv-cli concurrently node-gyp npm-run-all express-generator`)

// lacksForLockfile: a package with an install script may compile.
func (s *System) lacksForLockfile(p *fixes.Pass, i *fixes.Install) string {
	lock, err := p.Repo.Lockfile(i.Lockfile)
	switch {
	case i.Lockfile == "" || err != nil || lock == nil:
		return fmt.Sprintf("no lockfile says whether the packages of line %d compile anything", i.At.StartLine)
	case !lock.ScriptsKnown:
		return fmt.Sprintf("%s does not say whether a package compiles anything when it is installed", path.Base(i.Lockfile))
	}
	if pkg := otherLibcOnly(lock, s.libc); pkg != "" {
		return fmt.Sprintf("%s has %s and no build of it for %s", path.Base(i.Lockfile), pkg, s.libc)
	}
	if s.full {
		return ""
	}
	scripts := lock.InstallScripts()
	if i.OmitDev {
		scripts = lock.ProductionInstallScripts()
	}
	for _, pkg := range scripts {
		if !HarmlessScripts[pkg] {
			return fmt.Sprintf("%s has an install script and may compile, which %s has no tools for", pkg, s.name)
		}
	}
	return ""
}

// libcBuilds are the ends of the names that builds for glibc have, and those for musl.
var libcBuilds = []struct{ glibc, musl []string }{
	{[]string{"-linux-x64-gnu", "-linux-x64-glibc"}, []string{"-linux-x64-musl"}},
	{[]string{"-linux-arm64-gnu", "-linux-arm64-glibc"}, []string{"-linux-arm64-musl"}},
	{[]string{"/sharp-linux-x64"}, []string{"/sharp-linuxmusl-x64"}},
	{[]string{"sass-embedded-linux-x64"}, []string{"sass-embedded-linux-musl-x64"}},
}

// otherLibcOnly returns a prebuilt package of which the lockfile has the build
// for another C library only.
func otherLibcOnly(lock *node.Lockfile, libc string) string {
	for _, builds := range libcBuilds {
		has, wants := builds.glibc, builds.musl
		if libc == "glibc" {
			has, wants = wants, has
		}
		for _, pkg := range lock.Packages {
			for _, end := range has {
				name, ok := strings.CutSuffix(pkg.Name, end)
				if ok && !slices.ContainsFunc(wants, func(other string) bool { return lock.Has(name + other) }) {
					return pkg.Name
				}
			}
		}
	}
	return ""
}

// lacksForProgram looks at what the project's own code calls.
func (s *System) lacksForProgram(p *fixes.Pass, stage *dockerfile.Stage, installed map[string]bool) string {
	if s.full {
		return ""
	}
	seen := map[*node.Manifest]bool{}
	for _, i := range p.Installs(stage) {
		if i.Manifest == nil || seen[i.Manifest] {
			continue
		}
		seen[i.Manifest] = true
		for _, pkg := range project.SortedNames(i.Manifest.All()) {
			does := callingPackages[pkg]
			if does == "" || strings.Contains(does, "OpenSSL") && installed["openssl"] || strings.Contains(does, "git") && installed["git"] || strings.Contains(does, "ffmpeg") && installed["ffmpeg"] || strings.Contains(does, "ps") && installed["procps"] {
				continue
			}
			return fmt.Sprintf("%s %s, and %s may lack what it needs", pkg, does, s.name)
		}
		dir := path.Dir(i.Manifest.Path)
		if why := s.lacksForFiles(p, dir, installed); why != "" {
			return why
		}
		for _, name := range p.Sources(dir) {
			data, ok, err := p.Repo.Read(name)
			if err != nil || ok && ChildProcess.Match(data) && !project.IsTooling(name) {
				return fmt.Sprintf("%s may start other programs, and whether %s has them is not known", name, s.name)
			}
		}
	}
	return ""
}

// lacksForFiles looks at native code in the repository, and at the shell that npm runs scripts by.
func (s *System) lacksForFiles(p *fixes.Pass, dir string, installed map[string]bool) string {
	for _, name := range p.Repo.Under(dir) {
		if ext := path.Ext(name); s.libc != "glibc" && (ext == ".node" || ext == ".so") {
			return fmt.Sprintf("%s is native code, and %s has another C library", name, s.name)
		}
	}
	found, err := p.Repo.FindAll(path.Join(dir, ".npmrc"), scriptShell)
	if err == nil && len(found) > 0 && !s.has(found[0][1], installed) {
		return fmt.Sprintf("%s names %s for scripts, which %s may not have", path.Join(dir, ".npmrc"), found[0][1], s.name)
	}
	return ""
}

var scriptShell = pattern.New(`(?m)^\s*script-shell\s*=\s*["']?([^\s"']+)`).Needs("script-shell")
