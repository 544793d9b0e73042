package fixes

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
)

// ArgsOf returns the words of a command of the step behind its name, with the variables of the image in
// their place; ok is false when one of them is not known.
func (m Moment) ArgsOf(c *dockerfile.Command) (args []string, ok bool) {
	return m.argsOf(c, m.Scene)
}

// FixedArgsOf is ArgsOf where nobody who builds the image can choose what a word is.
func (m Moment) FixedArgsOf(c *dockerfile.Command) (args []string, ok bool) {
	scene := m.Scene.clone()
	clear(scene.Args)
	for name, v := range scene.Env {
		if v.At != nil && strings.Contains(v.At.Text, "$") {
			delete(scene.Env, name)
		}
	}
	return m.argsOf(c, scene)
}

func (m Moment) argsOf(c *dockerfile.Command, scene Scene) (args []string, ok bool) {
	ok = true
	for n, w := range c.Words {
		if n == 0 {
			continue
		}
		text, known := w.Text, w.Literal
		if !known {
			var value string
			if value, known = scene.Expand(w.Text); known && strings.Contains(w.Text, "$") && !strings.Contains(w.Text, "~") && !strings.ContainsAny(value, "$`*?{ ") {
				text = value
			} else {
				known = false
			}
		}
		args, ok = append(args, text), ok && known
	}
	return args, ok
}
