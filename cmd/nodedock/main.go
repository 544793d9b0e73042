// Command nodedock watches the Dockerfiles of Node.js projects on GitHub and
// repairs them by pull request; check and fix do the same to a local folder.
//
// It is the composition root: the only package that knows all the others.
// Each subcommand has a file of its own, and run is all of main that is not
// the process itself, so that tests can run the program.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// commands is the ordered list of subcommands, as the help shows them.
var commands = []func(*program) *cobra.Command{
	demoCommand,
	serveCommand,
	replayCommand,
	checkCommand,
	fixCommand,
	digestsCommand,
	rulesCommand,
	explainCommand,
	configCommand,
	versionCommand,
}

// Exit codes, beside 0: check reports findings with 1; a wrong argument, a
// wrong configuration and every other error is 2.
const (
	exitFindings = 1
	exitError    = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// A program is what a subcommand may use of the process that runs it.
type program struct {
	env            []string // "NAME=value", as os.Environ
	stdin          io.Reader
	stdout, stderr io.Writer
}

// An exitCode ends a command with that code and prints nothing more: the
// command has said already what there is to say.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// run executes one command line and returns the exit code. It reads nothing
// of the process beyond its arguments, and returns when ctx is done.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand(&program{env: env, stdin: stdin, stdout: stdout, stderr: stderr})
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	default:
		fmt.Fprintf(stderr, "nodedock: %v\n", err)
		return exitError
	}
}

func rootCommand(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:           "nodedock",
		Short:         "Repairs the Dockerfiles of Node.js projects, by pull request or in place",
		SilenceErrors: true,
		SilenceUsage:  true,
		// Without a subcommand: the help, whatever the flags.
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	for _, command := range commands {
		root.AddCommand(command(p))
	}
	return root
}
