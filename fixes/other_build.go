package fixes

import (
	"path"
	"strings"
)

// The languages, beside JavaScript, whose builds OtherBuild knows.
const (
	Python = "python"
	Rust   = "rust"
	Java   = "java"
	DotNet = "dotnet"
	Ruby   = "ruby"
)

// otherBuilds are the names of their build files.
var otherBuilds = map[string]string{
	"pyproject.toml": Python, "setup.py": Python, "setup.cfg": Python,
	"cargo.toml": Rust, "build.rs": Rust,
	"pom.xml": Java, "build.gradle": Java, "build.gradle.kts": Java, "settings.gradle": Java, "settings.gradle.kts": Java,
	"directory.build.props": DotNet, "directory.build.targets": DotNet, "directory.packages.props": DotNet,
	".csproj": DotNet, ".fsproj": DotNet, ".vbproj": DotNet, ".gemspec": Ruby,
}

// OtherBuild returns the language of a file that says how a program of another
// language is built, by its name or its ending; "" for other files. An image may be
// made of both.
func OtherBuild(name string) string {
	base := strings.ToLower(path.Base(name))
	if language := otherBuilds[base]; language != "" {
		return language
	}
	return otherBuilds[path.Ext(base)]
}
