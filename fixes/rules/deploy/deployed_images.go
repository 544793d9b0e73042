package deploy

import (
	"strings"

	"github.com/nodedock/nodedock/fixes/pattern"
)

// DeployedImage finds what a file names as an image.
var DeployedImage = pattern.New(`(?m)(?:^|[\s{,])["']?[iI]mage["']?\s*[:=]\s*(?:\{\s*"Name"\s*:\s*)?["']?([^\s"',}]+)`).Needs("mage")

// DeployedImages returns what such a file names as images. Beanstalk builds the
// Dockerfile beside a file that names none.
func DeployedImages(text string) (images []string) {
	for _, m := range DeployedImage.FindAllStringSubmatch(text, -1) {
		images = append(images, m[1])
	}
	for _, found := range []*pattern.Pattern{vagrantRun, templateRepository} {
		for _, m := range found.FindAllStringSubmatch(text, -1) {
			images = append(images, m[1])
		}
	}
	if len(images) == 0 && strings.Contains(text, "AWSEBDockerrunVersion") {
		images = []string{BuiltBy + "Dockerfile"}
	}
	return images
}

// templateRepository finds the image of a template of Unraid.
var templateRepository = pattern.New(`<Repository>\s*([^<\s]+)`).Needs("<Repository>")
