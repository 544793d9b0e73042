package ghsim

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// A token is what an App got for one of its installations.
type token struct {
	text         string
	installation *installation
	permissions  map[string]string
	repos        map[int64]bool // nil: all of the installation
	expires      time.Time
}

func (t *token) covers(r *repo) bool {
	return t.installation.covers(r) && (t.repos == nil || t.repos[r.id])
}

var badCredentials = &failure{status: http.StatusUnauthorized, message: "Bad credentials"}

// appOf verifies the JSON web token of a request.
func (s *Sim) appOf(r *http.Request) (*app, error) {
	raw, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return nil, &failure{status: http.StatusUnauthorized, message: "A JSON web token could not be decoded"}
	}
	var found *app
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(raw, claims, func(*jwt.Token) (any, error) {
		issuer, err := strconv.ParseInt(fmt.Sprint(claimNumber(claims["iss"])), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("issuer: %w", err)
		}
		found, err = s.findApp(issuer)
		if err != nil {
			return nil, err
		}
		return found.Key, nil
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithTimeFunc(s.now), jwt.WithIssuedAt(), jwt.WithExpirationRequired())
	if err != nil {
		return nil, &failure{status: http.StatusUnauthorized, message: "A JSON web token could not be decoded"}
	}
	expires, _ := claims.GetExpirationTime()
	if issued, _ := claims.GetIssuedAt(); issued == nil || expires.Sub(s.now()) > 10*time.Minute {
		return nil, &failure{status: http.StatusUnauthorized, message: "'Expiration time' claim ('exp') is too far in the future"}
	}
	return found, nil
}

// claimNumber prints a claim that may be a number or a string.
func claimNumber(claim any) any {
	if f, ok := claim.(float64); ok {
		return int64(f)
	}
	return claim
}

// tokenOf finds the installation token of a request.
func (s *Sim) tokenOf(r *http.Request) (*token, error) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	t := s.tokens[text]
	switch {
	case t == nil || !strings.EqualFold(scheme, "bearer") && !strings.EqualFold(scheme, "token"):
		return nil, badCredentials
	case !s.now().Before(t.expires) || !slices.Contains(s.installations, t.installation):
		return nil, badCredentials
	case !t.installation.suspended.IsZero():
		return nil, suspended
	}
	return t, nil
}

var suspended = &failure{status: http.StatusForbidden, message: "This installation has been suspended"}

func createToken(c *call) (answer, error) {
	i, err := c.installationInPath()
	if err != nil {
		return answer{}, err
	}
	if !i.suspended.IsZero() {
		return answer{}, suspended
	}
	var in struct {
		Repositories  []string          `json:"repositories"`
		RepositoryIDs []int64           `json:"repository_ids"`
		Permissions   map[string]string `json:"permissions"`
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	t := &token{text: "ghs_" + rand.Text() + rand.Text()[:10], installation: i, expires: c.now().Add(or(c.TokenLifetime, time.Hour))}
	if t.permissions, err = grant(i.app, in.Permissions); err != nil {
		return answer{}, err
	}
	selected, err := c.scope(t, in.Repositories, in.RepositoryIDs)
	if err != nil {
		return answer{}, err
	}
	if c.tokens == nil {
		c.tokens = make(map[string]*token)
	}
	c.tokens[t.text] = t
	out := obj{"token": t.text, "expires_at": t.expires, "permissions": t.permissions, "repository_selection": c.installation(i)["repository_selection"]}
	if selected != nil {
		out["repositories"], out["repository_selection"] = selected, "selected"
	}
	return answer{status: http.StatusCreated, body: out}, nil
}

// grant returns the permissions of a token: those asked for, or all.
func grant(a *app, asked map[string]string) (map[string]string, error) {
	granted := map[string]string{"metadata": "read"}
	if len(asked) == 0 {
		asked = a.Permissions
	}
	for name, level := range asked {
		if !allows(a.granted(name), level) {
			return nil, &failure{status: http.StatusUnprocessableEntity, message: "The permissions requested are not granted to this installation."}
		}
		granted[name] = level
	}
	return granted, nil
}

// scope limits a token to the repositories asked for.
func (c *call) scope(t *token, names []string, ids []int64) ([]obj, error) {
	if len(names)+len(ids) == 0 {
		return nil, nil
	}
	t.repos = make(map[int64]bool)
	var selected []obj
	for _, r := range c.repositories(t.installation) {
		if slices.Contains(names, r.name) || slices.Contains(ids, r.id) {
			t.repos[r.id] = true
			selected = append(selected, c.repository(r))
		}
	}
	if len(selected) != len(names)+len(ids) {
		return nil, &failure{status: http.StatusUnprocessableEntity, message: "There is at least one repository that does not exist or is not accessible to the parent installation."}
	}
	return selected, nil
}
