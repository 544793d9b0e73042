package fixes

import (
	"io/fs"

	"github.com/nodedock/nodedock/fixes/text"
)

// A Plan is what the engine makes of a repository: plain data, the same for the
// same input.
type Plan struct {
	Repo, SHA string
	// Dockerfiles are the paths that were looked at, sorted.
	Dockerfiles []string
	// Findings are what was found, by path, line and registry order. Their
	// positions are those of the original files.
	Findings []Outcome
	// Steps are the fixes that were applied, in the order they were made.
	Steps []Step
	// Files are the files that the steps change, by path.
	Files []FileChange
	// Skipped are rules and files that were set aside, with the reason.
	Skipped []Skip
	// Errors are files that could not be read as what they should be.
	Errors []FileError
	// Inputs are the files and images that the plan depends on.
	Inputs []Input
	// Images are the images that the Dockerfiles name, as they were before any
	// fix, in file order.
	Images []ImageUse
	// Unanswered are the image references that a registry was asked about and
	// said nothing: what depends on them is left for another time.
	Unanswered []string
	// Unread are those whose digest is known and about which more was asked,
	// their configuration or the tags beside them, and nothing was said.
	Unread []string
}

// An Outcome is a finding and what became of it.
type Outcome struct {
	Finding
	Practice   int
	Start, End text.Position // in the original file; zero when the place is new
	Source     string        // the original line at Start, its secrets masked
	// Fixed reports whether a step of the plan took care of it.
	Fixed bool
	// FixedBy is the rule whose step did when that is another one.
	FixedBy string
	// FixedAt is the Dockerfile that step was made for when that is another one:
	// several share an ignore file.
	FixedAt string
	// ID is the same in later plans as long as the rule, the file and the
	// text found are the same, wherever the text has moved.
	ID string
}

// A Step is one applied fix.
type Step struct {
	Rule          string
	Practice      int
	Severity      Severity
	Path          string // of the finding
	Message       string
	Title         string
	Notes         []string
	Applicability Applicability
	// ID is that of the finding.
	ID string
	// Places are the lines the step wrote, in the final text of each file
	// that it changed.
	Places []Place
	// Original is where the finding stood in the original file.
	Original text.Position
	// Bump is the image that the step moves to another digest, nil for none.
	Bump *Bump
}

// A Place is a range of lines in the final text of a file, from 1. First is 0
// when the step's lines are gone from the final text.
type Place struct {
	Path        string
	First, Last int
	// Before and After are the step's lines as they were and as it left them,
	// their secrets masked.
	Before, After string
}

// A FileChange is the whole change of one file.
type FileChange struct {
	Path    string
	Before  []byte // nil for a new file
	After   []byte
	Mode    fs.FileMode
	Created bool
}

// A Skip is a rule or a file that was set aside.
type Skip struct {
	Path   string
	Rule   string // "" when the whole file was left alone
	Reason string
	// ID is that of the finding that could not be judged, "" when it is not
	// about a single one.
	ID string
}

// A FileError is a file that is not what it should be.
type FileError struct {
	Path    string
	Line    int // 0 when unknown
	Message string
}

// An Input is something that a plan was made from: a file with the hash of its
// content ("" when it was absent), or an image reference with its digest.
type Input struct {
	Kind  InputKind
	Name  string
	Value string
}

// InputKind says what an Input is.
type InputKind string

const (
	FileInput  InputKind = "file"
	ImageInput InputKind = "image"
)
