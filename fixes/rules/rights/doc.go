// Package rights decides whether a program can leave root: what it asks of
// root, which files belong to whom, and the lines that hand over what it
// writes.
package rights
