//go:build !linux

package pages

// Follow does nothing where there is no such advice.
func Follow() (stop func()) { return func() {} }
