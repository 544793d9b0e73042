// Package publish decides what has to be written to GitHub so that nodedock's
// branch and pull request say what the plan says.
//
// It is pure: Reconcile compares what is wanted with what is there and returns
// operations as data. GitHub is the record. What has to be remembered between
// two runs travels in hidden markers of the pull request, its reviews and
// comments, and in a trailer of our commits, so a lost database costs nothing
// and a run that was cut short is finished by the next one.
//
// No operation moves a ref other than by fast-forward, and none touches a
// branch whose head somebody else wrote.
package publish
