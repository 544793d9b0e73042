// Package pid1 looks at the first process of a container: which program a
// shell or package manager stands before, whether it can be started without
// them, and where an init process goes.
package pid1
