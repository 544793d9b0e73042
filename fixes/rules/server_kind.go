package rules

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/source"
)

// A serverKind is a way to start a server in Node, and how to stop it.
type serverKind struct {
	name string
	// packages are imported by programs of this kind, and one of calls or
	// constructs starts the server.
	packages, calls, constructs []string
	// stop is what to add, in one line; server is what it calls the server.
	stop string
}

const stopServer = `process.once("SIGTERM", () => server.close(() => process.exit(0)));`

// serverKinds are asked in turn: frameworks before what they are made of.
var serverKinds = []serverKind{
	{"NestJS", []string{"@nestjs/core"}, []string{"listen", "startAllMicroservices", "createMicroservice"}, nil, `app.enableShutdownHooks(); behind NestFactory.create(…)`},
	{"Fastify", []string{"fastify"}, []string{"listen"}, nil, `process.once("SIGTERM", () => app.close().then(() => process.exit(0)));`},
	{"hapi", []string{"@hapi/hapi", "hapi"}, []string{"start", "listen"}, nil, `process.once("SIGTERM", () => server.stop({ timeout: 10_000 }).then(() => process.exit(0)));`},
	{"Feathers", []string{"@feathersjs/express", "@feathersjs/koa"}, []string{"listen"}, nil, stopServer + ` with the server that app.listen() gives`},
	{"Next.js", []string{"next"}, []string{"listen"}, nil, stopServer + ` with the server that listen() returns`},
	{"gRPC", []string{"@grpc/grpc-js", "grpc"}, []string{"bindAsync", "bind"}, nil, `process.once("SIGTERM", () => server.tryShutdown(() => process.exit(0)));`},
	{"Hono", []string{"@hono/node-server"}, []string{"serve"}, nil, stopServer + ` with the server that serve() returns`},
	{"restify", []string{"restify"}, []string{"listen"}, nil, stopServer},
	{"Koa", []string{"koa"}, []string{"listen"}, nil, stopServer + ` with the server that app.listen() returns`},
	{"Express", []string{"express"}, []string{"listen"}, nil, stopServer + ` with the server that app.listen() returns`},
	{"Socket.IO", []string{"socket.io"}, []string{"listen"}, []string{"Server"}, `process.once("SIGTERM", () => io.close(() => process.exit(0)));`},
	{"WebSocket", []string{"ws"}, nil, []string{"WebSocketServer", "Server"}, `process.once("SIGTERM", () => { wss.clients.forEach((c) => c.close()); wss.close(() => process.exit(0)); });`},
	{"Polka", []string{"polka"}, []string{"listen"}, nil, `process.once("SIGTERM", () => app.server.close(() => process.exit(0)));`},
	{"Connect", []string{"connect"}, []string{"listen"}, nil, stopServer + ` with the server that app.listen() returns`},
	{"HTTP", []string{"http", "https", "http2"}, []string{"listen"}, nil, stopServer},
	{"TCP", []string{"net", "tls"}, []string{"listen"}, nil, stopServer},
}

// serverOf returns the kind of server that a program starts, nil for none.
func serverOf(p *source.Program) *serverKind {
	for n := range serverKinds {
		k := &serverKinds[n]
		if p.Imports(k.packages...) && (p.Calls(k.calls...) || p.Constructs(k.constructs...)) {
			return k
		}
	}
	return nil
}

// stoppers are packages that handle the signals of a shutdown, or frameworks
// that do so by themselves.
var stoppers = []string{
	"@godaddy/terminus", "http-terminator", "stoppable", "lightship", "close-with-grace", "death", "exit-hook", "async-exit-hook",
	"signal-exit", "node-cleanup", "hapi-pulse", "@stopcock/node", "shutdown-manager",
	"apollo-server", "@apollo/server", "apollo-server-express", "apollo-server-koa", "apollo-server-fastify", "sails", "moleculer",
	"@adonisjs/core", "@adonisjs/ignitor", "@loopback/core", "@loopback/rest", "@google-cloud/functions-framework", "@strapi/strapi", "@tsed/platform-http",
}

// stopsItself returns what in a program takes care of a shutdown, "" for
// nothing.
func stopsItself(p *source.Program) string {
	if file := p.Handles(); file != "" {
		return file
	}
	for _, name := range stoppers {
		if p.Imports(name) {
			return name
		}
	}
	for _, name := range p.Packages {
		if strings.Contains(name, "graceful") && name != "graceful-fs" {
			return name
		}
	}
	if p.Calls("enableShutdownHooks", "closeWithGrace", "createTerminus", "createHttpTerminator") {
		return "a call"
	}
	return ""
}
