// Package policy reads .github/nodedock.yml, the file in which people say what
// nodedock may do in their repositories.
//
// It is strict: a key, a rule or a value that it does not know is an error that
// names file, line and what was probably meant, because a policy that is not
// read as its author believes is worse than none. It does no I/O.
package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nodedock/nodedock/fixes"
)

// A Config is what one or two policy files say: what the rules do, and how the
// results are published.
type Config struct {
	// Fixes is the part that the engine needs.
	Fixes fixes.Policy
	// Publishing is the part that the bot needs.
	Publishing Publishing
	// Locked are the keys, as "user" or "rules.root-user", that a repository
	// cannot change. Only the owner's file may have them.
	Locked []string

	values              []value  // what the file set, in its order
	registries, allowed []string // the two keys that make Fixes.Registries
}

// Publishing says how results reach GitHub.
type Publishing struct {
	// Mode says whether pull requests are opened.
	Mode Mode
	// Single puts digest bumps into the same pull request as all else.
	Single bool
	// FailOn is the least severity at which a check run fails, 0 for never.
	FailOn fixes.Severity
	// Suggestions adds suggested changes to the reviews of others' pull requests.
	Suggestions       bool
	Labels, Reviewers []string
	Draft             bool
	// CommitPrefix stands before the subject of commits and titles: "build: ".
	CommitPrefix string
	// Schedule says how often a pull request may be opened or updated.
	Schedule Schedule
	// Forks lets nodedock work in repositories that are forks.
	Forks   bool
	Digests Digests
}

// Digests says how pinned digests are kept fresh.
type Digests struct {
	// Enabled proposes new digests of pinned images.
	Enabled bool
	// Pin adds digests to images that have none.
	Pin bool
	// MinAge is how long a new digest must have been stable; negative is the
	// server's own.
	MinAge   time.Duration
	Schedule Schedule
}

// Mode says how far nodedock goes in a repository.
type Mode string

const (
	ModeOff    Mode = "off"    // nothing is read
	ModeReport Mode = "report" // check runs only
	ModePR     Mode = "pr"     // check runs and pull requests
)

// Schedule says how often something happens at most.
type Schedule string

const (
	Always  Schedule = "always"
	Daily   Schedule = "daily"
	Weekly  Schedule = "weekly"
	Monthly Schedule = "monthly"
)

// Period returns the shortest time between two writes, 0 for any.
func (s Schedule) Period() time.Duration {
	switch s {
	case Daily:
		return 24 * time.Hour
	case Weekly:
		return 7 * 24 * time.Hour
	case Monthly:
		return 30 * 24 * time.Hour
	}
	return 0
}

// Default returns the policy of a repository that says nothing.
func Default() *Config {
	return &Config{Publishing: Publishing{
		Mode: ModePR, Schedule: Always,
		Digests: Digests{Enabled: true, Pin: true, MinAge: -1, Schedule: Always},
	}}
}

// An Error is what is wrong in a policy file, at its place.
type Error struct {
	Path         string
	Line, Column int // from 1, 0 when unknown
	Message      string
	// Others are what else is wrong in the file, behind this.
	Others []*Error
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Path, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Message)
}

// A value is one thing that a file sets, by its full key.
type value struct {
	key   string
	apply func(*Config)
}

// Merge returns the policy of a repository under that of its owner: what the
// repository's file says wins, except for keys that the owner has locked.
// Either may be nil.
func Merge(owner, repo *Config) *Config {
	merged := Default()
	if owner != nil {
		merged.Locked = slices.Clone(owner.Locked)
		merged.set(owner.values, nil)
	}
	if repo != nil {
		merged.set(repo.values, merged.Locked)
	}
	return merged
}

func (c *Config) set(values []value, locked []string) {
	for _, v := range values {
		if !isLocked(v.key, locked) {
			v.apply(c)
			c.values = append(c.values, v)
		}
	}
	c.Fixes.Registries = slices.Concat(c.registries, c.allowed)
}

// isLocked reports whether a key or one above it is locked.
func isLocked(key string, locked []string) bool {
	return slices.ContainsFunc(locked, func(l string) bool { return key == l || strings.HasPrefix(key, l+".") })
}

// Overridden lists the keys of the repository's file that the owner has locked,
// so that its authors can be told.
func Overridden(owner, repo *Config) []string {
	var keys []string
	if owner == nil || repo == nil {
		return nil
	}
	for _, v := range repo.values {
		if isLocked(v.key, owner.Locked) && !slices.Contains(keys, v.key) {
			keys = append(keys, v.key)
		}
	}
	return keys
}
