package ignores

import (
	"fmt"
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
)

// This file is about output that frameworks make with the packages of the program in
// it. Made before the build of an image, it needs them there whatever the image
// installs for itself.

var (
	// packedFolder finds the folders that are made so, from the context on.
	packedFolder = pattern.New(`(^|/)(\.next(/standalone(/.*)?)?|\.output(/server(/.*)?)?)$`).Needs(".next", ".output")
	// packedProgram finds the start of a program in one.
	packedProgram = pattern.New(`(^|[\s"'/])(\.next/standalone|\.output)/`).Needs(".next/standalone", ".output")
	// mayBuild finds what may make one in the image, at its build or at its start.
	mayBuild = pattern.New(`\b(build|generate|make|just|task|turbo|nx|rush|lerna|next|nuxt|nuxi|nitro|nitropack|vinxi|vite|astro)\b|\.(sh|[cm]?[jt]s)\b`)
)

// packedOutput returns why the packages in such a folder are needed; "" for none.
func (v *View) packedOutput(file *dockerfile.File) string {
	for _, i := range file.Instructions {
		for _, src := range launch.FromContext(i) {
			if name := path.Clean("/" + src)[1:]; i.Stage != nil && startsNode(i.Stage) && packedFolder.MatchString(name) && v.isMade(name) {
				return fmt.Sprintf("%s:%d %s %s, which is made before the build, with packages in it", file.Path, i.StartLine, takes(i), name)
			}
		}
	}
	whole := WholeContext(file)
	if whole == nil || slices.ContainsFunc(file.Instructions, func(i *dockerfile.Instruction) bool { return i.Is("RUN") && mayBuild.MatchString(i.Spoken()) }) {
		return ""
	}
	for _, i := range file.Instructions {
		if i.Is("CMD", "ENTRYPOINT") && v.startsPacked(i.Spoken()) {
			return fmt.Sprintf("%s:%d starts what is made before the build, with packages in it", file.Path, i.StartLine)
		}
	}
	return ""
}

// startsPacked reports whether a command starts a program in such a folder, itself or
// by a package script, and makes none.
func (v *View) startsPacked(command string) bool {
	command = listMarks.Replace(command)
	starts := func(line string) bool {
		return packedProgram.MatchString(line) && !mayBuild.MatchString(packedStart.ReplaceAllString(line, ""))
	}
	return starts(command) || v.scripts(func(name, line string) bool { return NamesScript(command, name) && starts(line) })
}

// packedStart finds the file that is started there.
var packedStart = pattern.New(`\S*(\.next/standalone|\.output)/\S*`).Needs(".next/standalone", ".output")

// bringsPackages reports whether a COPY may take packages from another image: it does
// not where all of it is for the programs and libraries of the system.
func bringsPackages(i *dockerfile.Instruction) bool {
	if !i.Is("COPY") || i.Flag("from") == nil {
		return false
	}
	last := len(i.Args) - 1
	return last < 1 || !programPlace.MatchString(path.Clean(i.Args[last].Text)) &&
		slices.ContainsFunc(i.Args[:last], func(src dockerfile.Word) bool { return !programPlace.MatchString(path.Clean(src.Text)) })
}

// programPlace finds places of an image where programs lie that are no part of what it ships.
var programPlace = pattern.New(`^/(s?bin|lib(64|exec)?|etc|opt/extensions|usr/(local/)?(s?bin|lib(exec)?|share))(/[^/]+)?$|^/(lambda-adapter|tini(-static)?|dumb-init)$`)
