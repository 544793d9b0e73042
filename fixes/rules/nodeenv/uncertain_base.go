package nodeenv

import (
	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/image"
)

// uncertain are the kinds of images with Node of which their name does not say what they set.
var uncertain = map[image.Kind]bool{image.Unknown: true, image.OtherNode: true, image.HardenedNode: true, image.BitnamiNode: true, image.UBINode: true}

// UncertainBase returns the image that a target is made from where it may set NODE_ENV, "" where it is known not
// to, and whether its configuration says that it sets it for production.
func UncertainBase(p *fixes.Pass, t *fixes.Target) (base string, sets bool) {
	if t.Chain.Scratch || t.Chain.Root == nil || t.Chain.Known && !uncertain[t.Chain.Base.Kind] && !t.Chain.Base.Guess {
		return "", false
	}
	if !t.Chain.Known {
		return t.Chain.Root.Base.Text, false
	}
	info, err := p.ImageConfig(t.Chain.Ref)
	if err != nil || info.Config == nil {
		return t.Chain.Root.Base.Text, false
	}
	return "", info.Config.Getenv("NODE_ENV") == "production"
}
