package gh

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/nodedock/nodedock/bot"
)

// blobAlias begins the alias of each file asked for.
const blobAlias = "blob"

const commitFields = `target { oid ... on Commit { tree { oid } history(first: 20) { nodes {
  oid message author { name email user { login } } committer { name email user { login } } parents(first: 2) { nodes { oid } }
} } } }`

const pullFields = `nodes { number state title body headRefOid headRefName baseRefName isCrossRepository author { login }
  comments(last: 30) { nodes { body author { login } } } reviews(last: 30) { nodes { body author { login } } }
  reviewThreads(last: 60) { nodes { id isResolved comments(first: 1) { nodes { body author { login } } } } } }`

// snapshotQuery asks for everything beside the list of files: flags, branches,
// pull requests, the owner's policy, and the files with these ids.
func snapshotQuery(oids []string) string {
	var q strings.Builder
	q.WriteString(`query Snapshot($owner: String!, $name: String!) {
repository(owner: $owner, name: $name) {
nameWithOwner isArchived isDisabled isFork isEmpty
defaultBranchRef { name target { oid ... on Commit { tree { oid } } } }
`)
	for _, lane := range []string{"fixes", "digests"} {
		fmt.Fprintf(&q, "%s: ref(qualifiedName: \"refs/heads/nodedock/%s\") { name %s }\n", lane, lane, commitFields)
		fmt.Fprintf(&q, "%sPulls: pullRequests(headRefName: \"nodedock/%s\", first: 5, orderBy: {field: CREATED_AT, direction: DESC}) { %s }\n", lane, lane, pullFields)
	}
	writeBlobs(&q, oids)
	q.WriteString("}\nowner: repository(owner: $owner, name: \".github\") { policy: object(expression: \"HEAD:nodedock.yml\") { oid ... on Blob { text isTruncated } } }\n}")
	return q.String()
}

// blobsQuery asks for files alone.
func blobsQuery(oids []string) string {
	var q strings.Builder
	q.WriteString("query Files($owner: String!, $name: String!) {\nrepository(owner: $owner, name: $name) {\nnameWithOwner\n")
	writeBlobs(&q, oids)
	q.WriteString("}\n}")
	return q.String()
}

func writeBlobs(q *strings.Builder, oids []string) {
	for n, oid := range oids {
		fmt.Fprintf(q, "%s%d: object(oid: %q) { oid ... on Blob { text isTruncated } }\n", blobAlias, n, oid)
	}
}

// errNoGraphQL is returned when the answer cannot be used and REST may do.
type errNoGraphQL struct{ reason string }

func (e *errNoGraphQL) Error() string { return "GraphQL: " + e.reason }

// query asks a question about a repository.
func (in *installation) query(ctx context.Context, repo bot.Repository, text string) (*answer, error) {
	base, err := in.app.base()
	if err != nil {
		return nil, err
	}
	body := map[string]any{"query": text, "variables": map[string]string{"owner": repo.Owner, "name": repo.Name}}
	req, err := in.client.NewRequest(http.MethodPost, graphQLURL(base), body)
	if err != nil {
		return nil, err
	}
	var got struct {
		Data   *answer `json:"data"`
		Errors []struct {
			Type    string `json:"type"`
			Message string `json:"message"`
			Path    []any  `json:"path"`
		} `json:"errors"`
	}
	resp, err := in.client.Do(ctx, req, &got)
	if err != nil {
		return nil, typed("query "+repo.FullName(), err)
	}
	for _, e := range got.Errors {
		switch {
		case strings.HasPrefix(e.Type, "RATE_LIMIT"), got.Data == nil && speaksOfLimit(e.Message):
			// GraphQL answers with 200 even then, and names the type in two ways or,
			// for its secondary limit, not at all.
			until, _ := toldLimit(resp.Response, in.app.now())
			return nil, in.limits.stop(in.id, until, in.app.now())
		case len(e.Path) > 0 && e.Path[0] == "owner":
			// There is no repository ".github", or we may not see it.
		case got.Data == nil || got.Data.Repository == nil, len(e.Path) > 0:
			return nil, &errNoGraphQL{e.Message}
		}
	}
	if got.Data == nil || got.Data.Repository == nil {
		return nil, &errNoGraphQL{"the answer holds no repository"}
	}
	return got.Data, nil
}
