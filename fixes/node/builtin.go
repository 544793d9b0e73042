package node

import "strings"

// Builtin reports whether a module is part of Node itself, so that no package is
// asked for it (nodejs.org/api, module.builtinModules).
func Builtin(module string) bool {
	name, rest, inside := strings.Cut(module, "/")
	return strings.HasPrefix(module, "node:") || builtins[name] && (!inside || builtinParts[rest])
}

var (
	builtins = set("assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http " +
		"http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder " +
		"sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib")
	// builtinParts are the modules below others: "fs/promises". "punycode/" and
	// "process/browser" are packages.
	builtinParts = set("promises web consumers posix win32 strict types")
)
