package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/rights"
	"github.com/nodedock/nodedock/fixes/rules/writes"
)

// copyWithoutChown reports a program that is not root and whose files are
// root's. Where root-user writes the USER, it writes the owner too.
var copyWithoutChown = &fixes.Rule{
	ID: "copy-without-chown", Practice: 4,
	Doc: doc("copy_without_chown.md"), Severity: fixes.Info, Offers: fixes.Review,
	Check: checkCopyWithoutChown,
}

func checkCopyWithoutChown(p *fixes.Pass) error {
	for _, t := range p.Production() {
		user, known := rights.EffectiveUser(p, t.Chain)
		copies := rights.AppCopies(p, t, false)
		if !known || launch.MeansRoot(user) || len(copies) == 0 || t.Chain.Base.PlatformOwnsProcess() {
			continue
		}
		if onlyManifests(copies) && givesSources(t) {
			continue // nobody writes into what npm reads
		}
		if givenAfter(t, user, copies) || givenAfter(t, "root", copies) {
			continue // who owns the files is decided by hand
		}
		w, err := writes.Of(p, t)
		if err != nil {
			return err
		}
		if w.Beside {
			if w.Beside, err = writes.SurelyWrites(p, t, w); err != nil {
				return err
			}
		}
		f := fixes.Finding{Span: copies[0].Span, Key: "files of " + user}
		if !w.Beside && !t.Chain.Base.HasNodeUser {
			continue
		}
		tier, owns := fixes.Advice, writes.Chowned(t.Chain, t.Chain.End.Workdir)
		given := ""
		if w.Beside {
			given = w.GivenBelow(p, t, user)
		}
		switch {
		case !w.Beside:
			f.Message = fmt.Sprintf("The program runs as %s and its files belong to root. It can read them; should it have to write among them, give them to %s by --chown.", user, user)
		case owns:
			f.Message = fmt.Sprintf("The program runs as %s, which may make files in %s. What is copied there belongs to root, so that it cannot change that, and %s.", user, t.Chain.End.Workdir, w.Why)
		case given != "":
			f.Message = fmt.Sprintf("The program runs as %s, which may write in %s, and its other files belong to root: where %s is not certain. Should it have to write among them, give them to %s by --chown.", user, given, strings.Replace(w.Why, " writes files", " writes", 1), user)
		default:
			f.Message = fmt.Sprintf("The program runs as %s and its files belong to root, and %s.", user, w.Why)
			f.Severity, tier = fixes.Warning, fixes.Review
		}
		if w.Beside && rights.OwnerOf(t, user, copies[0]) == "" {
			f.Withheld = fmt.Sprintf("which group goes with %s is not known", user)
			if at := rights.MadeBehind(t, user, copies[0]); at != nil {
				f.Withheld = fmt.Sprintf("%s is made at line %d, behind the COPY. Make it before, so that the COPY can name it", user, at.StartLine)
			}
		} else if linkedForOther(t, user, copies) {
			f.Withheld = fmt.Sprintf("a COPY with --link takes no names, and which number %s has is not known", user)
		} else if owner := rights.OwnerOf(t, user, copies[0]); owner != "" {
			f.Fix = &fixes.Fix{
				Title: fmt.Sprintf("Give the program's files to %s", user), Applicability: tier,
				Changes: []fixes.Change{p.Edit(rights.ChownEdits(copies, owner, "1000:1000")...)},
			}
			if !owns {
				f.Fix.Notes = []string{fmt.Sprintf("New files beside them also need %s itself to belong to %s.", t.Chain.End.Workdir, user)}
			}
		}
		p.Report(f)
	}
	return nil
}

// manifest finds what package managers read: package.json, lockfiles and settings.
var manifest = pattern.New(`^(?:package[\w.*-]*\.json|npm-shrinkwrap\.json|(?:yarn|pnpm-lock|bun)\.(?:lock|lockb|yaml)\*?|yarn\.lock\*|pnpm-workspace\.yaml|\.npmrc|\.yarnrc(?:\.yml)?|\.yarn)$`)

// onlyManifests reports whether the copies bring nothing but files of package managers.
func onlyManifests(copies []*dockerfile.Instruction) bool {
	return !slices.ContainsFunc(copies, func(i *dockerfile.Instruction) bool {
		return slices.ContainsFunc(i.Args[:len(i.Args)-1], func(w dockerfile.Word) bool { return !manifest.MatchString(path.Base(w.Text)) })
	})
}

// givesSources reports whether a COPY of the target's own stage gives its files to somebody.
func givesSources(t *fixes.Target) bool {
	return slices.ContainsFunc(t.Chain.Steps, func(m fixes.Moment) bool {
		return m.Is("COPY") && t.Chain.Own(m) && m.Flag("chown") != nil
	})
}

// givenAfter reports whether a RUN behind the first of the copies gives the program's folder to
// the user, or one behind each of them what it brings.
func givenAfter(t *fixes.Target, user string, copies []*dockerfile.Instruction) bool {
	owner, _, _ := strings.Cut(user, ":")
	given := 0
	for n, m := range t.Chain.Steps {
		if !slices.Contains(copies, m.Instruction) {
			continue
		}
		behind := *t.Chain
		behind.Steps = behind.Steps[n+1:]
		if m.Instruction == copies[0] && writes.ChownedTo(&behind, t.Chain.End.Workdir, owner) {
			return true
		}
		if writes.ChownedTo(&behind, m.Scene.Abs(m.Args[len(m.Args)-1].Text), owner) {
			given++
		}
	}
	return given == len(copies)
}

// linkedForOther reports whether a COPY with --link would need the number of a
// user other than node.
func linkedForOther(t *fixes.Target, user string, copies []*dockerfile.Instruction) bool {
	owner := rights.OwnerOf(t, user, copies[0])
	return owner != "" && owner != "node:node" && owner != "1000:1000" &&
		slices.ContainsFunc(copies, func(i *dockerfile.Instruction) bool { return i.Flag("link") != nil })
}
