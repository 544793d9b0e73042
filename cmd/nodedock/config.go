package main

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"

	"github.com/nodedock/nodedock/bot/registry"
)

// A secret is a text that is never printed.
type secret string

func (secret) String() string               { return "[redacted]" }
func (secret) GoString() string             { return "[redacted]" }
func (secret) LogValue() slog.Value         { return slog.StringValue("[redacted]") }
func (secret) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// config is the configuration of serve. Nothing else reads the environment.
// The tag about is the variable's line in the README; missing stands in place
// of a default there.
type config struct {
	AppID          int64         `env:"GITHUB_APP_ID" about:"the App's id" missing:"required"`
	PrivateKey     secret        `env:"GITHUB_APP_PRIVATE_KEY" about:"the App's RSA private key, PEM; line breaks may be written \\n" missing:"this or the next is required"`
	PrivateKeyFile string        `env:"GITHUB_APP_PRIVATE_KEY_FILE" about:"a file that holds the private key"`
	WebhookSecret  secret        `env:"GITHUB_WEBHOOK_SECRET" about:"the webhook's secret; several, comma-separated, while it is being changed" missing:"required"`
	APIURL         string        `env:"GITHUB_API_URL,default=https://api.github.com/" about:"REST base; GitHub Enterprise Server: https://HOST/api/v3/"`
	Addr           string        `env:"NODEDOCK_ADDR,default=:8080" about:"listen address"`
	AdminAddr      string        `env:"NODEDOCK_ADMIN_ADDR" about:"where /metrics and the status page listen; empty: on NODEDOCK_ADDR"`
	DatabaseURL    secret        `env:"DATABASE_URL,default=sqlite:nodedock.db" about:"the job queue and its state: sqlite:PATH or postgres://…"`
	Mirrors        string        `env:"NODEDOCK_REGISTRY_MIRRORS" about:"HOST=URL,…: where to ask for images of HOST, such as docker.io=http://127.0.0.1:5000"`
	DigestInterval time.Duration `env:"NODEDOCK_DIGEST_INTERVAL,default=24h" about:"how often pinned digests are compared with their tags; 0: never"`
	DigestMinAge   time.Duration `env:"NODEDOCK_DIGEST_MIN_AGE,default=72h" about:"how long a tag's new digest must have been stable before it is proposed"`
	PRsPerHour     int           `env:"NODEDOCK_PRS_PER_HOUR,default=20" about:"new pull requests an hour per installation; 0: no limit"`
	SweepInterval  time.Duration `env:"NODEDOCK_SWEEP_INTERVAL,default=5m" about:"how often missed webhook deliveries are looked for and redelivered; 0: never"`
	LogFormat      string        `env:"NODEDOCK_LOG_FORMAT,default=json" about:"json or text"`
	BuildKitHost   string        `env:"BUILDKIT_HOST" about:"a BuildKit daemon that proves fixes; empty: no proof. This version builds none yet and says so in its log"`

	// set by check
	key     *rsa.PrivateKey
	secrets [][]byte
	mirrors registry.Mirrors
}

// readConfig reads and checks the configuration. Space around a value does not
// count, and an empty variable is one that is not set, as in a line of an
// environment file that was left open. The error has one line for each problem,
// which names the variable and never a secret.
func readConfig(env []string) (*config, error) {
	variables := map[string]string{}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		if value = strings.TrimSpace(value); value != "" {
			variables[name] = value
		} else {
			delete(variables, name)
		}
	}
	c := new(config)
	problems := c.fill(envconfig.MapLookuper(variables))
	reported := map[string]bool{}
	for _, p := range problems {
		reported[subject(p)] = true
	}
	for _, p := range c.check() {
		if !reported[subject(p)] {
			problems = append(problems, p)
		}
	}
	return c, errors.Join(problems...)
}

// subject returns the variable that a problem begins with.
func subject(problem error) string {
	name, _, _ := strings.Cut(problem.Error(), ":")
	return name
}

