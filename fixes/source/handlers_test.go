package source

import "testing"

func TestHandlers(t *testing.T) {
	t.Parallel()
	handlers, own := Handlers(`{ list.forEach(x => start(x)); process.on("SIGTERM", async () => { end() }); later(x => x.id); server.on("close", function done() { leave() }) }`)
	want := []Handler{{`process.on("SIGTERM",`, "{ end() }"}, {"later(", "x.id"}, {`server.on("close",`, "{ leave() }"}}
	if len(handlers) != len(want) {
		t.Fatalf("found %q", handlers)
	}
	for n := range want {
		if handlers[n].Body != want[n].Body || len(handlers[n].Call) < 5 {
			t.Errorf("handler %d is %q, want %q", n, handlers[n], want[n])
		}
	}
	if own != `{ list.forEach(x => start(x)); process.on("SIGTERM", async () => ); later(x => ); server.on("close", function done() ) }` {
		t.Errorf("without them it is %q", own)
	}
}

func TestRequires(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		`const a = f(); a.start()`:                true,
		`const a = f(); a?.start()`:               false,
		`const a = f(); if (a) a.start()`:         false,
		`const a = f(); a && a.start()`:           false,
		`const a = f(); if (!a) throw new Error`:  true,
		`if (!a) { log(); process.exit(1) } g(a)`: true,
		`g(a); b.a.start()`:                       false,
		`new a()`:                                 true,
	} {
		if got := Take([]byte(code)).Requires("a"); got != want {
			t.Errorf("%s: %v", code, got)
		}
	}
}
