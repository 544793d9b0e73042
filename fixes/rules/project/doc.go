// Package project holds what a package.json and its scripts say: which
// packages a command needs, what the scripts run, and where the other packages
// of a workspace lie. It knows nothing of images and stages; what an image
// starts is for package launch.
package project
