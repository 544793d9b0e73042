package image

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ParseTable reads a Table from lines "REF DIGEST [index] [NAME=value …]", the
// form of the registry section of a test case. "REF unavailable" stands for a
// registry that does not answer. Empty lines and lines that begin with "#" are
// skipped.
//
// NAME=value words become the config's environment, except for those with a
// name in lower case: "user=…", "workdir=…", "entrypoint=…", "cmd=…",
// "shell=…" and "onbuild=…" (words joined by commas), "created=RFC3339",
// "platforms=linux/amd64,linux/arm64" and "manifest=linux/amd64@sha256:…",
// which says more of an index. An error names the line.
func ParseTable(s string) (Table, error) {
	t := Table{}
	for n, line := range strings.Split(s, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if err := t.add(fields); err != nil {
			return nil, fmt.Errorf("registry line %d: %w", n+1, err)
		}
	}
	return t, nil
}

// add puts one line of a table in.
func (t Table) add(fields []string) error {
	if len(fields) < 2 {
		return errors.New("want REF DIGEST")
	}
	ref, err := Parse(fields[0])
	if err != nil {
		return err
	}
	info, err := parseInfo(fields[1:])
	if err != nil {
		return err
	}
	if ref.Bare() {
		ref = ref.WithTag("latest")
	}
	t[ref.Familiar()] = info
	if info.Digest != "" { // a digest can be asked for by itself
		t[ref.WithDigest(info.Digest).WithoutTag().Familiar()] = info
	}
	for platform, d := range info.Manifests {
		t[ref.WithDigest(d).WithoutTag().Familiar()] = Info{Digest: d, Platforms: []string{platform}, Config: info.Config}
	}
	return nil
}

// parseInfo reads the words after the reference.
func parseInfo(words []string) (Info, error) {
	if words[0] == "unavailable" {
		if len(words) > 1 {
			return Info{}, errors.New("nothing may follow unavailable")
		}
		return Info{}, nil
	}
	digest, err := ParseDigest(words[0])
	if err != nil {
		return Info{}, err
	}
	info := Info{Digest: digest, Config: &Config{}}
	for _, word := range words[1:] {
		if err := info.set(word); err != nil {
			return Info{}, err
		}
	}
	slices.Sort(info.Platforms)
	info.Platforms = slices.Compact(info.Platforms)
	return info, nil
}

// set reads one word of a table's line.
func (i *Info) set(word string) (err error) {
	name, value, ok := strings.Cut(word, "=")
	switch {
	case word == "index":
		i.Index = true
	case !ok:
		return fmt.Errorf("%q: want index or NAME=value", word)
	case name == "platforms":
		i.Platforms = append(i.Platforms, strings.Split(value, ",")...)
	case name == "manifest":
		return i.setManifest(value)
	case name == "user":
		i.Config.User = value
	case name == "workdir":
		i.Config.WorkingDir = value
	case name == "entrypoint":
		i.Config.Entrypoint = strings.Split(value, ",")
	case name == "cmd":
		i.Config.Cmd = strings.Split(value, ",")
	case name == "shell":
		i.Config.Shell = strings.Split(value, ",")
	case name == "onbuild":
		i.Config.OnBuild = append(i.Config.OnBuild, strings.ReplaceAll(value, ",", " "))
	case name == "created":
		i.Config.Created, err = time.Parse(time.RFC3339, value)
	default:
		i.Config.Env = append(i.Config.Env, word)
	}
	return err
}

// setManifest reads "PLATFORM@DIGEST".
func (i *Info) setManifest(value string) error {
	platform, written, ok := strings.Cut(value, "@")
	if !ok {
		return fmt.Errorf("manifest %q: want PLATFORM@DIGEST", value)
	}
	digest, err := ParseDigest(written)
	if err != nil {
		return err
	}
	if i.Manifests == nil {
		i.Manifests = map[string]Digest{}
	}
	i.Manifests[platform] = digest
	i.Platforms = append(i.Platforms, platform)
	return nil
}
