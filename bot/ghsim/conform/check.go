package conform

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// An Exchange is a request and its answer. Path has no API base.
type Exchange struct {
	Method, Path string
	Query        string
	Request      http.Header
	RequestBody  []byte
	Status       int
	Response     http.Header
	ResponseBody []byte
}

// Check says how the exchange differs from GitHub's description; nil: it does
// not. Failures that the description does not list are not judged.
func (s *Spec) Check(ctx context.Context, x Exchange) error {
	if strings.HasSuffix(x.Path, "/graphql") {
		return s.checkGraphQL(x.RequestBody)
	}
	op, values, found := s.match(x.Method, x.Path)
	if !found {
		return fmt.Errorf("%s %s: GitHub describes no such endpoint", x.Method, x.Path)
	}
	req, err := http.NewRequestWithContext(ctx, x.Method, "https://api.github.com"+x.Path+"?"+x.Query, bytes.NewReader(x.RequestBody))
	if err != nil {
		return err
	}
	req.Header = x.Request.Clone()
	if len(x.RequestBody) > 0 {
		req.Header.Set("Content-Type", "application/json") // GitHub takes any
	}
	in := &openapi3filter.RequestValidationInput{
		Request: req, PathParams: values,
		Route:   &routers.Route{Spec: s.doc, Path: op.path, PathItem: op.item, Method: op.method, Operation: op.operation},
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
	in.Options.WithCustomSchemaErrorFunc(func(err *openapi3.SchemaError) string {
		return fmt.Sprintf("%s: %s", strings.Join(err.JSONPointer(), "/"), err.Reason)
	})
	documented := op.operation.Responses.Status(x.Status) != nil
	if x.Status < 400 || !documented { // what GitHub refuses may well be wrong
		if err := openapi3filter.ValidateRequest(ctx, in); err != nil && x.Status < 400 {
			return fmt.Errorf("%s %s: request: %w", x.Method, x.Path, err)
		}
	}
	if !documented {
		if x.Status < 400 {
			return fmt.Errorf("%s %s: GitHub never answers %d here", x.Method, x.Path, x.Status)
		}
		return nil
	}
	if x.Status == http.StatusNotModified || !isJSON(x.Response) {
		return nil
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: x.Status, Header: x.Response, Options: in.Options}
	out.SetBodyBytes(x.ResponseBody)
	if err := openapi3filter.ValidateResponse(ctx, out); err != nil {
		return fmt.Errorf("%s %s: answer %d: %w", x.Method, x.Path, x.Status, err)
	}
	return nil
}

func isJSON(h http.Header) bool { return strings.HasPrefix(h.Get("Content-Type"), "application/json") }

// Handler passes requests to next, and what differs from GitHub's description
// to report. report may be called from several goroutines.
func (s *Spec) Handler(next http.Handler, report func(error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			report(fmt.Errorf("read request: %w", err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		copied := &copier{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(copied, r)
		x := Exchange{
			Method: r.Method, Path: strings.TrimPrefix(r.URL.EscapedPath(), "/api/v3"), Query: r.URL.RawQuery, Request: r.Header, RequestBody: body,
			Status: copied.status, Response: w.Header(), ResponseBody: copied.body.Bytes(),
		}
		if err := s.Check(context.WithoutCancel(r.Context()), x); err != nil {
			report(err)
		}
	})
}

// A copier keeps a copy of an answer that passes through.
type copier struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (c *copier) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *copier) Write(p []byte) (int, error) {
	c.body.Write(p)
	return c.ResponseWriter.Write(p)
}
