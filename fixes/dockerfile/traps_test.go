package dockerfile

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/nodedock/nodedock/fixes/text"
)

// load parses a file of testdata/dockerfile.
func load(t *testing.T, name string) *File {
	t.Helper()
	src, err := os.ReadFile("../../testdata/dockerfile/" + name + ".Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(src))
}

// apply returns the file with an edit made.
func apply(t *testing.T, f *File, edit text.Edit) string {
	t.Helper()
	out, err := text.Apply(f.Src, []text.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// keywords returns the keywords of a file in order.
func keywords(f *File) string {
	var all []string
	for _, i := range f.Instructions {
		all = append(all, i.Keyword)
	}
	return strings.Join(all, " ")
}

// commands returns the commands of an instruction, a line each.
func commands(i *Instruction) []string {
	var all []string
	for _, s := range i.Scripts(i.Stage.ShellAt(i)) {
		for _, c := range s.Commands {
			var words []string
			for _, w := range c.Words {
				words = append(words, w.Text)
			}
			all = append(all, strings.Join(words, " "))
		}
	}
	return all
}

// texts returns the values of words.
func texts(words []Word) []string {
	var all []string
	for _, w := range words {
		all = append(all, w.Text)
	}
	return all
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func TestTrap01HeredocBodiesAreData(t *testing.T) {
	t.Parallel()
	f := load(t, "01-heredoc-data")
	equal(t, "instructions", keywords(f), "FROM RUN USER")
	run := f.Instructions[1]
	equal(t, "lines", [2]int{run.StartLine, run.EndLine}, [2]int{2, 5})
	equal(t, "body", f.src(run.Heredocs[0].Body), "FROM node:20\nUSER root\n")
	equal(t, "terminator", f.src(run.Heredocs[0].Terminator), "EOF\n")
	equal(t, "comments", len(f.Comments), 0)
	for _, c := range run.Scripts(nil)[0].Commands {
		if c.Located || c.Words[0].Located {
			t.Error("a heredoc body may not be edited")
		}
	}
}

func TestTrap02QuotedDelimitersDoNotExpand(t *testing.T) {
	t.Parallel()
	f := load(t, "02-heredoc-file")
	first, second := f.Instructions[1].Heredocs[0], f.Instructions[2].Heredocs[0]
	equal(t, "quoted", []any{first.Name, first.Content, first.Expand}, []any{"EOT", "SECRET=x\n", false})
	equal(t, "unquoted", []any{second.Content, second.Expand}, []any{"A=$B\n", true})
	if f.Instructions[1].Scripts(nil) != nil {
		t.Error("a COPY has no scripts")
	}
}

func TestTrap03SeveralHeredocs(t *testing.T) {
	t.Parallel()
	f := load(t, "03-several-heredocs")
	run, cp := f.Instructions[1], f.Instructions[2]
	equal(t, "RUN ends at", run.EndLine, 6)
	equal(t, "COPY ends at", cp.EndLine, 11)
	equal(t, "second body", f.src(run.Heredocs[1].Body), "two\n")
	equal(t, "commands", commands(run), []string{"cat", "cat"})
	equal(t, "after", f.Instructions[3].Keyword, "USER")
	equal(t, "destination", cp.Args[2].Text, "/x/")
}

func TestTrap04OtherInterpretersAreNoShell(t *testing.T) {
	t.Parallel()
	f := load(t, "04-heredoc-interpreters")
	equal(t, "bash", commands(f.Instructions[1]), []string{"bash", "npm install"})
	equal(t, "python3", commands(f.Instructions[2]), []string{"python3"})
	equal(t, "#! python3", commands(f.Instructions[3]), nil)
	equal(t, "#! sh", commands(f.Instructions[4]), []string{"npm ci"})
}

func TestTrap05HeredocsAreReadOnly(t *testing.T) {
	t.Parallel()
	f := load(t, "05-heredoc-without-set-e")
	run := f.Instructions[1]
	equal(t, "commands", commands(run), []string{"npm ci", "npm run build"})
	if s := run.Scripts(nil)[0]; !s.Heredoc {
		t.Error("the script should say that it is a heredoc")
	}
	if _, ok := f.ReplaceBody(run, "npm ci"); ok {
		t.Error("a heredoc's body may not be replaced")
	}
}

func TestTrap06EscapeDirective(t *testing.T) {
	t.Parallel()
	f := load(t, "06-escape-backtick")
	run := f.Instructions[1]
	equal(t, "text", run.Text, "RUN npm i   --no-audit")
	equal(t, "backslash", f.Instructions[2].Text, `RUN echo C:\`)
	equal(t, "escape", f.Style.Escape, byte('`'))
	equal(t, "new text", f.InsertAfter(run, "RUN a && \\\n    b").New, "RUN a && `\n    b\n")

	late := load(t, "06-escape-too-late")
	equal(t, "too late", []any{late.Style.Escape, len(late.Directives), len(late.Comments)}, []any{byte('\\'), 0, 2})
}

func TestTrap07CRLF(t *testing.T) {
	t.Parallel()
	f := load(t, "07-crlf")
	equal(t, "style", f.Style, Style{EOL: "\r\n", FinalNewline: true, Escape: '\\'})
	equal(t, "text", f.Instructions[1].Text, "RUN npm ci   --no-audit")
	equal(t, "comment", f.Comments[0].Text, "why")
	equal(t, "body", f.src(f.Instructions[2].Heredocs[0].Body), "npm ci\r\n")
	equal(t, "new line", f.AppendLines("A", "B").New, "A\r\nB\r\n")
	if strings.ContainsRune(f.Instructions[3].Args[0].Raw, '\r') {
		t.Error("the line break is no part of the user")
	}
}

func TestTrap08ByteOrderMark(t *testing.T) {
	t.Parallel()
	f := load(t, "08-bom")
	equal(t, "parts", []PartKind{f.Parts[0].Kind, f.Parts[1].Kind}, []PartKind{BOMPart, DirectivePart})
	equal(t, "stage", f.Stages[0].Name, "x")
	equal(t, "before the first", f.InsertBefore(parse(t, bom+"FROM a\n").Instructions[0], "X").Span.Start, 3)
	for _, src := range []string{"\xff\xfeF\x00R\x00", "\xfe\xff\x00F\x00R", "F\x00R\x00O\x00M\x00"} {
		if _, err := Parse("Dockerfile", []byte(src)); err == nil {
			t.Errorf("%q should be refused", src)
		}
	}
}

func TestTrap09NoFinalNewline(t *testing.T) {
	t.Parallel()
	f := load(t, "09-no-final-newline")
	equal(t, "append", apply(t, f, f.AppendLines("USER node")), "FROM node:20\nRUN npm ci\nUSER node")
	equal(t, "after the last", apply(t, f, f.InsertAfter(f.Instructions[1], "USER node")), "FROM node:20\nRUN npm ci\nUSER node")
	equal(t, "between", apply(t, f, f.InsertAfter(f.Instructions[0], "USER node")), "FROM node:20\nUSER node\nRUN npm ci")

	open := load(t, "09-open-continuation")
	equal(t, "open", apply(t, open, open.AppendLines("USER node")),
		"FROM node:20\nRUN npm ci \n  # nothing follows\n\n  \nUSER node\n")
}

func TestTrap10DirectivesComeFirst(t *testing.T) {
	t.Parallel()
	f := load(t, "10-directives")
	equal(t, "names", []string{f.Directives[0].Name, f.Directives[1].Name}, []string{"syntax", "check"})
	equal(t, "value", f.Directives[0].Value, "docker/dockerfile:1")
	equal(t, "comment", f.Comments[0].Text, "not a directive")
	edit := f.InsertBefore(f.Instructions[0], "ARG A")
	if edit.Span.Start < f.Directives[1].Span.End {
		t.Error("new lines may not come before a directive")
	}
	later := parse(t, "FROM a\n# syntax=x\n")
	equal(t, "a directive after an instruction", len(later.Directives), 0)
}

func TestTrap11CommentsAndBlanksWithin(t *testing.T) {
	t.Parallel()
	f := load(t, "11-comments-within")
	run := f.Instructions[1]
	equal(t, "text", run.Text, "RUN a &&   b")
	equal(t, "comments", []string{f.Comments[0].Text, f.Comments[1].Text}, []string{"why", "last"})
	if f.Comments[0].Inside != run || f.Comments[1].Inside != nil {
		t.Error("the first comment stands in the RUN, the second does not")
	}
	second := run.Scripts(nil)[0].Commands[1]
	equal(t, "b", f.src(second.Span), "b")
	equal(t, "line of b", f.Position(second.Span.Start), text.Position{Line: 5, Column: 3})
	if _, ok := f.ReplaceBody(run, "x"); ok {
		t.Error("a comment would be lost")
	}
	equal(t, "warnings", f.Warnings, []Warning{{Message: "Empty continuation line", Line: 5}})
}

func TestTrap12LowerCase(t *testing.T) {
	t.Parallel()
	f := load(t, "12-lower-case")
	equal(t, "keyword", []string{f.Instructions[0].Keyword, f.Style.Keyword("USER")}, []string{"FROM", "user"})
	equal(t, "name", f.Stages[0].Name, "Base")
	if f.Stages[1].Parent != f.Stages[0] || f.StageByName("bAsE") != f.Stages[0] {
		t.Error("stage names compare without regard to case")
	}
}

func TestTrap13FromOnTwoLines(t *testing.T) {
	t.Parallel()
	f := load(t, "13-from-on-two-lines")
	s := f.Stages[0]
	equal(t, "stage", []any{s.Name, s.Base.Text, s.Base.Located, s.Platform}, []any{"x", "node:20-alpine", true, "linux/amd64"})
	equal(t, "base", f.src(s.Base.Span), "node:20-alpine")
	equal(t, "platform", f.src(s.From.Flag("platform").ValueSpan), "linux/amd64")
}

func TestTrap14JSON(t *testing.T) {
	t.Parallel()
	f := load(t, "14-json")
	var exec []bool
	for _, i := range f.Instructions[1:] {
		exec = append(exec, i.Exec)
	}
	equal(t, "exec form", exec, []bool{true, false, false, false, true})
	two := f.Instructions[1]
	equal(t, "array", f.src(two.JSON), "[\"node\", \\\n  \"server.js\"]")
	words := two.ExecCommand().Words
	equal(t, "second word", []any{words[1].Text, words[1].Located, f.src(words[1].Span)}, []any{"server.js", true, `"server.js"`})
	if two.ExecCommand().Located {
		t.Error("a command on two lines is not located as a whole")
	}
	equal(t, "escapes", texts(f.Instructions[5].Args), []string{`a"b`, "é"})
}

func TestTrap15NoTrailingComments(t *testing.T) {
	t.Parallel()
	f := load(t, "15-trailing-comment")
	equal(t, "user", f.Instructions[1].Args[0].Text, "1000  # node")
	equal(t, "comments", len(f.Comments), 0)
}

func TestTrap16LegacyEnv(t *testing.T) {
	t.Parallel()
	f := load(t, "16-legacy-env")
	type pair struct {
		Name, Value string
		Has, Legacy bool
	}
	read := func(n int) (all []pair) {
		for _, p := range EnvPairs(f.Instructions[n]) {
			all = append(all, pair{p.Name.Text, p.Value.Text, p.HasValue, p.Legacy})
		}
		return all
	}
	equal(t, "legacy", read(1), []pair{{"A", "b c", true, true}})
	equal(t, "pairs", read(2), []pair{{"A", "b", true, false}, {"C", "d", true, false}})
	equal(t, "quoted", read(3), []pair{{"X", "a b", true, false}, {"Y", "c d", true, false}, {"Z", "e f", true, false}, {"W", "", true, false}})
	equal(t, "ARG", read(4), []pair{{"P", "", false, false}, {"Q", "1", true, false}, {"R", "x y", true, false}})
	equal(t, "LABEL", read(5), []pair{{"one", "two", true, true}})
	equal(t, "span", f.src(EnvPairs(f.Instructions[3])[0].Value.Span), `"a b"`)
}

func TestTrap17Onbuild(t *testing.T) {
	t.Parallel()
	f := load(t, "17-onbuild")
	trigger := f.Instructions[1].Trigger
	equal(t, "trigger", []string{trigger.Keyword, trigger.Args[0].Text, trigger.Text}, []string{"RUN", "npm install", "RUN npm install"})
	equal(t, "where", f.src(trigger.Args[0].Span), "npm install")
	if trigger.Args[0].Located || commands(trigger) == nil || trigger.Scripts(nil)[0].Commands[0].Located {
		t.Error("a trigger is read, never edited")
	}
	if _, ok := f.ReplaceBody(f.Instructions[1], "x"); ok {
		t.Error("a trigger may not be replaced")
	}
	cp := f.Instructions[2]
	equal(t, "COPY ends at", cp.EndLine, 5)
	equal(t, "flag", cp.Trigger.Flag("chown").Value, "node")
	equal(t, "body", cp.Trigger.Heredocs[0].Content, "hello\n")
	equal(t, "exec", texts(f.Instructions[3].Trigger.Args), []string{"node", "x"})
}

func TestTrap18Shell(t *testing.T) {
	t.Parallel()
	f := load(t, "18-shell")
	base, final := f.Stages[0], f.Stages[1]
	bash := []string{"/bin/bash", "-eo", "pipefail", "-c"}
	equal(t, "before SHELL", base.ShellAt(base.Instructions[1]), nil)
	equal(t, "after SHELL", base.ShellAt(base.Instructions[2]), bash)
	equal(t, "inherited", final.ShellAt(final.Instructions[1]), bash)
	run := final.Instructions[3]
	equal(t, "changed", final.ShellAt(run), []string{"powershell", "-command"})
	equal(t, "PowerShell", commands(run), nil)
}

func TestTrap19Flags(t *testing.T) {
	t.Parallel()
	f := load(t, "19-flags")
	cp := f.Instructions[1]
	equal(t, "from", f.src(cp.Flag("from").ValueSpan), "node:20")
	equal(t, "quoted", []string{cp.Flag("chown").Value, f.src(cp.Flag("chown").ValueSpan)}, []string{"a b", `"a b"`})
	equal(t, "link", *cp.Flag("link"), Flag{
		Name: "link", Word: cp.Flags[2].Word,
		ValueSpan: text.Span{Start: cp.Flags[2].Word.Span.End, End: cp.Flags[2].Word.Span.End},
	})
	equal(t, "args", texts(cp.Args), []string{"/x", "/y"})
	equal(t, "mounts", len(f.Instructions[2].Flags), 2)
	equal(t, "RUN", commands(f.Instructions[2]), []string{"npm ci"})
	equal(t, "HEALTHCHECK", texts(f.Instructions[3].Args), []string{"CMD", "curl", "x"})
	equal(t, "exec", f.Instructions[3].ExecCommand().Name(), "curl")
	equal(t, "NONE", texts(f.Instructions[4].Args), []string{"NONE"})
	equal(t, "EXPOSE", texts(f.Instructions[6].Args), []string{"3000", "80/udp"})
	equal(t, "VOLUME", texts(f.Instructions[7].Args), []string{"/a", "/b"})
	equal(t, "STOPSIGNAL", texts(f.Instructions[8].Args), []string{"SIGTERM"})
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		src  string
		line int
		want string
	}{
		"NUL bytes":               {"FROM a\nRUN \x00\n", 2, "NUL"},
		"NUL spelled in JSON":     {"FROM a\nCOPY [\"<<\\u0000\", \"/x\"]\n", 2, "NUL"},
		"invalid UTF-8":           {"FROM a\nRUN \xff\n", 2, "UTF-8"},
		"over-long lines":         {"FROM a\nRUN " + strings.Repeat("x", 1<<16) + "\n", 2, "longer"},
		"over-large files":        {strings.Repeat("# x\n", 1<<19), 0, "larger"},
		"deep substitutions":      {"FROM a\nRUN <<" + strings.Repeat("${a:-", 200), 2, "substitutions"},
		"an unknown instruction":  {"FROM a\n\nRNU x\n", 3, "unknown instruction"},
		"an unknown flag":         {"FROM a\nCOPY --form=b x y\n", 2, "unknown flag"},
		"a file without FROM":     {"ARG A\n", 1, "no FROM"},
		"nothing at all":          {"# x\n", 1, "no instructions"},
		"RUN before FROM":         {"RUN x\nFROM a\n", 1, "before the first FROM"},
		"an open heredoc":         {"FROM a\nRUN <<E\nx\n", 2, "unterminated heredoc"},
		"ONBUILD ONBUILD":         {"FROM a\nONBUILD ONBUILD RUN x\n", 2, "ONBUILD"},
		"a bad escape directive":  {"# escape=x\nFROM a\n", 1, "escape"},
		"a directive given twice": {"# syntax=x\n# syntax=y\nFROM a\n", 2, "only one"},
		"ENV without a value":     {"FROM a\nENV A\n", 2, "ENV"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			quiet(t, func() {
				_, err := Parse("api/Dockerfile", []byte(tt.src))
				var at *Error
				if !errors.As(err, &at) || at.Path != "api/Dockerfile" || at.Line != tt.line || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want line %d: … %s …", err, tt.line, tt.want)
				}
			})
		})
	}
}

func TestParseTakesTheLongestLine(t *testing.T) {
	t.Parallel()
	parse(t, "FROM a\nRUN "+strings.Repeat("x", maxLine-4)+"\n")
	parse(t, "FROM a\nRUN "+strings.Repeat("x", maxLine-4))
}
