package ghsim

import (
	_ "embed"
	"net/http"
	"sync"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

//go:embed schema.graphql
var schemaText string

// Schema is the part of GitHub's GraphQL schema that is simulated.
var Schema = sync.OnceValue(func() *ast.Schema {
	return gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: schemaText})
})

// graphQL answers a GraphQL request. As on GitHub, what goes wrong inside a
// document is told in a list of errors, with status 200.
func graphQL(c *call) (answer, error) {
	var in struct {
		Query         string         `json:"query"`
		Variables     map[string]any `json:"variables"`
		OperationName string         `json:"operationName"`
	}
	if c.decode(&in) != nil || in.Query == "" {
		return answer{}, &failure{status: http.StatusBadRequest, message: "A query attribute must be specified and must be a string."}
	}
	doc, problems := gqlparser.LoadQueryWithRules(Schema(), in.Query, rules.NewDefaultRules())
	if problems != nil {
		return ok(obj{"errors": wrong(problems)})
	}
	op := doc.Operations.ForName(in.OperationName)
	if op == nil {
		return ok(obj{"errors": []obj{{"message": "No operation named \"" + in.OperationName + "\""}}})
	}
	variables, err := validator.VariableValues(Schema(), op, in.Variables)
	if err != nil {
		return ok(obj{"errors": []obj{{"message": err.Error()}}})
	}
	c.held.readOnly = op.Operation == ast.Query
	root := c.queryRoot()
	if op.Operation == ast.Mutation {
		root = c.mutationRoot()
	}
	x := &executor{schema: Schema(), variables: variables}
	out := obj{"data": x.object(root, op.SelectionSet, nil)}
	if len(x.errors) > 0 {
		out["errors"] = x.errors
	}
	return ok(out)
}

// wrong renders the errors of a document that is not valid.
func wrong(problems gqlerror.List) []obj {
	var out []obj
	for _, p := range problems {
		out = append(out, obj{"message": p.Message, "locations": p.Locations, "extensions": obj{"code": p.Rule}})
	}
	return out
}
