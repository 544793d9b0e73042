package nodeenv

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file is about what a program keeps its data in, and calls otherwise in production: what it has kept
// so far would be there no more.

var (
	// namesStore finds names of what a program keeps something in. storesByName are tables of them.
	namesStore   = pattern.New(`(?i)^\w*(?:bucket|database|queue|topic|keyspace|collection|table|(?:db|index)_?name)(?:_?name)?$|^(?:db|storage)$|^(?:db|database|sqlite)_?(?:path|file|filename)$`)
	storesByName = pattern.New(`(?i)^(?:\w*_?)(?:bucket|queue|topic|keyspace)s?(?:_?names?)?$|^(?:databases|(?:db|database)_?names|storage)$`)
	// dataFile finds the name of a file that is a database.
	dataFile = pattern.New("\\.(?:db3?|sqlite3?|nedb)['\"`]$")
	// composedText finds an expression of texts and variables alone.
	composedText = pattern.New("^(?:['\"`][^'\"`\\n]*['\"`]|[\\w.]+)(?:\\s*\\+\\s*(?:['\"`][^'\"`\\n]*['\"`]|[\\w.]+))*$")
	// interpolated finds the values in a text.
	interpolated = pattern.New(`\$\{([^{}]*)\}`)
	// orText finds a value with what stands in for it.
	orText = pattern.New("^(.*?)\\s*(?:\\|\\||\\?\\?)\\s*['\"`](\\w+)['\"`]$")
	// storeAddress finds the address of a server for data, and composedAddress one that is put together.
	storeAddress    = pattern.New("^['\"`]" + storeScheme).Needs("://")
	composedAddress = pattern.New("`" + storeScheme + "[^`\\n]*`").Needs("://")
	// composedSum finds such an address that is added up.
	composedSum = pattern.New(`['"]` + storeScheme + `[^'"\n]*['"](?:\s*\+\s*(?:\([^()\n]*\)|['"][^'"\n]*['"]|[\w.$]+))+`).Needs("://")
	// casedText finds what makes other letters of a text.
	casedText = pattern.New(`\.to(?:Upper|Lower)Case\(\)$`).Needs("Case()")
	// startsAsProduction finds that production stands in where NODE_ENV is not set.
	startsAsProduction = pattern.New(`\bNODE_ENV['"\])]*\s*(?:\|\|=?|\?\?=?)\s*['"` + "`" + `]prod`).Needs("NODE_ENV")
	// variableRead finds an expression that reads a variable.
	variableRead = pattern.New(`\benv\b`)
)

// databaseKinds are the names that mappers and drivers have for databases.
var databaseKinds = map[string]string{
	"pg": "PostgreSQL", "postgres": "PostgreSQL", "postgresql": "PostgreSQL", "mysql": "MySQL", "mysql2": "MySQL", "mariadb": "MySQL", "mssql": "SQL Server",
	"sqlite": "SQLite", "sqlite3": "SQLite", "better-sqlite3": "SQLite", "mongodb": "MongoDB", "oracledb": "Oracle", "oracle": "Oracle",
}

const storeScheme = `(?:mongodb(?:\+srv)?|postgres(?:ql)?|mysql|mariadb|amqps?|couchdb)://`

// keepsElsewhere: it keeps its data in a store of another name.
func keepsElsewhere(_ *fixes.Pass, _ *fixes.Target, b source.Branch) string {
	here, other := plainValue(b.Text), plainValue(b.Other)
	if here == other || !givenText(here) || !composedText.MatchString(here) || !composedText.MatchString(other) {
		return ""
	}
	if storeAddress.MatchString(here) && storeAddress.MatchString(other) && !namesLoopback.MatchString(other) {
		return "keeps its data in another database in production. Set NODE_ENV where that is"
	}
	if one, so := databaseKinds[unquoted(here)], databaseKinds[unquoted(other)]; one != so && one != "" && so != "" {
		return fmt.Sprintf("keeps its data in %s in production, in place of %s so far. Set NODE_ENV where that is", one, so)
	}
	names := namesStore
	if b.Condition == "" { // of settings under the names of environments
		names = storesByName
	}
	if stored := names.MatchString(b.Name) || dataFile.MatchString(here) && dataFile.MatchString(other); !stored || strings.Contains(here+other, "://") {
		return ""
	}
	return fmt.Sprintf("keeps its data in %s in production, in place of %s so far (%s). Set NODE_ENV where that is", unquoted(here), unquoted(other), b.Name)
}

