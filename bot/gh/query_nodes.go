package gh

import (
	"encoding/json"
	"strings"
)

// answer is what the one GraphQL query of a snapshot is answered with.
type answer struct {
	Repository *repositoryNode `json:"repository"`
	Owner      *struct {
		Policy *blobNode `json:"policy"`
	} `json:"owner"`
}

type repositoryNode struct {
	NameWithOwner    string    `json:"nameWithOwner"`
	IsArchived       bool      `json:"isArchived"`
	IsDisabled       bool      `json:"isDisabled"`
	IsFork           bool      `json:"isFork"`
	IsEmpty          bool      `json:"isEmpty"`
	DefaultBranchRef *refNode  `json:"defaultBranchRef"`
	Fixes            *refNode  `json:"fixes"`
	Digests          *refNode  `json:"digests"`
	FixesPulls       pullNodes `json:"fixesPulls"`
	DigestsPulls     pullNodes `json:"digestsPulls"`

	// blobs are the files asked for, by alias.
	blobs map[string]*blobNode
}

// complete reports whether the answer holds what was asked for. Some servers
// know GraphQL by half: what is left out must not be taken for absent.
func (r *repositoryNode) complete() bool {
	if r.IsEmpty {
		return true
	}
	whole := func(branch *refNode) bool {
		return branch == nil || branch.Target.OID != "" && branch.Target.Tree.OID != ""
	}
	return r.DefaultBranchRef != nil && r.FixesPulls.Nodes != nil && r.DigestsPulls.Nodes != nil &&
		whole(r.DefaultBranchRef) && whole(r.Fixes) && whole(r.Digests)
}

type refNode struct {
	Name   string `json:"name"`
	Target struct {
		OID  string `json:"oid"`
		Tree struct {
			OID string `json:"oid"`
		} `json:"tree"`
		History struct {
			Nodes []commitNode `json:"nodes"`
		} `json:"history"`
	} `json:"target"`
}

type commitNode struct {
	OID       string    `json:"oid"`
	Message   string    `json:"message"`
	Author    actorNode `json:"author"`
	Committer actorNode `json:"committer"`
	Parents   struct {
		Nodes []struct {
			OID string `json:"oid"`
		} `json:"nodes"`
	} `json:"parents"`
}

type actorNode struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	User  *struct {
		Login string `json:"login"`
	} `json:"user"`
}

type pullNodes struct {
	Nodes []pullNode `json:"nodes"`
}

type pullNode struct {
	Number            int       `json:"number"`
	State             string    `json:"state"`
	Title             string    `json:"title"`
	Body              string    `json:"body"`
	HeadRefOID        string    `json:"headRefOid"`
	HeadRefName       string    `json:"headRefName"`
	BaseRefName       string    `json:"baseRefName"`
	IsCrossRepository bool      `json:"isCrossRepository"`
	Author            *login    `json:"author"`
	Comments          textNodes `json:"comments"`
	Reviews           textNodes `json:"reviews"`
	ReviewThreads     struct {
		Nodes []threadNode `json:"nodes"`
	} `json:"reviewThreads"`
}

type threadNode struct {
	ID         string    `json:"id"`
	IsResolved bool      `json:"isResolved"`
	Comments   textNodes `json:"comments"`
}

type textNodes struct {
	Nodes []struct {
		Body   string `json:"body"`
		Author *login `json:"author"`
	} `json:"nodes"`
}

type login struct {
	Login string `json:"login"`
}

type blobNode struct {
	OID         string  `json:"oid"`
	Text        *string `json:"text"`
	IsTruncated bool    `json:"isTruncated"`
}

// UnmarshalJSON implements json.Unmarshaler: the aliases of blobs are not
// known beforehand.
func (r *repositoryNode) UnmarshalJSON(data []byte) error {
	type plain repositoryNode
	if err := json.Unmarshal(data, (*plain)(r)); err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	r.blobs = map[string]*blobNode{}
	for name, raw := range fields {
		if !strings.HasPrefix(name, blobAlias) {
			continue
		}
		b := new(blobNode)
		if err := json.Unmarshal(raw, b); err != nil {
			return err
		}
		r.blobs[name] = b
	}
	return nil
}
