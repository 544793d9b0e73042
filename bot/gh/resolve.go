package gh

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/nodedock/nodedock/bot/publish"
)

// resolve marks conversations as resolved, all in one request. Only GraphQL can;
// where it does not, they stay as they are.
func (w *writer) resolve(ctx context.Context, o publish.Resolve) error {
	base, err := w.app.base()
	if err != nil {
		return err
	}
	var q strings.Builder
	q.WriteString("mutation Resolve {\n")
	for n, id := range o.Threads {
		fmt.Fprintf(&q, "thread%d: resolveReviewThread(input: {threadId: %q}) { thread { isResolved } }\n", n, id)
	}
	q.WriteString("}")
	req, err := w.client.NewRequest(http.MethodPost, graphQLURL(base), map[string]any{"query": q.String()})
	if err != nil {
		return err
	}
	_, err = w.client.Do(ctx, req, nil)
	if err = typed("resolve conversations", err); noGraphQL(err) {
		return nil
	}
	return err
}
