package credentials

import (
	"fmt"
	"path"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/ignores"
)

// envFile is a file with the variables of an environment, exampleEnv one that is there to be
// filled in.
var (
	envFile    = pattern.New(`^\.env(\.[a-z.-]+)?$`).Needs(".env")
	exampleEnv = pattern.New(`example|sample|template|dist\b|defaults?\b`).Needs("example", "sample", "template", "dist", "default")
)

// ReportEnvCopies reports files with environment variables that a shipped image gets by
// their names: those that give a secret a value, and those that Git keeps out of the
// repository.
func ReportEnvCopies(p *fixes.Pass) error {
	said := map[*dockerfile.Instruction]bool{}
	for _, t := range p.Shipped() {
		for _, m := range t.Chain.Steps {
			c, ok := p.ReadCopy(m)
			if !ok || !c.Context() || said[m.Instruction] || p.Context().Uncertain != "" {
				continue
			}
			for _, src := range c.Sources {
				why, err := envSecrets(p, src)
				if err != nil {
					return err
				}
				if why == "" {
					continue
				}
				said[m.Instruction] = true
				p.Report(fixes.Finding{
					Span: m.Span, Key: "environment " + src,
					Message:  fmt.Sprintf("%s, and this puts it into a layer of the image: whoever can pull it can read the values.", why),
					Withheld: "the program may read the file when it starts. Give the values to the container then (env_file or environment in compose, --env-file), and leave the file out",
				})
				break
			}
		}
	}
	return nil
}

// envSecrets says that a source of a copy is a file with secrets, "" when it is none.
func envSecrets(p *fixes.Pass, src string) (why string, err error) {
	name := path.Join(p.Context().Dir, path.Join("/", src))
	if base := path.Base(name); !envFile.MatchString(base) || exampleEnv.MatchString(base) || p.Ignored(name) {
		return "", nil
	}
	if data, ok, err := p.Repo.Read(name); err != nil || ok {
		if ignores.SetsSecret(string(data)) {
			return name + " gives a secret a value", err
		}
		return "", err
	}
	if by, err := p.Repo.GitIgnored(name); err != nil || by == "" {
		return "", err
	}
	return name + " is not in the repository, as one with secrets", nil
}
