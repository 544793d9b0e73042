package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io/fs"
	"unicode/utf8"

	"github.com/nodedock/nodedock/bot"
	"github.com/nodedock/nodedock/bot/gh"
	"github.com/nodedock/nodedock/bot/ghsim"
	"github.com/nodedock/nodedock/fixes/image"
)

// errNeedsGitHub is returned for deliveries about what only GitHub has.
var errNeedsGitHub = errors.New("it is about a pull request, which a simulated GitHub does not have: use --dry-run")

// replaySimulated carries the commands out on a simulated GitHub.
func (p *program) replaySimulated(ctx context.Context, commands []bot.Command, images image.Resolver, dir string) error {
	files, err := folderFiles(dir)
	if err != nil {
		return err
	}
	sim := ghsim.New()
	defer sim.Close()
	url, stop, err := loopback(ctx, "127.0.0.1:0", sim)
	if err != nil {
		return err
	}
	defer stop()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	if err := sim.AddApp(ghsim.App{ID: demoApp, Slug: "nodedock", Key: &key.PublicKey, Permissions: appPermissions}); err != nil {
		return err
	}
	for n := range commands {
		if err := simulate(sim, &commands[n], files); err != nil {
			return err
		}
	}
	app := &gh.App{ID: demoApp, Key: key, BaseURL: url + "/"}
	return p.handleAll(ctx, &narrator{GitHub: app, out: p.stdout}, commands, images)
}

// simulate makes the repository that a command is about, and has the command
// mean it.
func simulate(sim *ghsim.Sim, cmd *bot.Command, files map[string]string) error {
	if cmd.Kind == bot.CheckPullRequest || cmd.Kind == bot.RunComment {
		return errNeedsGitHub
	}
	r := &cmd.Repository
	if r.Name == "" { // of a whole installation
		r.Owner, r.Name = "acme", "shop"
		defer func() { r.Name = "" }()
	}
	if _, err := sim.Repo(r.FullName()); err != nil {
		if err := sim.AddRepo(ghsim.Repo{Owner: r.Owner, Name: r.Name, DefaultBranch: r.DefaultBranch, Access: map[string]string{demoPerson: "write"}}); err != nil {
			return err
		}
		if _, err := sim.Push(ghsim.Push{Repo: r.FullName(), User: demoPerson, Files: files}); err != nil {
			return err
		}
	}
	id, err := sim.Install(demoApp, r.Owner)
	r.Installation, cmd.Head = id, ""
	return err
}

// maxSimulated is the largest file that is put into the simulated repository.
const maxSimulated = 1 << 20

// folderFiles reads the text files of a folder that git does not ignore.
func folderFiles(dir string) (map[string]string, error) {
	f, err := openFolder([]string{dir})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	files := map[string]string{}
	err = fs.WalkDir(f, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil || info.Size() > maxSimulated {
			return err
		}
		data, err := fs.ReadFile(f, name)
		if err == nil && utf8.Valid(data) {
			files[name] = string(data)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", dir, plainError(err))
	}
	return files, nil
}
