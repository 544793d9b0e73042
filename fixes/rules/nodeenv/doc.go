// Package nodeenv looks for what NODE_ENV=production would change: branches,
// tables, settings and names in the program's code, its packages and whoever
// starts it.
package nodeenv
