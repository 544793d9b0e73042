package builds

import (
	"path"
	"strings"
)

// composeEnv answers a compose variable from the ".env" beside the file.
func (f *finder) composeEnv(file *composeFile) func(string) (string, bool) {
	return func(name string) (string, bool) {
		if file.env == nil {
			file.env = map[string]string{}
			if data, ok, err := f.open(path.Join(path.Dir(file.path), ".env")); ok && err == nil {
				file.env = parseEnv(string(data))
			}
		}
		text, known := file.env[name]
		return text, known
	}
}

// parseEnv reads NAME=value lines.
func parseEnv(src string) map[string]string {
	env := map[string]string{}
	for line := range strings.Lines(src) {
		name, text, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if ok && !strings.HasPrefix(name, "#") {
			env[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(text), `"'`)
		}
	}
	return env
}
