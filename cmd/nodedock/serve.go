package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func serveCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the GitHub App: receive webhooks and keep pull requests in step",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return errors.New("serve is not wired yet")
		},
	}
}
