// Package deploy reads how the rest of the repository uses an image: the jobs
// of pipelines, pods, platforms, guides, compose services and Dockerfiles that
// build on it. It returns commands and texts with the file and line they come
// from; what follows for a fix is for the rules to say.
package deploy
