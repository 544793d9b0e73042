// Package installs decides how the install of an image may be changed: whether
// the lockfile is there, fits and is read by the package manager at hand, and
// what else uses what is installed.
package installs
