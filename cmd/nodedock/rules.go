package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/report"
	"github.com/nodedock/nodedock/fixes/rules"
)

func rulesCommand(p *program) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return p.rulesJSON(rules.All())
			}
			return p.rulesTable(rules.All())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

func (p *program) rulesTable(all []*fixes.Rule) error {
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tPRACTICE\tSEVERITY\tFIX\tWHAT IT FINDS")
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", r.ID, r.Practice, r.Severity, r.Offers, strings.ReplaceAll(r.Doc().Summary, "`", ""))
	}
	return w.Flush()
}

// ruleEntry is a rule in the JSON form of the list; fields are only added.
type ruleEntry struct {
	ID       string   `json:"id"`
	Practice int      `json:"practice"`
	Severity string   `json:"severity"`
	Offers   string   `json:"offers"`
	Aliases  []string `json:"aliases"`
	Summary  string   `json:"summary"`
	Page     string   `json:"page"`
}

func (p *program) rulesJSON(all []*fixes.Rule) error {
	list := []ruleEntry{}
	for _, r := range all {
		list = append(list, ruleEntry{r.ID, r.Practice, r.Severity.String(), r.Offers.String(), append([]string{}, r.Aliases...), r.Doc().Summary, report.PageURL("", r.ID)})
	}
	enc := json.NewEncoder(p.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(list)
}
