package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

func digestsCommand(p *program) *cobra.Command {
	var o localOptions
	format := "text"
	cmd := &cobra.Command{
		Use:   "digests [PATH…]",
		Short: "List the images of a folder's Dockerfiles with their digests",
		Long: `List the images that the Dockerfiles of a folder name: the digest that is
pinned, the one that the tag has today, how old the pinned image is, and what
that means. A PATH is a folder or a single Dockerfile; without one the current
folder is searched. Nothing is changed.

  fresh     the pinned digest is what the tag names today
  stale     the tag has moved on
  gone      the pinned digest can no longer be pulled
  unpinned  there is a tag and no digest
  no-tag    there is a digest and no tag to compare it with
  unknown   the registry did not answer, or was not asked`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if !slices.Contains([]string{"text", "json"}, format) {
				return fmt.Errorf("--format %s: want text, json", format)
			}
			uses, images, err := p.folderImages(cmd.Context(), paths, o)
			if err != nil {
				return err
			}
			var list []digestState
			for _, use := range uses {
				list = append(list, stateOf(cmd.Context(), images, use, time.Now()))
			}
			return writeDigests(p.stdout, list, format)
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&format, "format", format, "text, json")
	return cmd
}

// folderImages returns the images that the Dockerfiles of the paths name, and
// who is to be asked about them.
func (p *program) folderImages(ctx context.Context, paths []string, o localOptions) ([]fixes.ImageUse, image.Resolver, error) {
	images, err := p.resolver(o)
	if err != nil {
		return nil, nil, err
	}
	f, err := openFolder(paths)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	config, problem, err := readPolicy(f)
	if err != nil {
		return nil, nil, err
	}
	p.complain(problem)
	want := config.Fixes
	want.Scope = "all"
	want.Ignore = append(slices.Clone(want.Ignore), restriction(f.wanted)...)
	plan, err := new(fixes.Engine).Plan(ctx, fixes.Snapshot{FS: f}, want)
	if err != nil {
		return nil, nil, err
	}
	return plan.Images, images, f.seen(plan)
}
