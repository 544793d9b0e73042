package node

import "strings"

// Builtin reports whether a module is part of Node itself, so that no package is
// asked for it (nodejs.org/api, module.builtinModules).
func Builtin(module string) bool {
	name, rest, _ := strings.Cut(strings.TrimPrefix(module, "node:"), "/")
	return strings.HasPrefix(module, "node:") || builtins[name] && (rest == "" || rest == "promises" || strings.Contains("web consumers posix win32 strict types", rest))
}

var builtins = map[string]bool{
	"assert": true, "async_hooks": true, "buffer": true, "child_process": true, "cluster": true, "console": true, "constants": true,
	"crypto": true, "dgram": true, "diagnostics_channel": true, "dns": true, "domain": true, "events": true, "fs": true, "http": true,
	"http2": true, "https": true, "inspector": true, "module": true, "net": true, "os": true, "path": true, "perf_hooks": true,
	"process": true, "punycode": true, "querystring": true, "readline": true, "repl": true, "stream": true, "string_decoder": true,
	"sys": true, "timers": true, "tls": true, "trace_events": true, "tty": true, "url": true, "util": true, "v8": true, "vm": true,
	"wasi": true, "worker_threads": true, "zlib": true,
}
