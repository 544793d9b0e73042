package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/secret"
)

// swallowed says that an instruction that holds a text is a part of the RUN above it, as the beginning of a
// message; "" when none is.
func swallowed(t *fixes.Target, keyword, holds string) string {
	for _, m := range t.Chain.Steps {
		if n, line := m.Swallowed(keyword); n > 0 && strings.Contains(line, holds) {
			return fmt.Sprintf("Line %d (%s) belongs to the RUN above it, which ends with a backslash. ", n, secret.Mask(line))
		}
	}
	return ""
}
