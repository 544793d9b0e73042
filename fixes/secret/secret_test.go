package secret_test

import (
	"strings"
	"testing"

	"github.com/nodedock/nodedock/fixes/secret"
)

func TestNameKnowsSecretsByTheirWords(t *testing.T) {
	t.Parallel()
	for _, name := range strings.Fields("NPM_TOKEN npmAuthToken API_KEY DB_PASSWORD JWT_SECRET STRIPE_SECRET_KEY GOOGLE_CREDENTIALS BASIC_AUTH ssh_private_key SENTRY_AUTH_TOKEN NODE_AUTH_TOKEN PASSWD PGPASSWORD jwtsecret KEY SECRET_KEY_BASE") {
		if !secret.Name(name) {
			t.Errorf("%s is taken for no secret", name)
		}
	}
	for _, name := range strings.Fields("API_KEY_FILE PUBLIC_KEY USERNAME SSH_AUTH_SOCK TOKEN_VERSION AUTH_ENABLED KEYCLOAK_URL CACHE_KEY NEXT_PUBLIC_API_KEY VITE_TOKEN REACT_APP_SECRET AWS_ACCESS_KEY_ID MAX_TOKENS MONKEY ALLOW_NOPASSWORD PGPASSWORD_FILE AUTH_URL AUTHOR TOKENIZERS_PARALLELISM PASSWORD_MIN_LENGTH private_key_rotation_grace_period SECRETS_DIR NODE_ENV SUPABASE_ANON_KEY RECAPTCHA_SITE_KEY KEYSTORE GENERATE_PASSWORD_CHARSET JWT_SECRET_PATH TOKEN_EXPIRES_IN REFRESH_TOKEN_VALID_FOR") {
		if secret.Name(name) {
			t.Errorf("%s is taken for a secret", name)
		}
	}
}

func TestLoginFindsPasswordsInAddresses(t *testing.T) {
	t.Parallel()
	for _, s := range strings.Fields("postgres://app:Zx81kkq@db.acme.com/app https://deploy:h8s-kq2-pp@git.acme.com/x.git redis://:Qm4vv9sw@cache.acme.com:6379 mongodb+srv://app:rovers_test@db.acme.com/x") {
		host, start, end, ok := secret.Login("ENV A=" + s)
		if !ok || !strings.HasSuffix(host, "acme.com") || !strings.Contains(s, ("ENV A=" + s)[start:end]) {
			t.Errorf("%s has a password: got %q", s, host)
		}
	}
	for _, s := range strings.Fields("postgres://user:password@db.acme.com/x postgres://postgres:postgres@db.acme.com/x postgres://app:Zx81kkq@localhost/x postgres://app:Zx81kkq@db:5432/x https://x:$TOKEN@github.com/x https://x:${TOKEN}@github.com/x https://acme.com:8080/a@b https://x:changeme@db.acme.com https://x:my-password1@db.acme.com https://x:kk-placeholder@db.acme.com postgres://dummy:placeholder@db.acme.com/x postgres://app:Zx81kkq@db.example.com/x") {
		if host, _, _, ok := secret.Login(s); ok {
			t.Errorf("%s has no password, got one for %s", s, host)
		}
	}
}

// token assembles what looks real.
func token(prefix string, n int) string { return prefix + strings.Repeat("aB3dE5gH", 9)[:n] }

