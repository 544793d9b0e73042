package gh

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/nodedock/nodedock/bot"
)

// rankBatch is how many repositories one query asks about.
const rankBatch = 100

// rank sorts repositories by a cheap estimate of what is to be gained: a Node
// project with a Dockerfile at its root before one with a Dockerfile alone,
// without an ignore file before with one, pushed to lately before long ago. Where
// GitHub does not tell, the order stays as it is.
func (in *installation) rank(ctx context.Context, repos []bot.Repository, pushed map[int64]time.Time) []bot.Repository {
	if len(repos) < 2 {
		return repos
	}
	worth := map[int64]gain{}
	for batch := range slices.Chunk(repos, rankBatch) {
		list, err := in.gains(ctx, batch)
		if err != nil {
			return repos
		}
		for n, r := range batch {
			worth[r.ID] = list[fmt.Sprint("r", n)]
		}
	}
	slices.SortStableFunc(repos, func(a, b bot.Repository) int {
		return cmp.Or(cmp.Compare(worth[b.ID].score(), worth[a.ID].score()), pushed[b.ID].Compare(pushed[a.ID]))
	})
	return repos
}

// gain is what is known of a repository without reading it.
type gain struct {
	Dockerfile, Manifest, Ignore *struct{}
}

func (g gain) score() (n int) {
	if g.Dockerfile == nil {
		return 0
	}
	n = 1
	if g.Manifest != nil {
		n += 2
	}
	if g.Ignore == nil {
		n++
	}
	return n
}

// gains asks about a batch of repositories; the answers are named r0, r1, …
func (in *installation) gains(ctx context.Context, repos []bot.Repository) (map[string]gain, error) {
	base, err := in.app.base()
	if err != nil {
		return nil, err
	}
	var q strings.Builder
	q.WriteString("query Gains {\n")
	for n, r := range repos {
		fmt.Fprintf(&q, "r%d: repository(owner: %s, name: %s) {", n, quoted(r.Owner), quoted(r.Name))
		for alias, path := range map[string]string{"dockerfile": "Dockerfile", "manifest": "package.json", "ignore": ".dockerignore"} {
			fmt.Fprintf(&q, " %s: object(expression: %s) { __typename }", alias, quoted("HEAD:"+path))
		}
		q.WriteString(" }\n")
	}
	q.WriteString("}")
	req, err := in.client.NewRequest(http.MethodPost, graphQLURL(base), map[string]any{"query": q.String()})
	if err != nil {
		return nil, err
	}
	var answer struct{ Data map[string]gain }
	if _, err := in.client.Do(ctx, req, &answer); err != nil {
		return nil, typed("estimate what is to be gained", err)
	}
	return answer.Data, nil
}

// quoted returns a GraphQL string.
func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}
