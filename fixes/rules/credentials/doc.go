// Package credentials finds secrets that a build leaves in its image, and
// writes the mounts that take their place, with the lines that callers have to
// change.
package credentials
