package splits

import (
	"path"
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes/dockerfile"
	"github.com/nodedock/nodedock/fixes/text"
)

// ChooseNames names the two stages. The shipped one keeps the name it had, for
// whoever builds it by that name.
func (s *Split) ChooseNames() (withheld string, err error) {
	s.ownName = s.Stage.Name
	for _, name := range []string{"build", "builder", "compile", "build-stage"} {
		taken := func(other *dockerfile.Stage) bool { return strings.EqualFold(other.Name, name) }
		if !slices.ContainsFunc(s.P.File.Stages, taken) {
			s.BuildName = name
			break
		}
	}
	switch {
	case s.BuildName == "":
		return "every name that nodedock gives a build stage is taken", nil
	case !s.Stage.Base.Located || s.ownName != "" && s.nameWord() == nil:
		return "the place of the stage's name in the line is not certain", nil
	}
	return "", nil
}

// nameWord returns the word of FROM that names the stage.
func (s *Split) nameWord() *dockerfile.Word {
	args := s.Stage.From.Args
	if len(args) == 0 {
		return nil
	}
	if last := &args[len(args)-1]; last.Located && last.Text == s.ownName && last.Span.Start > s.Stage.Base.Span.End {
		return last
	}
	return nil
}

// as returns a keyword in the case of the stage's own FROM.
func (s *Split) as(word string) string {
	span := s.Stage.From.KeywordSpan
	if from := string(s.P.File.Src[span.Start:span.End]); from == strings.ToLower(from) {
		return strings.ToLower(word)
	}
	return word
}

// Edits writes the two stages.
func (s *Split) Edits() []text.Edit {
	var edits []text.Edit
	if s.pin != "" {
		edits = append(edits, text.Insert(s.ref.Span.End, "@"+string(s.pin)))
	}
	if word := s.nameWord(); s.ownName != "" {
		edits = append(edits, text.Replace(word.Span, s.BuildName))
	} else {
		edits = append(edits, text.Insert(s.Stage.Base.Span.End, " "+s.as("AS")+" "+s.BuildName))
	}
	for _, i := range slices.Concat(s.left, s.moved) {
		edits = append(edits, text.Delete(s.withComments(i)))
	}
	return append(edits, s.P.File.InsertAfter(s.cut, s.lines()...))
}

// lines returns what stands between the two halves.
func (s *Split) lines() []string {
	var lines []string
	if s.prune != "" {
		lines = append(lines, s.prune)
	}
	lines = append(lines, "", s.from())
	lines = append(lines, s.head...)
	lines = append(lines, s.copies()...)
	for _, i := range s.moved {
		span := s.withComments(i)
		lines = append(lines, strings.TrimRight(string(s.P.File.Src[span.Start:span.End]), "\r\n"))
	}
	return lines
}

// from returns the FROM of the shipped stage: that of the stage as it was, with
// the digest.
func (s *Split) from() string {
	words := []string{s.as("FROM")}
	for _, f := range s.Stage.From.Flags {
		words = append(words, f.Word.Raw)
	}
	base := s.Stage.Base.Raw
	if s.pin != "" && s.ref.At == s.Stage.From {
		base += "@" + string(s.pin)
	}
	words = append(words, base)
	if s.ownName != "" {
		words = append(words, s.as("AS"), s.ownName)
	}
	return strings.Join(words, " ")
}

// copies returns the instructions that take files from the build.
func (s *Split) copies() []string {
	begin := s.keyword("COPY") + " --from=" + s.BuildName
	if s.owner != "" {
		begin += " --chown=" + s.owner
	}
	var lines []string
	for _, name := range s.carried {
		lines = append(lines, s.keyword("COPY")+" --from="+s.BuildName+" "+name+" "+name)
	}
	if s.files == nil {
		to := s.root + "/"
		if s.root == s.sceneAtCut().Workdir {
			to = "./"
		}
		return append(lines, begin+" "+s.root+" "+to)
	}
	for _, name := range s.files {
		to := "./" + name
		if path.Ext(name) != "" && !strings.HasPrefix(name, ".") {
			to = "./"
		}
		lines = append(lines, begin+" "+path.Join(s.root, name)+" "+to)
	}
	return lines
}

// withComments returns the lines of an instruction and of the comments that
// belong to it.
func (s *Split) withComments(i *dockerfile.Instruction) text.Span {
	start := i.Span.Start
	if len(i.Above) > 0 {
		start = i.Above[0].Span.Start
	}
	return text.Span{Start: splitLineStart(s.P.File, start), End: i.Span.End}
}
