package image

import "strings"

// retaining are registries that are known to keep the manifests that their tags
// no longer point to, so that a pinned digest can still be pulled years later.
// Elsewhere they may be collected, and a pin breaks the build.
var retaining = []string{
	"docker.io/library", "mcr.microsoft.com", "gcr.io", "public.ecr.aws", "cgr.dev/chainguard",
}

// Retains reports whether the reference's registry is known to keep old
// digests. extra are further hosts or host/path prefixes, from the policy;
// "acme" or "acme/shop" without a host means Docker Hub.
func Retains(ref Ref, extra []string) bool {
	for _, prefix := range retaining {
		if under(ref.Name(), prefix) {
			return true
		}
	}
	for _, prefix := range extra {
		prefix = strings.Trim(prefix, "/")
		if prefix != "" && (under(ref.Name(), prefix) || under(ref.Name(), "docker.io/"+prefix)) {
			return true
		}
	}
	return false
}

// under reports whether a name is the prefix or lies below it.
func under(name, prefix string) bool {
	return name == prefix || strings.HasPrefix(name, prefix+"/")
}
