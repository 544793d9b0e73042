package publish

import "fmt"

// An Op is one thing to write. Ops are carried out in order; each may use what
// those before it made: the commit of a Push, the number of an OpenPull.
type Op interface {
	fmt.Stringer
	op()
}

// Push makes a commit and moves the branch to it, by fast-forward only.
type Push struct {
	Branch string
	// Create makes the branch; else it is there and Parents[0] is its head.
	Create   bool
	Parents  []string
	BaseTree string
	Files    []File
	Message  string
}

// OpenPull opens the pull request. Marker.Head is filled in with the branch's
// head before the body is written.
type OpenPull struct {
	Branch, Base      string
	Title, Body       string
	Marker            Marker
	Draft             bool
	Labels, Reviewers []string
}

// EditPull writes the body, and what else is not "".
type EditPull struct {
	Number            int
	Title, Body, Base string
	Marker            Marker
	// Reopen opens a closed pull request with the same request.
	Reopen bool
	// KeepHead leaves Marker.Head as it is although the branch has another.
	KeepHead bool
}

// Review places comments in one review. Number is 0 for the pull request that
// was just opened.
type Review struct {
	Number int
	// Head is the commit the lines are of, "" for that of the Push before.
	Head     string
	Body     string
	Comments []Comment
}

// Resolve marks conversations as resolved: what they are about is gone. It is
// worth doing, and its failure is not worth a second try.
type Resolve struct {
	Number  int
	Threads []string
}

// Note leaves a comment that is made once per kind and pull request.
type Note struct {
	Number     int
	Kind, Body string
}

// ClosePull closes the pull request and notes in its marker that we did.
type ClosePull struct {
	Number int
	Body   string
	Marker Marker
}

// DeleteBranch deletes our branch if Head still is its head.
type DeleteBranch struct {
	Branch, Head string
}

func (Push) op()         {}
func (OpenPull) op()     {}
func (EditPull) op()     {}
func (Review) op()       {}
func (Resolve) op()      {}
func (Note) op()         {}
func (ClosePull) op()    {}
func (DeleteBranch) op() {}

func (o Push) String() string {
	kind := "commit to"
	switch {
	case o.Create:
		kind = "create"
	case len(o.Parents) > 1:
		kind = "merge the base into"
	}
	return fmt.Sprintf("%s %s (%d files)", kind, o.Branch, len(o.Files))
}

func (o OpenPull) String() string { return "open a pull request" }

func (o EditPull) String() string {
	if o.Reopen {
		return fmt.Sprintf("reopen #%d", o.Number)
	}
	return fmt.Sprintf("edit #%d", o.Number)
}

func (o Review) String() string { return fmt.Sprintf("review with %d comments", len(o.Comments)) }

func (o Resolve) String() string {
	return fmt.Sprintf("resolve %d conversations on #%d", len(o.Threads), o.Number)
}

func (o Note) String() string { return fmt.Sprintf("note %s on #%d", o.Kind, o.Number) }

func (o ClosePull) String() string { return fmt.Sprintf("close #%d", o.Number) }

func (o DeleteBranch) String() string { return "delete " + o.Branch }
