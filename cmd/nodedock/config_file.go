package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/policy"
)

func configCommand(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check and explain a policy file",
		Long:  "Check and explain a policy file: " + fixes.PolicyPath + " of a repository, or with --owner the file " + fixes.OwnerPolicyPath + " of the owner's repository .github. A PATH is such a file or a folder that has it; without one the work tree around the current folder is taken.",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(configCheckCommand(p), configExplainCommand(p), configSchemaCommand(p))
	return cmd
}

func configCheckCommand(p *program) *cobra.Command {
	var owner bool
	cmd := &cobra.Command{
		Use:   "check [PATH]",
		Short: "Say what is wrong in a policy file; exit code 2 when something is",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name, _, err := loadConfig(args, owner)
			if err != nil {
				return p.sayEach(err)
			}
			_, err = fmt.Fprintf(p.stdout, "%s is in order.\n", name)
			return err
		},
	}
	cmd.Flags().BoolVar(&owner, "owner", false, "the file is an owner's, which may lock keys")
	return cmd
}

func configExplainCommand(p *program) *cobra.Command {
	var owner bool
	cmd := &cobra.Command{
		Use:   "explain [PATH]",
		Short: "List the keys of policy files, and what a file says",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			name, config, err := loadConfig(args, owner)
			w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
			for _, k := range policy.Keys() {
				fmt.Fprintf(w, "%s\t%s\t%s\n", k.Name, k.Allowed, k.Help)
			}
			if err := w.Flush(); err != nil {
				return err
			}
			if err != nil && (len(args) > 0 || !errors.Is(err, os.ErrNotExist)) {
				return p.sayEach(err)
			}
			if config == nil {
				_, err = fmt.Fprintf(p.stdout, "\nThere is no %s: the defaults hold.\n%s", name, policy.Default().Explain())
				return err
			}
			_, err = fmt.Fprintf(p.stdout, "\n%s says:\n%s", name, config.Explain())
			return err
		},
	}
	cmd.Flags().BoolVar(&owner, "owner", false, "the file is an owner's, which may lock keys")
	return cmd
}

func configSchemaCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of policy files, for editors",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(policy.Schema(ruleIDs()))
			return err
		},
	}
}

// sayEach prints all problems of a policy file but the last, which it returns.
func (p *program) sayEach(err error) error {
	var wrong *policy.Error
	if !errors.As(err, &wrong) || len(wrong.Others) == 0 {
		return err
	}
	all := append([]*policy.Error{wrong}, wrong.Others...)
	for _, e := range all[:len(all)-1] {
		fmt.Fprintf(p.stderr, "nodedock: %v\n", e)
	}
	return all[len(all)-1]
}

// loadConfig reads the file that the arguments name, or that of the folder which they
// name, else that of the work tree around the current folder.
func loadConfig(args []string, owner bool) (name string, config *policy.Config, err error) {
	name, read := fixes.PolicyPath, policy.Parse
	if owner {
		name, read = fixes.OwnerPolicyPath, policy.ParseOwner
	}
	file := name
	if len(args) == 1 {
		file = args[0]
		if _, isDir, err := locate(file); err == nil && isDir {
			file = filepath.Join(file, filepath.FromSlash(name))
		}
		name = filepath.ToSlash(file)
	} else if abs, isDir, err := locate("."); err == nil {
		root, _ := rootOf(abs, isDir)
		file = filepath.Join(root, filepath.FromSlash(name))
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return name, nil, fmt.Errorf("read %s: %w", name, plainError(err))
	}
	config, err = read(name, data, ruleIDs())
	return name, config, err
}