// fill reads the variables one by one, so that every one that cannot be read
// is reported.
func (c *config) fill(variables envconfig.Lookuper) (problems []error) {
	all := reflect.ValueOf(c).Elem()
	for _, field := range configFields() {
		one := reflect.New(reflect.StructOf([]reflect.StructField{field}))
		err := envconfig.ProcessWith(context.Background(), &envconfig.Config{Target: one.Interface(), Lookuper: variables})
		name := variableOf(field)
		if err != nil {
			value, _ := variables.Lookup(name)
			problems = append(problems, fmt.Errorf("%s: %q is not %s", name, value, kindOf(field.Type)))
			continue
		}
		all.FieldByIndex(field.Index).Set(one.Elem().Field(0))
	}
	return problems
}

// configFields returns the fields that are variables, in order.
func configFields() []reflect.StructField {
	var fields []reflect.StructField
	for field := range reflect.TypeFor[config]().Fields() {
		if field.IsExported() {
			fields = append(fields, field)
		}
	}
	return fields
}

func variableOf(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("env"), ",")
	return name
}

func kindOf(t reflect.Type) string {
	if t == reflect.TypeFor[time.Duration]() {
		return "a duration such as 5m or 24h"
	}
	return "a whole number"
}

// check looks at the values together and derives what serve works with.
func (c *config) check() (problems []error) {
	problem := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf(name+": "+format, args...))
	}
	if c.AppID <= 0 {
		problem("GITHUB_APP_ID", "the App's id is required, a positive number")
	}
	var err error
	if c.key, err = c.privateKey(); err != nil {
		problems = append(problems, err)
	}
	for one := range strings.SplitSeq(string(c.WebhookSecret), ",") {
		if one = strings.TrimSpace(one); one != "" {
			c.secrets = append(c.secrets, []byte(one))
		}
	}
	if len(c.secrets) == 0 {
		problem("GITHUB_WEBHOOK_SECRET", "the webhook's secret is required: without it anybody could send deliveries")
	}
	if u, err := url.Parse(c.APIURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		problem("GITHUB_API_URL", "it must be an absolute http or https URL")
	}
	if d := string(c.DatabaseURL); !strings.HasPrefix(d, "sqlite:") && !strings.HasPrefix(d, "postgres://") && !strings.HasPrefix(d, "postgresql://") {
		problem("DATABASE_URL", "it must begin with sqlite: or postgres://")
	}
	if c.mirrors, err = registry.ParseMirrors(c.Mirrors); err != nil {
		problem("NODEDOCK_REGISTRY_MIRRORS", "%v", err)
	}
	for name, d := range map[string]time.Duration{
		"NODEDOCK_DIGEST_INTERVAL": c.DigestInterval, "NODEDOCK_DIGEST_MIN_AGE": c.DigestMinAge, "NODEDOCK_SWEEP_INTERVAL": c.SweepInterval,
	} {
		if d < 0 {
			problem(name, "%q is negative", d)
		}
	}
	if c.PRsPerHour < 0 {
		problem("NODEDOCK_PRS_PER_HOUR", "%d is negative", c.PRsPerHour)
	}
	if c.LogFormat != "json" && c.LogFormat != "text" {
		problem("NODEDOCK_LOG_FORMAT", "%q is neither json nor text", c.LogFormat)
	}
	return problems
}

// ConfigTable returns the configuration as the README shows it, in Markdown.
func ConfigTable() string {
	var b strings.Builder
	b.WriteString("| variable | meaning | default |\n| --- | --- | --- |\n")
	for _, field := range configFields() {
		name, options, _ := strings.Cut(field.Tag.Get("env"), ",")
		value := field.Tag.Get("missing")
		if d, ok := strings.CutPrefix(options, "default="); ok {
			value = "`" + d + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, field.Tag.Get("about"), value)
	}
	return b.String()
}