// plainValue returns an expression without parentheses around it.
func plainValue(text string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "("), ")"))
}

// givenText reports whether an expression has a text in it, not only variables.
func givenText(expression string) bool { return strings.ContainsAny(expression, "'\"`") }

// unquoted returns the text of an expression that is one alone, else the expression.
func unquoted(expression string) string {
	if m := storeName.FindStringSubmatch(expression); m != nil {
		return m[1]
	}
	return expression
}

// storeName finds a text alone.
var storeName = pattern.New("^['\"`]([^'\"`${}]+)['\"`]$")

// storeByEnv: the name of what the program keeps its data in has NODE_ENV in it.
func storeByEnv(p *fixes.Pass, t *fixes.Target) (string, error) {
	branches := branchesByEnv.Of(p, t)
	if branches.err != nil || branches.store == "" {
		return "", branches.err
	}
	return fmt.Sprintf("%s calls what the program keeps its data in by NODE_ENV (%s), and it would have another. Set NODE_ENV where that is", branches.storeIn, branches.store), nil
}

// namedStore returns the file that puts NODE_ENV, or what it chooses by it, into the name of a store or
// the address of a server for data, and that name or address; "" when none does.
func (r *envReader) namedStore(files []envFile) (in, store string) {
	for _, f := range files {
		if already, err := r.p.Repo.Matches(f.name, startsAsProduction); already || err != nil {
			continue
		}
		code := r.taken[f.name]
		chosen := map[string]bool{}
		for _, b := range f.in {
			if b.Instead && storeName.MatchString(b.Text) && storeName.MatchString(b.Other) {
				chosen[b.Name] = true
			}
		}
		for name, value := range code.Assigned() {
			if namesStore.MatchString(name) && r.partByEnv(value, chosen) {
				return f.name, name
			}
		}
		found, err := r.p.Repo.FindAll(f.name, composedAddress)
		if err != nil {
			continue
		}
		sums, err := r.p.Repo.FindAll(f.name, composedSum)
		if err != nil {
			continue
		}
		for _, m := range slices.Concat(found, sums) {
			if r.partByEnv(m[0], chosen) {
				scheme, _, _ := strings.Cut(strings.Trim(m[0], "`\"'"), "://")
				return f.name, scheme + "://…"
			}
		}
	}
	return "", ""
}

// partByEnv reports whether one of the values that a text is put together from is NODE_ENV, or one of
// those that are chosen by it.
func (r *envReader) partByEnv(text string, chosen map[string]bool) bool {
	var parts []string
	for _, m := range interpolated.FindAllStringSubmatch(text, -1) {
		parts = append(parts, m[1])
	}
	if len(parts) == 0 && givenText(text) {
		parts = strings.Split(plainValue(text), "+")
	}
	for _, part := range parts {
		value, or := plainValue(casedText.ReplaceAllString(strings.TrimSpace(part), "")), ""
		if m := orText.FindStringSubmatch(value); m != nil {
			value, or = m[1], m[2]
		}
		if or != "production" && wholeName.MatchString(value) && (chosen[value] || r.answer.isEnv(value)) {
			return true
		}
	}
	return false
}

// wholeName finds a value that is a variable or a property alone.
var wholeName = pattern.New(`^[\w$]+(?:\??\.[\w$]+|\[['"]\w+['"]\])*$`)
