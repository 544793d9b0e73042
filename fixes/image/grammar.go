package image

import (
	"fmt"
	"strings"
)

// The grammar of image references, as the distribution project defines it
// (https://pkg.go.dev/github.com/distribution/reference). The tests compare this
// reading of it with that module, which compiles its patterns when the program
// starts and so would cost every run a tenth of its time.

const (
	hub      = "docker.io"
	official = "library/"
	maxName  = 255 // of the path, in bytes
	maxTag   = 128
)

// normalize splits a name without tag and digest into its registry and its path
// there, which Docker Hub has short forms for.
func normalize(name string) (domain, path string, err error) {
	domain, path, found := strings.Cut(name, "/")
	switch {
	case !found:
		return normalize(hub + "/" + official + name)
	case domain == "index.docker.io":
		domain = hub
	case domain == "localhost", strings.ContainsAny(domain, ".:"), strings.ToLower(domain) != domain:
	default:
		domain, path = hub, name
	}
	if domain == hub && !strings.Contains(path, "/") {
		path = official + path
	}
	switch {
	case !isDomain(domain):
		return "", "", fmt.Errorf("%q is no registry", domain)
	case !isPath(path):
		return "", "", fmt.Errorf("%q is no name of an image", path)
	case len(path) > maxName:
		return "", "", fmt.Errorf("the name is longer than %d bytes", maxName)
	}
	return domain, path, nil
}

// isDomain reports whether s is a host, with a port or without.
func isDomain(s string) bool {
	host, port, hasPort := strings.Cut(s, ":")
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 2 || !all(s[1:end], isAddress) {
			return false
		}
		host, port, hasPort = "", "", end+1 < len(s)
		if hasPort && s[end+1] != ':' {
			return false
		}
		port = strings.TrimPrefix(s[end+1:], ":")
	} else {
		for label := range strings.SplitSeq(host, ".") {
			if label == "" || !all(label, isLabel) || label[0] == '-' || label[len(label)-1] == '-' {
				return false
			}
		}
	}
	return !hasPort || port != "" && all(port, isDigit)
}

// isPath reports whether s is made of components in lower case, joined by
// slashes.
func isPath(s string) bool {
	for component := range strings.SplitSeq(s, "/") {
		if component == "" || !all(component, isNameByte) || !isLowerAlnum(component[0]) || !isLowerAlnum(component[len(component)-1]) {
			return false
		}
		for separator := range strings.FieldsFuncSeq(component, func(r rune) bool { return isLowerAlnum(byte(r)) }) {
			if separator != "." && separator != "_" && separator != "__" && strings.Trim(separator, "-") != "" {
				return false
			}
		}
	}
	return true
}

func isTag(s string) bool {
	return s != "" && len(s) <= maxTag && s[0] != '.' && s[0] != '-' && all(s, func(c byte) bool { return isLabel(c) || c == '_' || c == '.' })
}

// isIdentifier reports whether s is the id of an image and so no name.
func isIdentifier(s string) bool {
	return len(s) == 64 && all(s, func(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' })
}

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool      { return c >= '0' && c <= '9' }
func isLowerAlnum(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'z' }
func isLabel(c byte) bool      { return isLowerAlnum(c) || c >= 'A' && c <= 'Z' || c == '-' }
func isNameByte(c byte) bool   { return isLowerAlnum(c) || c == '.' || c == '_' || c == '-' }
func isAddress(c byte) bool {
	return isDigit(c) || c == ':' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
