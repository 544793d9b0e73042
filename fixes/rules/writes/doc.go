// Package writes finds where a program writes while it runs: calls that write,
// packages that keep files, logs, uploads, databases and configured places. A
// path that cannot be worked out is an answer too.
package writes
