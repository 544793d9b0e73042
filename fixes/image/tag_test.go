package image

import "testing"

func TestSplitTag(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		version, suffix string
		precision       Precision
		major           int
		ok              bool
	}{
		"":                   {"", "", Moving, -1, true},
		"20":                 {"20", "", Major, 20, true},
		"20.11":              {"20.11", "", Minor, 20, true},
		"20.11.1":            {"20.11.1", "", Patch, 20, true},
		"20.11.1-alpine3.19": {"20.11.1", "alpine3.19", Patch, 20, true},
		"20-bookworm-slim":   {"20", "bookworm-slim", Major, 20, true},
		"lts":                {"lts", "", Moving, -1, true},
		"lts-alpine":         {"lts", "alpine", Moving, -1, true},
		"current-slim":       {"current", "slim", Moving, -1, true},
		"latest":             {"latest", "", Moving, -1, true},
		"alpine":             {"", "alpine", Moving, -1, true},
		"alpine3.19":         {"", "alpine3.19", Moving, -1, true},
		"slim":               {"", "slim", Moving, -1, true},
		"bookworm-slim":      {"", "bookworm-slim", Moving, -1, true},
		"iron":               {"iron", "", Major, 20, true},
		"krypton-alpine":     {"krypton", "alpine", Major, 24, true},
		"argon":              {"argon", "", Major, 4, true},
		"8-onbuild":          {"8", "onbuild", Major, 8, true},
		"v1.48.0-jammy":      {"", "v1.48.0-jammy", Moving, -1, false},
		"20-custom":          {"20", "custom", Major, 20, false},
		"20.1.2.3":           {"", "20.1.2.3", Moving, -1, false},
	}
	for written, want := range tests {
		tag, ok := SplitTag(written)
		major, _, _ := tag.Number()
		if tag.Version != want.version || tag.Suffix != want.suffix || tag.Precision() != want.precision || major != want.major || ok != want.ok {
			t.Errorf("%q is %+v, %s, major %d, %v; want %+v", written, tag, tag.Precision(), major, ok, want)
		}
		if tag.String() != written {
			t.Errorf("%q is written %q", written, tag)
		}
	}
}

func TestTagAtKeepsPrecisionAndSuffix(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag, version, want string
		ok                 bool
	}{
		{"20", "22.11.0", "22", true},
		{"20.11-alpine", "22.3.1", "22.3-alpine", true},
		{"20.11.1-alpine3.19", "20.12.0", "20.12.0-alpine3.19", true},
		{"iron-slim", "22.1.0", "22-slim", true},
		{"lts-alpine", "22.1.0", "lts-alpine", false},
		{"20.11.1", "22", "20.11.1", false},
		{"20", "lts", "20", false},
	} {
		tag, _ := SplitTag(c.tag)
		if got, ok := tag.At(c.version); got.String() != c.want || ok != c.ok {
			t.Errorf("%s at %s is %s, %v; want %s, %v", c.tag, c.version, got, ok, c.want, c.ok)
		}
	}
	if got := (Tag{"20", "alpine3.19"}).WithVersion("22").String(); got != "22-alpine3.19" {
		t.Errorf("WithVersion: %s", got)
	}
}

func TestTagSlim(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag, want string
		ok        bool
	}{
		{"20", "20-slim", true}, {"20-bookworm", "20-bookworm-slim", true}, {"", "slim", true}, {"bullseye", "bullseye-slim", true},
		{"20-slim", "20-slim", false}, {"20-bookworm-slim", "20-bookworm-slim", false}, {"20-alpine", "20-alpine", false}, {"8-onbuild", "8-onbuild", false},
	} {
		tag, _ := SplitTag(c.tag)
		if got, ok := tag.Slim(); got.String() != c.want || ok != c.ok {
			t.Errorf("%q is %s, %v; want %s, %v", c.tag, got, ok, c.want, c.ok)
		}
	}
}

func TestCodenamesAndNPM(t *testing.T) {
	t.Parallel()
	if Codename(20) != "iron" || Codename(23) != "" {
		t.Errorf("codenames: %q, %q", Codename(20), Codename(23))
	}
	if NPMMajor(14) != 6 || NPMMajor(22) != 10 || NPMMajor(99) != 0 {
		t.Error("npm majors are wrong")
	}
}
