package source

import (
	"bytes"
	"encoding/json"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// UnmarshalJSONC reads JSON with comments and trailing commas, as tsconfig.json
// is written.
func UnmarshalJSONC(src []byte, v any) error {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(src, 0) >= 0 {
		return json.Unmarshal(src, v)
	}
	l := js.NewLexer(parse.NewInputBytes(bytes.Clone(src)))
	var out bytes.Buffer
	comma := false
	for {
		kind, data := l.Next()
		if kind == js.ErrorToken {
			break
		}
		if blank(kind) {
			continue
		}
		if comma && kind != js.CloseBraceToken && kind != js.CloseBracketToken {
			out.WriteByte(',')
		}
		if comma = kind == js.CommaToken; !comma {
			out.Write(data)
		}
	}
	return json.Unmarshal(out.Bytes(), v)
}
