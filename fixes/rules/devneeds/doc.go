// Package devneeds decides whether the program, its build or anybody else
// needs dev dependencies in the image after the install.
package devneeds
