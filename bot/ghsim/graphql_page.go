package ghsim

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// connection answers a list with first, last, after and before.
func connection(items []node, args map[string]any) (any, error) {
	first, hasFirst := number(args["first"])
	last, hasLast := number(args["last"])
	if !hasFirst && !hasLast {
		return nil, &fieldError{"MISSING_PAGINATION_BOUNDARIES", "You must provide a `first` or `last` value to properly paginate the connection."}
	}
	if first > 100 || last > 100 {
		return nil, &fieldError{"EXCESSIVE_PAGINATION", "Requesting more than 100 records on the connection exceeds the limit."}
	}
	from, to := 0, len(items)
	if at, found := position(args["after"]); found {
		from = min(at+1, to)
	}
	if at, found := position(args["before"]); found {
		to = max(min(at, to), from)
	}
	if hasFirst {
		to = min(from+first, to)
	}
	if hasLast {
		from = max(to-last, from)
	}
	info := node{"__typename": "PageInfo", "hasNextPage": to < len(items), "hasPreviousPage": from > 0, "startCursor": nil, "endCursor": nil}
	if from < to {
		info["startCursor"], info["endCursor"] = cursor(from), cursor(to-1)
	}
	return node{"nodes": append([]node{}, items[from:to]...), "totalCount": len(items), "filteredCount": len(items), "pageInfo": info}, nil
}

// listing makes a resolver of a list that is costly to make.
func listing(items func(args map[string]any) []node) resolver {
	return func(args map[string]any) (any, error) { return connection(items(args), args) }
}

// fixed makes a resolver of a list.
func fixed(items []node) resolver { return listing(func(map[string]any) []node { return items }) }

func number(arg any) (int, bool) {
	switch n := arg.(type) {
	case int64:
		return int(n), true
	case int:
		return n, true
	case float64:
		return int(n), true
	}
	if n, err := strconv.Atoi(fmt.Sprint(arg)); err == nil {
		return n, true
	}
	return 0, false
}

func cursor(at int) string {
	return base64.StdEncoding.EncodeToString([]byte("cursor:" + strconv.Itoa(at)))
}

func position(arg any) (int, bool) {
	text, _ := arg.(string)
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) < len("cursor:") {
		return 0, false
	}
	at, err := strconv.Atoi(string(raw[len("cursor:"):]))
	return at, err == nil
}
