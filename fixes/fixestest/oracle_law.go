package fixestest

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/nodedock/nodedock/fixes"
)

// A conversion is what BuildKit makes of a Dockerfile before and after a plan.
type conversion struct {
	path          string
	before, after Converted
	err           error // of the text after the plan
}

// conversions are those of the Dockerfiles that the plan changes and that
// BuildKit converts as they were.
func (c *Case) conversions(plan *fixes.Plan) []conversion {
	var all []conversion
	for _, f := range plan.Files {
		if f.Created || !fixes.IsDockerfile(f.Path) {
			continue
		}
		before, err := Convert(f.Before, c.Images)
		if err != nil {
			continue
		}
		after, err := Convert(f.After, c.Images)
		all = append(all, conversion{f.Path, before, after, err})
	}
	return all
}

// oracle: what BuildKit converted before it converts after, without a check of
// BuildKit that was not there before.
func oracle(t *testing.T, c *Case, plan *fixes.Plan) {
	for _, f := range c.conversions(plan) {
		if f.err != nil {
			t.Errorf("oracle: BuildKit converts %s no longer: %v", f.path, f.err)
			continue
		}
		for name, n := range f.after.Warnings {
			if n > f.before.Warnings[name] {
				t.Errorf("oracle: BuildKit says %s of %s, which it did not before: %s", name, f.path, strings.Join(f.after.Texts, "; "))
			}
		}
	}
}

// finalConfig returns the configuration of the image that the plan's first
// Dockerfile makes after the plan, as the section want/config shows it.
func (c *Case) finalConfig(t *testing.T, plan *fixes.Plan) string {
	t.Helper()
	if len(plan.Dockerfiles) == 0 {
		return ""
	}
	data := applied(c.Files, plan)[plan.Dockerfiles[0]].Data
	converted, err := Convert(data, c.Images)
	if err != nil {
		return "does not convert: " + oneLine(err.Error()) + "\n"
	}
	return configText(converted.Config)
}

func configText(config ocispecs.ImageConfig) string {
	var b bytes.Buffer
	for _, line := range [][2]string{{"user", config.User}, {"workdir", config.WorkingDir}, {"entrypoint", words(config.Entrypoint)}, {"cmd", words(config.Cmd)}} {
		b.WriteString(strings.TrimSpace(line[0]+": "+line[1]) + "\n")
	}
	for _, e := range config.Env {
		if !strings.HasPrefix(e, "PATH=") {
			b.WriteString("env: " + e + "\n")
		}
	}
	return b.String()
}

func words(list []string) string {
	if list == nil {
		return ""
	}
	data, _ := json.Marshal(list) // strings always encode
	return string(data)
}
