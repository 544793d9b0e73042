package image

// With returns what is known of the base once its configuration was seen: the
// user, the process and Node's version are certain then. A nil config changes
// nothing. Which files, users and tools are in it stays what the name says.
func (b Base) With(c *Config) Base {
	if c == nil {
		return b
	}
	b.ProcessKnown, b.Entrypoint, b.Cmd = true, c.Entrypoint, c.Cmd
	b.OnBuild = len(c.OnBuild) > 0
	if b.User = c.User; b.User == "" || b.User == "0" || b.User == "0:0" || b.User == "root:root" {
		b.User = "root"
	}
	major, minor, _ := numbers(c.Getenv("NODE_VERSION"))
	if major <= 0 {
		return b
	}
	if b.Kind == Unknown {
		b.Kind, b.Guess = OtherNode, true
	}
	b.Node, b.Major, b.Minor = true, major, minor
	if b.Kind != DistrolessNode {
		b.NPMMajor = NPMOf(major, minor)
	}
	if b.Kind == OfficialNode {
		b.Ships.Yarn, b.Ships.Corepack = shipsYarn(major), shipsCorepack(major, minor)
	}
	return b
}

// TagsFor returns those of an official image's tags that name exactly the
// version of NODE_VERSION, in any variant: what a digest without a tag may
// have been written as. The order is kept.
func TagsFor(nodeVersion string, tags []string) []string {
	var named []string
	for _, written := range tags {
		if tag, ok := SplitTag(written); ok && tag.Version == nodeVersion && tag.Precision() == Patch {
			named = append(named, written)
		}
	}
	return named
}
