// Package splits writes a single stage as two, one that builds and one that
// runs. It writes only where every instruction finds its place.
package splits
