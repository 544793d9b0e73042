package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/report"
	"github.com/nodedock/nodedock/fixes/rules"
)

// formats are the forms in which check writes what it finds.
var formats = []string{"text", "json", "sarif", "github"}

func checkCommand(p *program) *cobra.Command {
	var o localOptions
	format := "text"
	cmd := &cobra.Command{
		Use:   "check [PATH…]",
		Short: "Report what could be better in the Dockerfiles of a folder",
		Long: `Report what could be better in the Dockerfiles of a folder, and what nodedock
would do about it. A PATH is a folder or a single Dockerfile; without one the
current folder is searched. Nothing is changed.

Exit code: 0 nothing found, 1 findings, 2 an error.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if !slices.Contains(formats, format) {
				return fmt.Errorf("--format %s: want %s", format, strings.Join(formats, ", "))
			}
			f, plan, err := p.planFolder(cmd.Context(), paths, o)
			if err != nil {
				return err
			}
			defer f.Close()
			if err := p.write(p.stdout, plan, format); err != nil {
				return err
			}
			return verdict(plan)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&format, "format", format, strings.Join(formats, ", "))
	cmd.Flags().StringArrayVar(&o.only, "rule", nil, "report only this rule (may be repeated)")
	return cmd
}

// verdict is the exit code of a check.
func verdict(plan *fixes.Plan) error {
	switch {
	case unreadable(plan):
		return exitCode(exitError)
	case len(plan.Findings) > 0:
		return exitCode(exitFindings)
	}
	return nil
}

// write writes the plan in one of formats.
func (p *program) write(w io.Writer, plan *fixes.Plan, format string) error {
	switch format {
	case "json":
		return report.JSON(w, plan)
	case "sarif":
		return report.SARIF(w, plan, rules.All())
	case "github":
		return report.GitHub(w, plan)
	}
	return report.Text(w, plan, report.TextOptions{Color: p.color()})
}

// color reports whether standard output shows colours.
func (p *program) color() bool {
	return terminal(p.stdout) && p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb"
}
