package credentials

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/secret"
)

// loginFolder is a folder of logins.
var loginFolder = pattern.New(`^\.(ssh|aws|gnupg|kube)$`).Needs(".ssh", ".aws", ".gnupg", ".kube")

// ReportKeyCopies reports private keys and logins that are copied from the
// context into a layer.
func ReportKeyCopies(p *fixes.Pass) {
	for _, i := range p.File.Instructions {
		if !i.Is("COPY", "ADD") {
			continue
		}
		for _, src := range launch.FromContext(i) {
			if !loginFolder.MatchString(path.Base(path.Clean(src))) && !fixes.IsPrivateKey(src) {
				continue
			}
			data, ok, err := p.Repo.Read(path.Join(p.Context().Dir, path.Join("/", src)))
			_, _, _, token := secret.Token(string(data))
			if err == nil && ok && !token && endsInKey(src) {
				continue
			}
			f := fixes.Finding{
				Span: i.Span, Key: "key " + src,
				Message:  fmt.Sprintf("This puts %s into a layer of the image: whoever can pull it has the credential, even when a later step removes the file.", src),
				Withheld: "which step needs it is not certain. Give it to that step alone: RUN --mount=type=ssh with docker build --ssh default for git over SSH, else RUN --mount=type=secret",
			}
			if endsInKey(src) {
				f.Withheld = "what reads it is for you to say. Give it to the container when it starts, as a secret or a mounted file, or to the step that needs it with RUN --mount=type=secret"
			}
			if err == nil && ok && token {
				f.Severity = fixes.Error
				f.Message += " It is in the repository too: replace it."
			}
			p.Report(f)
			break
		}
	}
}

// serviceAccount finds the key of an account of Google Cloud
// (cloud.google.com/iam/docs/keys-create-delete).
var serviceAccount = pattern.New(`"private_key"\s*:\s*"-----BEGIN [A-Z ]*PRIVATE KEY-----\\n[\w+/=]{20}`).Needs("private_key")

// ReportAccountCopies reports keys of service accounts that are committed, and get into a layer with the folder
// that they lie in.
func ReportAccountCopies(p *fixes.Pass) error {
	said := map[string]bool{}
	for _, stage := range p.File.Stages {
		chain := p.Chain(stage)
		for _, m := range chain.Steps {
			c, ok := p.ReadCopy(m)
			if !ok || !chain.Own(m) || !c.Context() || p.Context().Uncertain != "" {
				continue
			}
			for _, src := range c.Sources {
				name, err := accountIn(p, path.Join(p.Context().Dir, path.Join("/", src)))
				if err != nil {
					return err
				}
				if name == "" || said[name] {
					continue
				}
				said[name] = true
				p.Report(fixes.Finding{
					Span: m.Span, Key: "account " + name, Severity: fixes.Error,
					Message:  fmt.Sprintf("This puts %s into a layer of the image: it is the key of a service account, which whoever can pull the image could use. It is in the repository too: replace it.", name),
					Withheld: "what reads it is for you to say. Keep it out by the ignore file, and give it to the container when it starts, as a secret or a mounted file",
				})
			}
		}
	}
	return nil
}

// accountIn returns the first key of a service account in a folder that gets into the build; "" for none,
// and for one that is there for tests.
func accountIn(p *fixes.Pass, dir string) (string, error) {
	if !p.Repo.IsDir(dir) {
		return "", nil
	}
	for _, name := range p.Repo.Under(dir) {
		if path.Ext(name) != ".json" || !fixes.IsPrivateKey(name) || forTests.MatchString(name) || p.Ignored(name) {
			continue
		}
		data, ok, err := p.Repo.Read(name)
		if err != nil {
			return "", err
		}
		if ok && strings.Contains(string(data), `"service_account"`) && serviceAccount.Match(data) {
			return name, nil
		}
	}
	return "", nil
}

// forTests finds files that tests and examples take for keys.
var forTests = pattern.New(`(?i)(?:^|[/._-])(?:tests?|fixtures?|mocks?|examples?|samples?|specs?|__\w+__|testdata|node_modules)(?:[/._-]|$)`)

// endsInKey reports whether a file is a key by the end of its name alone, as those of servers and
// accounts are.
func endsInKey(name string) bool {
	return slices.Contains([]string{".key", ".pem", ".json"}, path.Ext(name))
}

// ReportUnreadableMounts reports secrets that are mounted for a step whose user
// cannot read them: a mount belongs to root and is for root alone.
func ReportUnreadableMounts(p *fixes.Pass) {
	for _, stage := range p.File.Stages {
		chain := p.Chain(stage)
		for _, m := range chain.Steps {
			if !chain.Own(m) || !m.Is("RUN") {
				continue
			}
			user, known := launch.UserBefore(p, chain, m.Scene)
			if !known || user == "" || launch.MeansRoot(user) {
				continue
			}
			for n := range m.Flags {
				if why := unreadable(&m.Flags[n], user); why != "" {
					p.Report(fixes.Finding{Span: m.Span, Key: "unreadable " + m.Flags[n].Value, Message: why, Withheld: "which file the step reads, and as whom, is for you to say: mount it below the user's home folder (target=) and give it to the user (uid=)"})
				}
			}
		}
	}
}

// unreadable says why a user cannot read the file that a flag mounts, "" when
// nothing is in the way.
func unreadable(f *dockerfile.Flag, user string) string {
	id, file := mountedSecret(f)
	options := launch.MountOptions(f.Value)
	switch {
	case file == "" || strings.HasPrefix(file, "$") || strings.Contains(f.Value, "$"):
		return ""
	case strings.HasPrefix(file, "/root/"):
		return fmt.Sprintf("The secret %s is mounted at %s, and the step runs as %s, who may not enter /root and whose programs look elsewhere.", id, file, user)
	case options["uid"] == "" && options["mode"] == "" && options["gid"] == "":
		return fmt.Sprintf("The secret %s is mounted for root alone, and the step runs as %s, who may not read it.", id, user)
	}
	return ""
}
