package devneeds

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/source"
)

// This file looks for the dev dependencies that a program reaches by what it reads: by
// names in its data, and by the pages that it hands out.

// dataName finds the names in a file of data that may be those of packages.
var dataName = pattern.New(`"((?:@[\w.-]+/)?[a-zA-Z][\w.-]*)"`)

// devInData returns the dev dependency that a file of data names, where the program reads
// that file and loads modules by names that it computes.
func devInData(p *fixes.Pass, pr *project.Project, name string, facts *source.Facts) (string, error) {
	if !facts.Computed {
		return "", nil
	}
	for _, text := range facts.Texts {
		if path.Ext(text) != ".json" || path.IsAbs(text) || strings.Contains(text, "node_modules") || path.Base(text) == "package.json" {
			continue
		}
		for _, at := range []string{path.Join(path.Dir(name), text), path.Join(pr.Dir, text)} {
			if !p.Repo.Exists(at) || p.Repo.IsDir(at) {
				continue
			}
			found, err := p.Repo.FindAll(at, dataName)
			if err != nil {
				return "", err
			}
			for _, m := range found {
				if pr.LeftOut(m[1]) {
					return fmt.Sprintf("%s loads what %s names: %s, which is only in devDependencies. Move it to dependencies first", name, at, m[1]), nil
				}
			}
		}
	}
	return "", nil
}

var (
	// servesRoot finds a web server that hands out the folder of the program itself, with
	// node_modules in it.
	servesRoot = pattern.New("\\b(?:static|serveStatic|serve|koaStatic)['\"]?\\)?\\(\\s*(?:['\"`]\\.?/?['\"`]|__dirname|process\\.cwd\\(\\)|(?:path\\.)?(?:join|resolve)\\(\\s*(?:__dirname|process\\.cwd\\(\\))?\\s*,?\\s*(?:['\"`](?:\\.{1,2}/?|/)?['\"`])?\\s*\\))\\s*[,)]|\\broot\\s*:\\s*(?:__dirname|process\\.cwd\\(\\))\\s*[,}\\n]").Needs("static", "erve", "Static", "root")
	// pageFiles are the pages and templates that take a file out of node_modules.
	pageFiles  = &fixes.Selection{Named: fixes.IsPage, Holds: pageModule}
	pageModule = pattern.New(`node_modules/((?:@[\w.-]+/)?[\w.-]+)`).Needs("node_modules/")
)

// devInPage returns the page that takes a dev dependency out of node_modules, where a file of
// the program hands out the folder in which that lies.
func devInPage(p *fixes.Pass, pr *project.Project, name string) (string, error) {
	serves, err := p.Repo.Matches(name, servesRoot)
	if err != nil || !serves {
		return "", err
	}
	pages, err := p.Repo.Select(pageFiles)
	if err != nil {
		return "", err
	}
	for _, page := range pages {
		if project.ProjectOf(p, page) != pr.Dir {
			continue
		}
		found, err := p.Repo.FindAll(page, pageModule)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if pr.LeftOut(m[1]) {
				return fmt.Sprintf("%s takes files of %s out of node_modules, which is only in devDependencies. Move it to dependencies first", page, m[1]), nil
			}
		}
	}
	return "", nil
}