func TestMaskLeavesNoSecretAndKeepsColumns(t *testing.T) {
	t.Parallel()
	npm, gh, aws := token("npm_", 36), token("ghp_", 36), "AKIA"+strings.ToUpper(token("", 16))
	for _, line := range []string{
		"ENV NPM_TOKEN=" + npm,
		"ENV SOME " + gh,
		"RUN git clone https://x:" + gh + "@git.example.com/acme/shop",
		"RUN echo //npm.example.com/:_authToken=" + npm + " > .npmrc",
		"ARG AWS=" + aws,
		`RUN curl -H "Authorization: Bearer ` + gh + `" https://git.example.com`,
	} {
		masked := secret.Mask(line)
		if strings.Contains(masked, npm) || strings.Contains(masked, gh) || strings.Contains(masked, aws) || len(masked) != len(line) {
			t.Errorf("%s is shown as %s", line[:12], masked)
		}
	}
	for line, want := range map[string]string{
		"RUN curl -u bob:An0therOne77 https://a && curl --user amy:Th1rdOne99 https://b": "RUN curl -u bob:************ https://a && curl --user amy:********** https://b",
		`    "Authorization: Bearer a1b2c3d4e5f6g7h8i9" \`:                               `    "Authorization: Bearer ******************" \`,
		`      -u deploy:An0therOne77 \`:                                                 `      -u deploy:************ \`,
		`      -fsSL --user "deploy:An0therOne77" \`:                                     `      -fsSL --user "deploy:************" \`,
		"RUN docker login -u bob -p An0therOne77 registry.example.com":                   "RUN docker login -u bob -p ************ registry.example.com",
		"RUN sshpass -p An0therOne77 scp a@b:/x .":                                       "RUN sshpass -p ************ scp a@b:/x .",
		"RUN mysql -u bob -pAn0therOne77 shop < a.sql":                                   "RUN mysql -u bob -p************ shop < a.sql",
		"RUN mysqldump --password=An0therOne77 shop":                                     "RUN mysqldump --password=************ shop",
		"RUN mysql -u bob -p shop -P33060000":                                            "RUN mysql -u bob -p shop -P33060000",
		"RUN PGPASSWORD=An0therOne77 psql -h pg shop":                                    "RUN PGPASSWORD=************ psql -h pg shop",
		"RUN redis-cli -h r -a An0therOne77 ping":                                        "RUN redis-cli -h r -a ************ ping",
		"RUN mongosh -u bob -p An0therOne77 shop && echo -p An0therOne77":                "RUN mongosh -u bob -p ************ shop && echo -p An0therOne77",
		"RUN docker login -u bob -p $PASSWORD":                                           "RUN docker login -u bob -p $PASSWORD",
		`RUN echo "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA75f\n-----END" > k`:      `RUN echo "**************************************************-----END" > k`,
		"MIIEpAIBAAKCAQEA75fGhJkLmNbVcXzAqWsEdRfTgYhUjIkOlPmNbVcXzQwErTyU":               "****************************************************************",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855":               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"    --user node:node \\":                                                        "    --user node:node \\",
		"ENV DB_PASSWORD=hunter22 PORT=3000":                                             "ENV DB_PASSWORD=******** PORT=3000",
		"ENV JWT_SECRET a long one":                                                      "ENV JWT_SECRET **********",
		`ENV A=b JWT_SECRET="two words"`:                                                 `ENV A=b JWT_SECRET=***********`,
		"ARG NPM_TOKEN":                                                                  "ARG NPM_TOKEN",
		"ENV NPM_TOKEN=$NPM_TOKEN":                                                       "ENV NPM_TOKEN=$NPM_TOKEN",
		"ENV NPM_TOKEN=${NPM_TOKEN} X=1":                                                 "ENV NPM_TOKEN=${NPM_TOKEN} X=1",
		"COPY key value.pem /app/":                                                       "COPY key value.pem /app/",
		"RUN --mount=type=secret,id=npmrc npm ci":                                        "RUN --mount=type=secret,id=npmrc npm ci",
		"RUN npm config set //npm.example.com/:_authToken=a1b2c3d4":                      "RUN npm config set //npm.example.com/:_authToken=********",
		"CMD [\"node\", \"server.js\"]":                                                  "CMD [\"node\", \"server.js\"]",
	} {
		if got := secret.Mask(line); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestMaskTokensKnowsShortenedOnes(t *testing.T) {
	t.Parallel()
	if got := secret.MaskTokens("starts node --key " + token("npm_", 9) + "... and"); strings.Contains(got, "aB3") {
		t.Error(got)
	}
}

func TestTokenLetsExamplesPass(t *testing.T) {
	t.Parallel()
	if of, start, end, ok := secret.Token("x=" + token("npm_", 36) + " y"); !ok || of != "npm" || start != 2 || end != 42 {
		t.Error(of, start, end, ok)
	}
	for _, s := range []string{"npm_" + strings.Repeat("x", 36), "AKIA" + "IOSFODNN7EXAMPLE", "npm_config_cache", ""} {
		if of, _, _, ok := secret.Token(s); ok {
			t.Errorf("%s is taken for a token of %s", s, of)
		}
	}
	for _, value := range []string{"dummy-for-build", "true", "15m", "1days", "'7 days'", "/forgot-password", "/auth/reset/:token"} {
		if !secret.Placeholder(value) {
			t.Errorf("%q is no secret", value)
		}
	}
	for _, value := range []string{"hunter22", "/aB3x", "7dwarfs", "/", "15mice"} {
		if secret.Placeholder(value) {
			t.Errorf("%q may be one", value)
		}
	}
}
