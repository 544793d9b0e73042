package rights

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// needsWindow reports whether an instruction may need root, or makes files.
func needsWindow(i *dockerfile.Instruction) bool {
	return i.Is("RUN", "COPY", "ADD", "WORKDIR", "USER")
}

// WindowEdit puts lines, the last of them a USER, into the last place of the
// stage where root is still wanted: behind everything that may need it, before
// the command. A "USER root" that nothing needs any more is replaced.
func WindowEdit(p *fixes.Pass, t *fixes.Target, lines []string) text.Edit {
	last, command := lastWindow(t.Stage)
	if last != nil && last == t.Chain.End.UserAt && len(lines) == 1 && last.Args[0].Located {
		return text.Replace(last.Args[0].Span, lines[0][len("USER "):])
	}
	switch {
	case command != nil:
		return p.File.InsertBefore(command, lines...)
	case last != nil:
		return p.File.InsertAfter(last, lines...)
	}
	return p.File.InsertAfter(t.Stage.From, lines...)
}

// lastWindow returns the last instruction of the stage that may need root, and
// the first command behind it.
func lastWindow(stage *dockerfile.Stage) (last, command *dockerfile.Instruction) {
	for _, i := range stage.Instructions {
		switch {
		case needsWindow(i):
			last, command = i, nil
		case command == nil && i.Is("CMD", "ENTRYPOINT", "HEALTHCHECK"):
			command = i
		}
	}
	return last, command
}
