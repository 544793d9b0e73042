package main

import (
	"fmt"
	"time"
)

// progressDelay is how long a command may be silent on a terminal.
const progressDelay = 700 * time.Millisecond

// progress shows on a terminal, from progressDelay on, that work goes on. The
// returned function ends it and removes the line.
func (p *program) progress(f *folder) (stop func()) {
	if !terminal(p.stderr) {
		return func() {}
	}
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		shown := false
		for tick := time.NewTimer(progressDelay); ; tick.Reset(200 * time.Millisecond) {
			select {
			case <-quit:
				tick.Stop()
				if shown {
					fmt.Fprint(p.stderr, "\r\x1b[K")
				}
				return
			case <-tick.C:
				shown = true
				fmt.Fprintf(p.stderr, "\r\x1b[Knodedock: read %d files and folders…", f.opened.Load())
			}
		}
	}()
	return func() { close(quit); <-gone }
}
