package ghsim

import (
	"net/http"
	"net/url"
	"strings"
)

// match finds the endpoint of a request and sets its path values. The first
// that fits wins; http.ServeMux would find GitHub's own paths ambiguous.
func match(r *http.Request) (route, bool) {
	path := strings.Split(r.URL.EscapedPath(), "/")
	for _, e := range endpoints {
		method, pattern, _ := strings.Cut(e.pattern, " ")
		if method != r.Method {
			continue
		}
		if values, fits := fit(strings.Split(pattern, "/"), path); fits {
			for name, value := range values {
				r.SetPathValue(name, value)
			}
			return e, true
		}
	}
	return route{}, false
}

// fit compares a path with a pattern, element by element. {name...} takes what
// is left, and {id}, {number} and {reaction} are numbers.
func fit(pattern, path []string) (map[string]string, bool) {
	values := make(map[string]string)
	for i, want := range pattern {
		name, is := strings.CutPrefix(want, "{")
		name = strings.TrimSuffix(name, "}")
		rest, takesRest := strings.CutSuffix(name, "...")
		switch {
		case i >= len(path):
			return nil, false
		case !is:
			if want != path[i] {
				return nil, false
			}
		case takesRest:
			value, err := url.PathUnescape(strings.Join(path[i:], "/"))
			values[rest] = value
			return values, err == nil
		default:
			value, err := url.PathUnescape(path[i])
			if err != nil || value == "" || isNumber(name) && strings.Trim(value, "0123456789") != "" {
				return nil, false
			}
			values[name] = value
		}
	}
	return values, len(pattern) == len(path)
}

func isNumber(name string) bool { return name == "id" || name == "number" || name == "reaction" }
