// Package mounts finds what is laid over the image when it runs: volumes,
// folders of the host, claims of pods and the rights that come with them, in
// compose files, manifests, platforms, scripts and guides.
package mounts
