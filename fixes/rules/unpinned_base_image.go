package rules

import (
	"fmt"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/image"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/lean"
	"github.com/nodedock/nodedock/fixes/text"
)

// unpinnedBaseImage reports images that are named by a tag without a digest.
var unpinnedBaseImage = &fixes.Rule{
	ID: "unpinned-base-image", Practice: 1, Aliases: []string{"CKV_DOCKER_7"},
	Doc: doc("unpinned_base_image.md"), Severity: fixes.Warning, Offers: fixes.Safe,
	Check: checkUnpinnedBaseImage,
}

func checkUnpinnedBaseImage(p *fixes.Pass) error {
	seen := map[string]bool{} // ARGs that were reported
	for _, ref := range p.ImageRefs() {
		if ref.Err == nil && (ref.Ref.Digest != "" || launch.Floating(ref.Ref)) {
			continue
		}
		f := fixes.Finding{Span: ref.Span, Key: ref.Text}
		switch {
		case ref.Literal():
			pinLiteral(p, ref, &f)
		case !seen[strings.Join(ref.Args, " ")]:
			seen[strings.Join(ref.Args, " ")] = true
			pinArgument(p, ref, &f)
		default:
			continue
		}
		p.Report(f)
	}
	return nil
}

// pinLiteral offers the digest behind the tag as it is written.
func pinLiteral(p *fixes.Pass, ref *fixes.ImageRef, f *fixes.Finding) {
	f.Message = fmt.Sprintf("%s is a tag: the image behind it changes, and with it what this build makes.", ref.Text)
	if ref.Err != nil {
		f.Withheld = fmt.Sprintf("%s is not an image reference", ref.Text)
		return
	}
	info, withheld := launch.Pinnable(p, ref.Ref)
	switch {
	case withheld != "":
		f.Withheld = withheld
	case !ref.Located:
		f.Withheld = "the place of the reference in the line is not certain"
	default:
		f.Fix = pinFix(p, ref.Ref, info, fixes.Safe, text.Insert(ref.Span.End, "@"+string(info.Digest)))
	}
}

// pinArgument offers the digest in the default of the ARG, when the ARG holds
// the whole reference.
func pinArgument(p *fixes.Pass, ref *fixes.ImageRef, f *fixes.Finding) {
	f.Message = fmt.Sprintf("%s is made of %s: the image behind it changes, and with it what this build makes.", ref.Text, lean.Plural("build argument", ref.Args))
	value, ok := wholeArgument(p.File, ref)
	if !ok {
		f.Withheld = fmt.Sprintf("whoever builds it may pass another %s, and a digest that does not belong to the tag would be wrong. Put the whole reference with its digest into one ARG", strings.Join(ref.Args, " or "))
		return
	}
	info, withheld := launch.Pinnable(p, ref.Ref)
	if withheld != "" {
		f.Withheld = withheld
		return
	}
	f.Span = value.Span
	f.Fix = pinFix(p, ref.Ref, info, fixes.Review, text.Insert(value.Span.End, "@"+string(info.Digest)))
	f.Fix.Notes = []string{fmt.Sprintf("A build that passes --build-arg %s= still chooses its own image.", ref.Args[0])}
}

// wholeArgument returns the default of the global ARG that is the whole
// reference.
func wholeArgument(file *dockerfile.File, ref *fixes.ImageRef) (value dockerfile.Word, ok bool) {
	if len(ref.Args) != 1 || ref.Text != "$"+ref.Args[0] && ref.Text != "${"+ref.Args[0]+"}" {
		return value, false
	}
	for _, g := range file.Globals {
		for _, pair := range dockerfile.EnvPairs(g) {
			if pair.Name.Text == ref.Args[0] {
				value = withinQuotes(pair.Value)
				ok = value.Located && value.Raw == value.Text && value.Text == ref.Ref.Raw
			}
		}
	}
	return value, ok
}

// withinQuotes returns what stands between the quotes of a word that is quoted as
// a whole, else the word.
func withinQuotes(w dockerfile.Word) dockerfile.Word {
	if inside := len(w.Text); len(w.Raw) == inside+2 && w.Raw[1:inside+1] == w.Text && strings.ContainsAny(w.Raw[:1], `"'`) {
		w.Raw, w.Span = w.Text, text.Span{Start: w.Span.Start + 1, End: w.Span.End - 1}
	}
	return w
}

func pinFix(p *fixes.Pass, ref image.Ref, info image.Info, tier fixes.Applicability, edit text.Edit) *fixes.Fix {
	return &fixes.Fix{
		Title:         fmt.Sprintf("Pin %s to %s", ref.Familiar(), info.Digest.Short()),
		Applicability: tier,
		Changes:       []fixes.Change{p.Edit(edit)},
	}
}
