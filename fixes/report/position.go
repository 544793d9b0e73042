package report

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/text"
)

// place returns where a finding begins and ends as positions that exist: from
// 1, the end not before the start. A finding whose place is new, in text that
// only the plan has, stands at the file's beginning.
func place(o fixes.Outcome) (from, to text.Position) {
	from = text.Position{Line: line(o.Start.Line), Column: line(o.Start.Column)}
	to = text.Position{Line: line(o.End.Line), Column: line(o.End.Column)}
	if to.Line < from.Line || to.Line == from.Line && to.Column < from.Column {
		to = from
	}
	return from, to
}
