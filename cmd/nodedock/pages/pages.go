// Package pages lets Linux back the start of Go's heap with huge pages.
//
// A check of one Dockerfile is over in a twentieth of a second and touches most
// of its heap once. Each first touch of a page of 4 KiB is a fault, which on a
// virtual machine takes longer than what is then written there; two pages of
// 2 MiB are two faults. The first chunk of the heap is advised when the package
// is initialised: its path sorts before those of most packages that allocate,
// and Go initialises packages that are ready in the order of their paths. Follow
// advises the next ones. A system that cannot do it refuses the advice, and
// nothing is different then.
package pages
