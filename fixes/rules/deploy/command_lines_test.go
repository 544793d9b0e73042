package deploy

import (
	"strings"
	"testing"
)

func TestOnOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"docker run \\\n  shop":                           "docker run    shop",
		"IMAGE=acme/shop\ndocker run $IMAGE":              "IMAGE=acme/shop\ndocker run acme/shop",
		"R ?= acme\nI := $(R)/shop\n\tdocker run $(I)":    "R ?= acme\nI := acme/shop\n\tdocker run acme/shop",
		"A=$B\nB=$A\ndocker run $A":                       "A=$B\nB=$A\ndocker run $A",
		"docker run -v $PWD:/data ${{ env.IMAGE }}":       "docker run -v $PWD:/data ${{env.IMAGE}}",
		"IMAGE=acme/shop\necho $IMAGE":                    "IMAGE=acme/shop\necho $IMAGE",
		"export IMAGE='acme/shop'\npodman run \"$IMAGE\"": "export IMAGE='acme/shop'\npodman run \"acme/shop\"",
	} {
		if got := OnOneLine(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// What a repository writes must not grow without bounds.
func TestOnOneLineStaysSmall(t *testing.T) {
	t.Parallel()
	text := "A=" + strings.Repeat("$B", 50) + "\nB=" + strings.Repeat("x", 100) + "\n" + strings.Repeat("docker $A ", 10_000)
	if got := len(OnOneLine(text)); got > len(text)*maxValue {
		t.Errorf("%d bytes became %d", len(text), got)
	}
}
