package conform

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// parseSchema reads GitHub's GraphQL schema. As published it may name a field
// of a type twice, which is not allowed: the first counts.
func parseSchema(text string) (*ast.Schema, error) {
	doc, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: "github.graphql", Input: text})
	if err != nil {
		return nil, err
	}
	for _, d := range doc.Definitions {
		seen := make(map[string]bool)
		d.Fields = slices.DeleteFunc(d.Fields, func(f *ast.FieldDefinition) bool {
			again := seen[f.Name]
			seen[f.Name] = true
			return again
		})
	}
	return validator.ValidateSchemaDocument(doc)
}

// checkGraphQL validates the document of a GraphQL request and its variables.
func (s *Spec) checkGraphQL(body []byte) error {
	var in struct {
		Query         string         `json:"query"`
		Variables     map[string]any `json:"variables"`
		OperationName string         `json:"operationName"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return fmt.Errorf("GraphQL request: %w", err)
	}
	doc, problems := gqlparser.LoadQueryWithRules(s.Schema, in.Query, rules.NewDefaultRules())
	if problems != nil {
		return fmt.Errorf("GraphQL document: %w", problems)
	}
	op := doc.Operations.ForName(in.OperationName)
	if op == nil {
		return fmt.Errorf("GraphQL request: no operation %q", in.OperationName)
	}
	if _, err := validator.VariableValues(s.Schema, op, in.Variables); err != nil {
		return fmt.Errorf("GraphQL variables: %w", err)
	}
	return nil
}

// CheckSchema says where a schema is not a part of GitHub's: a type, field,
// argument or enum value that GitHub does not have, or has with another type.
func (s *Spec) CheckSchema(part *ast.Schema) []error {
	var wrong []error
	for name, d := range part.Types {
		theirs := s.Schema.Types[name]
		if d.BuiltIn || theirs == nil {
			if theirs == nil {
				wrong = append(wrong, fmt.Errorf("type %s: GitHub has none", name))
			}
			continue
		}
		for _, f := range d.Fields {
			wrong = append(wrong, checkField(name, f, theirs.Fields.ForName(f.Name))...)
		}
		for _, v := range d.EnumValues {
			if theirs.EnumValues.ForName(v.Name) == nil {
				wrong = append(wrong, fmt.Errorf("enum %s: GitHub has no %s", name, v.Name))
			}
		}
	}
	return wrong
}

func checkField(on string, f, theirs *ast.FieldDefinition) []error {
	if theirs == nil || f.Type.String() != theirs.Type.String() {
		return []error{fmt.Errorf("field %s.%s %v: GitHub has it not, or with another type", on, f.Name, f.Type)}
	}
	var wrong []error
	for _, a := range f.Arguments {
		if b := theirs.Arguments.ForName(a.Name); b == nil || a.Type.String() != b.Type.String() {
			wrong = append(wrong, fmt.Errorf("argument %s of %s.%s: GitHub has it not, or with another type", a.Name, on, f.Name))
		}
	}
	return wrong
}
