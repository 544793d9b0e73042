package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/rules/deploy"
	"github.com/nodedock/nodedock/fixes/rules/devneeds"
	"github.com/nodedock/nodedock/fixes/rules/installs"
	"github.com/nodedock/nodedock/fixes/rules/project"
	"github.com/nodedock/nodedock/fixes/text"
)

// outdatedOmitFlag reports old spellings of npm's --omit=dev.
var outdatedOmitFlag = &fixes.Rule{
	ID: "outdated-omit-flag", Practice: 2,
	Doc: doc("outdated_omit_flag.md"), Severity: fixes.Info, Offers: fixes.Safe,
	Check: checkOutdatedOmitFlag,
}

func checkOutdatedOmitFlag(p *fixes.Pass) error {
	for _, stage := range p.File.Stages {
		for _, m := range p.Chain(stage).Steps {
			if m.Stage != stage {
				continue
			}
			for s, script := range deploy.ScriptsOf(m) {
				for n, c := range script.Commands {
					for _, old := range oldFlags(c) {
						if major := devneeds.NPMMajor(p, stage, m.Instruction); 0 < major && major < 7 {
							continue // npm 6 has no other name for it
						}
						p.Report(omitFinding(p, m, script, c, old, fmt.Sprintf("%d.%d.%d", stage.Index, s, n)))
					}
				}
			}
		}
	}
	return nil
}

// An oldFlag is one old spelling: its first word, and how many it has.
type oldFlag struct {
	index, words int
	// twice reports that the command has --omit=dev as well.
	twice bool
}

// oldFlags finds the old spellings in a command of npm that installs or prunes.
func oldFlags(c *dockerfile.Command) []oldFlag {
	words := deploy.WordsOf(c)
	if c.Name() != "npm" || slices.Contains(words, "--") || !installsOrPrunes(words) {
		return nil
	}
	twice := slices.Contains(words, "--omit=dev")
	var out []oldFlag
	for n, w := range words {
		switch {
		case w == "--production", w == "--prod", w == "--only=production", w == "--only=prod", w == "--production=true":
			if n+1 < len(words) && (words[n+1] == "false" || words[n+1] == "true") {
				continue
			}
			out = append(out, oldFlag{n, 1, twice})
		case w == "--only" && n+1 < len(words) && (words[n+1] == "production" || words[n+1] == "prod"):
			out = append(out, oldFlag{n, 2, twice})
		}
	}
	return out
}

func installsOrPrunes(words []string) bool {
	if _, ok := node.ParseInstall(words); ok {
		return true
	}
	return project.ScriptFile(words[1:]) == "prune"
}

func omitFinding(p *fixes.Pass, m fixes.Moment, script *dockerfile.Script, c *dockerfile.Command, old oldFlag, key string) fixes.Finding {
	first, last := c.Words[old.index], c.Words[old.index+old.words-1]
	written := strings.Join(deploy.WordsOf(c)[old.index:old.index+old.words], " ")
	span := text.Span{Start: first.Span.Start, End: last.Span.End}
	f := fixes.Finding{Span: span, Key: "omit " + key, Message: fmt.Sprintf("%s is npm 6's name for --omit=dev: newer versions keep it as an alias and warn of it.", written)}
	if script.Heredoc || span.Len() <= 0 {
		f.Span = m.Span
	}
	switch {
	case devneeds.NPMMajor(p, m.Stage, m.Instruction) == 0:
		f.Withheld = fmt.Sprintf("which npm %s has is not known, and npm 6 does not know --omit", devneeds.BaseName(p, m.Stage))
	case m.Exec:
		f.Withheld = "it stands in an exec form. Write the new name there"
	case script.Heredoc:
		f.Withheld = "it stands in " + installs.NeverEdited(m.Instruction)
	case !first.Located || !last.Located || bytes.ContainsAny(p.File.Src[span.Start:span.End], "\n#"):
		f.Withheld = "the place of the flag in the file is not certain"
	default:
		f.Fix = omitFix(p, m.Stage, c, old, span)
	}
	return f
}

// omitFix writes the new name, or removes the old one where the new one stands
// beside it.
func omitFix(p *fixes.Pass, stage *dockerfile.Stage, c *dockerfile.Command, old oldFlag, span text.Span) *fixes.Fix {
	edit := text.Replace(span, "--omit=dev")
	if before := c.Words[old.index-1]; old.twice && before.Located && before.Span.End < span.Start {
		edit = text.Delete(text.Span{Start: before.Span.End, End: span.End})
		if bytes.ContainsAny(p.File.Src[before.Span.End:span.Start], "\n") {
			edit = text.Replace(span, "--omit=dev")
		}
	}
	fix := &fixes.Fix{Title: "Write --omit=dev", Applicability: fixes.Safe, Changes: []fixes.Change{p.Edit(edit)}}
	if strings.Contains(p.Chain(stage).Root.Base.Text, "$") {
		fix.Applicability = fixes.Review
		fix.Notes = []string{"An argument chooses the base image: npm 6, which comes with Node 14 and older, does not know --omit."}
	}
	return fix
}
