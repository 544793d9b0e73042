// Package launch says what starts when a container starts: the command behind
// scripts, runners and package managers, the program's files and what reaches
// them. What cannot be followed is returned as unknown, so that a rule can
// hold back.
package launch
