package writes

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// uploadPackages are packages that take uploads, and keep them in memory where they are
// told no other place.
var uploadPackages = project.WordSet("multer @koa/multer fastify-multer")

var (
	// takesUploads finds the setting up of such a package, also by the decorators of Nest,
	// and namesUploads the package itself, in an import of more than its errors and types.
	takesUploads = pattern.New(`\bmulter\(|\bMulterModule\b|Files?Interceptor\(`).Needs("multer(", "MulterModule", "Interceptor(")
	namesUploads = pattern.New(`(?:\bimport\s+(type\b[^'"\n;]*|\{[^'"\n;]*)?(?:[^'"\n;{]*\bfrom\s*)?|(\}\s*=\s*)?\brequire\(\s*)['"](?:@koa/|fastify-)?multer['"]`).Needs("multer")
	// placesUploads finds what may tell it a place: options that come from elsewhere too.
	placesUploads = pattern.New(`\bdest(?:ination)?\b|diskStorage|MulterModule|_handleFile|\bmulter\(\s*[^\s{)]|Files?Interceptor\((?:[^(){}]*,)\s*[^\s{)]|\.\.\.`)
)

// uploadsInMemory reports whether all of the program's uploads certainly stay in memory.
func uploadsInMemory(p *fixes.Pass, dir string) bool {
	found := false
	for _, name := range launch.SourcesIn(p, dir) {
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return false
		}
		if !ok {
			continue
		}
		if !takesUploads.Match(data) {
			if handsOnUploads(string(data)) {
				return false
			}
			continue
		}
		text := string(data)
		others := strings.ReplaceAll(text, "memoryStorage", "")
		if placesUploads.MatchString(text) || strings.Contains(others, "Storage(") || len(others) == len(text) && strings.Contains(others, "storage") {
			return false
		}
		found = true
	}
	return found && !p.Repo.Unread(dir)
}

// handsOnUploads reports whether a file that sets nothing up may let another one do so.
func handsOnUploads(text string) bool {
	for _, m := range namesUploads.FindAllStringSubmatch(text, -1) {
		if m[1] == "" && m[2] == "" || strings.Contains(text, "diskStorage") {
			return true
		}
	}
	return false
}
