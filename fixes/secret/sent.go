package secret

import "github.com/nodedock/nodedock/fixes/pattern"

var (
	// sent finds a value in a header that says who asks, or that of a login: of a download, at a registry
	// of images, over SSH, at a database.
	sent = pattern.New(`(?i:\bauthorization:\s*(?:bearer|token|basic)\s+|private-token:\s*|x-api-key:\s*)([\w.~+/=-]{16,})|` +
		`\bcurl\b[^\n|;&]*?\s(?:-u|--user)[ =]["']?[\w.@-]+:([^\s"'$\\]{6,})|\bwget\b[^\n|;&]*?\s--(?:http-)?password[ =]["']?([^\s"'$\\]{6,})|` +
		`\b(?:docker|podman|buildah|skopeo|crane|helm\s+registry|oras)\s+login\b[^\n|;&]*?\s(?:-p|--password)[ =]["']?([^\s"'$\\]{6,})|\bsshpass\s+-p\s*["']?([^\s"'$\\]{6,})|` +
		// A client of a database: mysql takes the password right behind its flag, and -p alone asks for it.
		`\b(?:mysql|mysqladmin|mysqldump|mysqlimport|mariadb(?:-\w+)?)\s(?:[^\n|;&]*?\s)?(?:-p|--password=)["']?([^\s"'$\\]{6,})|\bredis-cli\s(?:[^\n|;&]*?\s)?(?:-a|--pass)[ =]["']?([^\s"'$\\]{6,})|` +
		`\b(?:mongo|mongosh|mongodump|mongorestore|mongoimport|mongoexport)\s(?:[^\n|;&]*?\s)?(?:-p|--password)[ =]["']?([^\s"'$\\]{6,})|\b(?:PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH)=["']?([^\s"'$\\]{6,})["']?\s+(?:[A-Z_]+=\S*\s+)*(?:psql|pg_\w+|createdb|dropdb|mysql|mysqldump|mysqladmin|mariadb|redis-cli)\b`)
	// continued finds a login on a line that goes on with the flags of a command above it.
	continued = pattern.New(`(?m)^[ \t]*(?:-[^\n]*\s)?(?:(?:-u|--user)[ =]["']?[\w.@-]+:|--(?:http-)?password[ =]["']?)([^\s"'$\\]{6,})`)
)

// Sent returns where the first credential stands in s that a command sends and that is written
// out, in a header or as a login. What only stands in for one is none.
func Sent(s string) (start, end int, found bool) {
	all := allSent(s)
	if len(all) == 0 {
		return 0, 0, false
	}
	return all[0][0], all[0][1], true
}

// allSent returns where credentials stand in s that a command sends.
func allSent(s string) (spans [][2]int) {
	for _, m := range sent.FindAllStringSubmatchIndex(s, -1) {
		for n := 2; n < len(m); n += 2 {
			if m[n] < 0 {
				continue
			}
			value := s[m[n]:m[n+1]]
			if n == 2 && !Issued(value) || n > 2 && (Placeholder(value) || example(value) || standsIn(value)) {
				continue
			}
			spans = append(spans, [2]int{m[n], m[n+1]})
		}
	}
	return spans
}
