package ghsim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// page answers with the part of a list that was asked for, and links to the
// others.
func page[T any](c *call, items []T) (answer, error) {
	part, header := pageOf(c, items)
	return answer{body: part, header: header}, nil
}

func pageOf[T any](c *call, items []T) ([]T, http.Header) {
	query := c.r.URL.Query()
	size, number := atoi(query.Get("per_page"), 30), atoi(query.Get("page"), 1)
	size = min(max(size, 1), 100)
	number = max(number, 1)
	last := max((len(items)+size-1)/size, 1)
	link := func(rel string, page int) string {
		query.Set("page", strconv.Itoa(page))
		return fmt.Sprintf("<%s%s?%s>; rel=%q", c.origin(), c.path(), query.Encode(), rel)
	}
	var links []string
	if number > 1 {
		links = append(links, link("prev", min(number-1, last)), link("first", 1))
	}
	if number < last {
		links = append(links, link("next", number+1), link("last", last))
	}
	header := http.Header{}
	if len(links) > 0 {
		header.Set("Link", strings.Join(links, ", "))
	}
	start := min((number-1)*size, len(items))
	return append([]T{}, items[start:min(start+size, len(items))]...), header
}

// path is the path that was asked for, with the API's base.
func (c *call) path() string {
	path, _, _ := strings.Cut(c.r.RequestURI, "?")
	return or(path, c.r.URL.EscapedPath())
}

// origin is the scheme and host that the request came to.
func (c *call) origin() string {
	if c.r.TLS != nil {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

func atoi(s string, fallback int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return fallback
}
