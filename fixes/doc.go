package fixes

// A Doc is a rule's page: the Markdown file beside the rule, taken apart. It
// feeds "explain", the pull request, the catalogue and the README's table.
type Doc struct {
	Title      string // the page's heading
	Summary    string // one sentence: what the rule finds
	Why        string // short paragraphs a busy reviewer believes
	Bad, Good  string // Dockerfile text; run as tests
	Safety     string // what the fix writes, how sure it is, when it holds back
	References []string
	Markdown   string // the whole page
}
