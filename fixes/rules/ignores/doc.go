// Package ignores decides which lines a .dockerignore may be given: it looks
// for every use of what the line would leave out, and simulates the file for
// each Dockerfile that shares the build context.
package ignores
