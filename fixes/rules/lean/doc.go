// Package lean decides whether a program runs on a leaner or newer base image:
// what its packages, scripts and steps need of the system, and which tags
// exist for it.
package lean
