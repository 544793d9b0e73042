package ghsim

import (
	"encoding/base64"
	"strings"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

func getBlob(c *call) (answer, error) {
	id := git.ID(c.r.PathValue("sha"))
	data, found := c.repo.git.Blob(id)
	if !found {
		return answer{}, notFound
	}
	if strings.Contains(c.r.Header.Get("Accept"), ".raw") {
		return ok(raw(data))
	}
	return ok(obj{
		"sha": id, "node_id": "B_" + string(id), "size": len(data), "url": c.api("/repos/%s/git/blobs/%s", c.repo.fullName(), id),
		"content": wrapped(data), "encoding": "base64",
	})
}

// raw is a body that is sent as it is, not as JSON.
type raw []byte

// wrapped encodes bytes as GitHub does: base64 in lines of 60 characters.
func wrapped(data []byte) string {
	var b strings.Builder
	text := base64.StdEncoding.EncodeToString(data)
	for len(text) > 0 {
		n := min(60, len(text))
		b.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return b.String()
}

func createBlob(c *call) (answer, error) {
	var in struct {
		Content  *string `json:"content"`
		Encoding string  `json:"encoding"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Content == nil {
		return answer{}, refused(`Invalid request. "content" wasn't supplied.`)
	}
	if len(c.repo.refs) == 0 {
		return answer{}, &failure{status: 409, message: "Git Repository is empty."}
	}
	data := []byte(*in.Content)
	switch in.Encoding {
	case "", "utf-8":
	case "base64":
		var err error
		data, err = base64.StdEncoding.DecodeString(strings.ReplaceAll(*in.Content, "\n", ""))
		if err != nil {
			return answer{}, refused("content is not valid Base64")
		}
	default:
		return answer{}, refused("Invalid encoding.")
	}
	id := c.repo.git.PutBlob(data)
	return created(obj{"sha": id, "url": c.api("/repos/%s/git/blobs/%s", c.repo.fullName(), id)})
}
