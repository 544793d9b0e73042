package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func explainCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Print the page of a rule: what it finds, why, and what its fix does",
		Long: `Print the page of a rule: what it finds, why it matters, a bad and a good
example, and what its fix does. Other tools' names for the same thing, such as
DL3002, are understood too.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("explain wants one rule; `nodedock rules` lists them")
			}
			r, err := findRule(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(p.stdout, strings.TrimSpace(r.Doc().Markdown))
			return err
		},
	}
}
