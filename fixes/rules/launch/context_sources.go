package launch

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// FromContext returns what an instruction takes from the build context: the
// sources of a COPY or ADD, and those of the mounts of a RUN.
func FromContext(i *dockerfile.Instruction) []string {
	var out []string
	if i.Is("COPY", "ADD") && i.Flag("from") == nil && len(i.Args) > 1 {
		for _, src := range i.Args[:len(i.Args)-1] {
			out = append(out, src.Text)
		}
	}
	for _, f := range i.Flags {
		if f.Name != "mount" {
			continue
		}
		options := MountOptions(f.Value)
		if kind := options["type"]; (kind == "bind" || kind == "") && options["from"] == "" {
			out = append(out, options["source"]+options["src"])
		}
	}
	return out
}

// MountOptions takes the value of --mount apart.
func MountOptions(value string) map[string]string {
	options := map[string]string{}
	for _, part := range strings.Split(value, ",") {
		key, value, _ := strings.Cut(part, "=")
		options[strings.ToLower(key)] = value
	}
	return options
}
