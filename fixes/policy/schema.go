package policy

import (
	"bytes"
	"encoding/json"
)

// Schema returns the JSON Schema of policy files, for editors. It is made from
// the same table as the parser and covers the owner's file as well.
func Schema(rules []string) []byte {
	known := keys(rules)
	schema := objectSchema(append(known, lockedKey(known, rules)))
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["$id"] = "https://nodedock.github.io/schemas/nodedock.json"
	schema["title"] = "nodedock policy"
	schema["description"] = "What nodedock may do: .github/nodedock.yml in a repository, nodedock.yml in the owner's repository .github."
	schema["type"] = []any{"object", "null"}
	schema["$defs"] = map[string]any{"rule": ruleKind("").schema}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(schema) // maps, lists and strings always encode
	return b.Bytes()
}

// objectSchema is the schema of a mapping with these keys and no others.
func objectSchema(keys []key) map[string]any {
	properties := map[string]any{}
	for _, k := range keys {
		p := map[string]any{}
		for name, v := range k.kind.schema {
			p[name] = v
		}
		if k.help != "" {
			p["description"] = k.help
		}
		properties[k.name] = p
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}
