// Package startscript reads the shell scripts that an image starts, from the
// repository or as a RUN wrote them: whether they end in exec, handle signals
// and leave programs running. A script that cannot be read whole is said to be
// unknown, never guessed.
package startscript
