package builds

import (
	"path"
	"slices"
	"strings"
)

// A template is a path in which something stands for what whoever builds the
// image chooses: the name of a variable between two NUL bytes. Such a word is a
// part of one folder's or file's name. The name begins with ":" where the
// variable has a default, with "*" where every name is meant, and is empty where
// nothing says what it is.

const mark = "\x00"

// open returns what stands for a variable in a template.
func open(name string) string { return mark + name + mark }

// openDefault returns what stands for a variable with a default: another of the
// folders beside the one that it names. A default that is no name of a folder is
// not one among several.
func openDefault(name, text string) string {
	clean := path.Clean(text)
	if text == "" || strings.ContainsAny(text, mark+" $`") || clean == "." || strings.HasPrefix(clean, "..") || strings.HasPrefix(clean, "/") {
		return text
	}
	return clean[:strings.LastIndex(clean, "/")+1] + open(":"+name)
}

// isOpen reports whether a text holds something that is chosen.
func isOpen(text string) bool { return strings.Contains(text, mark) }

// chosen returns the builds that there are for the ways to fill the templates of
// a build's context and Dockerfile; without a Dockerfile, the one in the context.
// A context is a folder with a package.json. The tags may be templates too.
func (f *finder) chosen(b Build, context, dockerfile string) (out []Build) {
	if !isOpen(context+dockerfile) || !choosable(context) || !choosable(dockerfile) || f.choices == maxChoices {
		return nil
	}
	f.choices++
	tags := strings.Join(b.Tags, "\n")
	add := func(context, dockerfile, tags string) {
		if f.exists[dockerfile] && len(out) < maxMatrix {
			b.Context, b.Dockerfile = context, dockerfile
			b.Tags = slices.DeleteFunc(strings.Split(tags, "\n"), func(tag string) bool { return tag == "" })
			out = append(out, b)
		}
	}
	if isOpen(dockerfile) {
		for _, name := range f.files {
			filled, ok := fill(dockerfile, name, context+"\n"+tags)
			if !ok || !isDockerfile(name) || Foreign(name) {
				continue
			}
			context, tags, _ := strings.Cut(filled, "\n")
			for _, dir := range f.projects(context) {
				add(dir, name, tags)
			}
		}
		return out
	}
	for _, dir := range f.projects(context) {
		tags, _ := fill(context, dir, tags)
		if dockerfile == "" {
			add(dir, f.defaultDockerfile(dir), tags)
		} else {
			add(dir, dockerfile, tags)
		}
	}
	return out
}

// maxChoices bounds for how many builds of a repository the folders are looked for.
const maxChoices = 500

// addChosen adds those of the builds that are not there yet.
func (f *finder) addChosen(list []Build) {
	for _, b := range list {
		if !slices.ContainsFunc(f.found.Builds, func(other Build) bool {
			return other.Source == b.Source && other.Service == b.Service && other.Context == b.Context && other.Dockerfile == b.Dockerfile
		}) {
			f.found.Builds = append(f.found.Builds, b)
		}
	}
}

// choosable reports whether a template says where to look: it begins with a folder,
// or with a variable of which a default or a pattern says that folders are meant.
func choosable(template string) bool {
	first, _, _ := strings.Cut(template, "/")
	return !strings.HasPrefix(first, mark) || strings.HasPrefix(first, mark+":") || strings.HasPrefix(first, mark+"*")
}

// projects returns the folders with a package.json that a template may be; the
// template itself when nothing in it is open.
func (f *finder) projects(template string) (out []string) {
	if !isOpen(template) {
		return []string{template}
	}
	for _, name := range f.files {
		if path.Base(name) != "package.json" || Foreign(name) {
			continue
		}
		if _, ok := fill(template, path.Dir(name), ""); ok {
			out = append(out, path.Dir(name))
		}
	}
	return out
}

// fill matches a path against a template, and returns another template with what
// that has chosen.
func fill(template, name, other string) (filled string, ok bool) {
	parts, names := strings.Split(template, "/"), strings.Split(name, "/")
	if len(parts) != len(names) {
		return "", false
	}
	for n, part := range parts {
		before, rest, is := strings.Cut(part, mark)
		variable, after, _ := strings.Cut(rest, mark)
		switch {
		case !is && part == names[n]:
		case !is, isOpen(after), len(names[n]) <= len(before)+len(after), !strings.HasPrefix(names[n], before), !strings.HasSuffix(names[n], after):
			return "", false
		case variable != "":
			other = strings.ReplaceAll(other, open(variable), names[n][len(before):len(names[n])-len(after)])
		}
	}
	return other, true
}
