package registry

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A tokenServer hands out the tokens that the distribution registry checks, to
// one user.
type tokenServer struct {
	user keys
	key  *ecdsa.PrivateKey
	cert []byte
	url  string
}

func newTokenServer(t *testing.T, user keys) *tokenServer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tokens"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	s := &tokenServer{user: user, key: key, cert: cert}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	// By name: the client refuses token servers at the address of another
	// machine's loopback, whatever machine that is.
	s.url = "http://localhost:" + at.Port() + "/token"
	return s
}

// config is the registry's configuration for this token server.
func (s *tokenServer) config(t *testing.T) string {
	t.Helper()
	bundle := filepath.Join(t.TempDir(), "tokens.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.cert}), 0o600); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("auth: {token: {realm: %q, service: registry, issuer: tokens, rootcertbundle: %q, signingalgorithms: [ES256]}}\n", s.url, bundle)
}

// ServeHTTP grants whatever scopes the user asks for.
func (s *tokenServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if user, password, _ := req.BasicAuth(); user != s.user.user || password != s.user.password {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	access := []map[string]any{}
	for _, scope := range req.URL.Query()["scope"] {
		if parts := strings.SplitN(scope, ":", 3); len(parts) == 3 {
			access = append(access, map[string]any{"type": parts[0], "name": parts[1], "actions": strings.Split(parts[2], ",")})
		}
	}
	now := time.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"iss": "tokens", "sub": s.user.user, "aud": "registry", "jti": fmt.Sprint(now.UnixNano()),
		"iat": now.Unix(), "nbf": now.Add(-time.Minute).Unix(), "exp": now.Add(time.Minute).Unix(), "access": access,
	})
	token.Header["x5c"] = []string{base64.StdEncoding.EncodeToString(s.cert)}
	signed, err := token.SignedString(s.key)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"token": signed})
}
