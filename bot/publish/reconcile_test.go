package publish

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var naive = map[string]string{"Dockerfile": "FROM node\n", "README.md": "shop\n"}

// wants returns what a plan wants that turns the Dockerfile into text.
func wants(text string, ids ...string) Desired {
	d := Desired{
		Branch: "nodedock/fixes", Plan: "plan of " + text, Title: "Repair the Dockerfile", Body: "body of " + text, Message: "repair the Dockerfile",
		Files: []File{{Path: "Dockerfile", Content: []byte(text)}}, Offered: ids,
	}
	for n, id := range ids {
		d.Comments = append(d.Comments, Comment{ID: id, Path: "Dockerfile", Line: n + 1, Body: "because " + id})
	}
	return d
}

// also returns d with one more file and its comment.
func also(d Desired, path, id string) Desired {
	d.Files = append(slices.Clone(d.Files), File{Path: path, Content: []byte("FROM node:22\n")})
	d.Comments = append(slices.Clone(d.Comments), Comment{ID: id, Path: path, Line: 1, Body: "because " + id})
	d.Offered = append(slices.Clone(d.Offered), id)
	d.Plan += " and " + path
	return d
}

func nothing() Desired {
	return Desired{Branch: "nodedock/fixes", Plan: "nothing", Gone: "The Dockerfile is fine now."}
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	first := []string{"create nodedock/fixes (1 files)", "open a pull request", "review with 2 comments"}
	fixed := wants("FROM node:22\n", "f1", "f2")
	cases := map[string]struct {
		given func(*model)
		want  Desired
		ops   []string
	}{
		"writes nothing when there is nothing to fix": {want: nothing()},
		"opens a pull request with one review":        {want: fixed, ops: first},
		"writes nothing when the pull request says the same": {
			given: func(m *model) { m.reconcile(fixed) }, want: fixed,
		},
		"writes nothing after a push that has nothing to do with it": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.land(map[string]string{"Dockerfile": "FROM node\n", "README.md": "news\n"})
			},
			want: fixed,
		},
		"adds a commit and comments for new findings only": {
			given: func(m *model) { m.reconcile(fixed) },
			want:  wants("FROM node:22\nUSER node\n", "f1", "f2", "f3"),
			ops:   []string{"commit to nodedock/fixes (1 files)", "edit #1", "review with 1 comments"},
		},
		"resolves conversations about what is gone": {
			given: func(m *model) { m.reconcile(fixed) },
			want:  wants("FROM node:24\n", "f2"),
			ops:   []string{"commit to nodedock/fixes (1 files)", "edit #1", "resolve 1 conversations on #1"},
		},
		"leaves conversations for later when a commit and a review take all requests": {
			given: func(m *model) { m.reconcile(fixed) },
			want:  wants("FROM node:24\n", "f2", "f3"),
			ops:   []string{"commit to nodedock/fixes (1 files)", "edit #1", "review with 1 comments"},
		},
		"edits the body alone when only the advice is new": {
			given: func(m *model) { m.reconcile(fixed) },
			want:  func() Desired { d := fixed; d.Plan = "with advice"; return d }(),
			ops:   []string{"edit #1"},
		},
		"makes a merge commit when the base changed a file of the branch": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.land(map[string]string{"Dockerfile": "FROM node\nRUN true\n"})
			},
			want: wants("FROM node:22\nRUN true\n", "f1", "f2"),
			ops:  []string{"merge the base into nodedock/fixes (1 files)", "edit #1"},
		},
		"makes a merge commit when a file is new on the base and has to be changed": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.land(map[string]string{"Dockerfile": "FROM node\n", "README.md": "shop\n", "api/Dockerfile": "FROM node\n"})
			},
			want: also(fixed, "api/Dockerfile", "f3"),
			ops:  []string{"merge the base into nodedock/fixes (2 files)", "edit #1", "review with 1 comments"},
		},
		"remembers where the branch left the base": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.land(map[string]string{"Dockerfile": "FROM node\n", "README.md": "news\n", "api/Dockerfile": "FROM node\n"})
				m.reconcile(wants("FROM node:22\nUSER node\n", "f1", "f2"))
			},
			want: also(wants("FROM node:22\nUSER node\n", "f1", "f2"), "api/Dockerfile", "f3"),
			ops:  []string{"merge the base into nodedock/fixes (2 files)", "edit #1", "review with 1 comments"},
		},
		"gives a file back that is no longer changed": {
			given: func(m *model) {
				d := fixed
				d.Files = append(slices.Clone(d.Files), File{Path: ".dockerignore", Content: []byte("node_modules\n")}, File{Path: "README.md", Content: []byte("x")})
				m.reconcile(d)
				m.land(map[string]string{"Dockerfile": "FROM node\n", "README.md": "shop\n", "other": "x"})
			},
			want: fixed,
			ops:  []string{"commit to nodedock/fixes (3 files)", "edit #1"},
		},
		"leaves a branch a person committed to and says so once": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.commit("my own idea", false, "persontree", m.Branch.Head)
			},
			want: wants("FROM node:24\n", "f9"),
			ops:  []string{"note person-commit on #1", "edit #1"},
		},
		"does not take a person's amended commit for its own": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.Branch.Commits[0].SHA, m.Branch.Head, m.Branch.Commits[0].Bot = "amended", "amended", false
			},
			want: wants("FROM node:24\n", "f9"),
			ops:  []string{"note person-commit on #1", "edit #1"},
		},
		"leaves a branch a person committed to when nothing is left to fix": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.commit("my own idea", false, "persontree", m.Branch.Head)
			},
			want: nothing(),
		},
		"closes a pull request that is no longer needed": {
			given: func(m *model) { m.reconcile(fixed) }, want: nothing(),
			ops: []string{"note closed on #1", "close #1", "delete nodedock/fixes"},
		},
		"writes nothing when a person closed the same": {
			given: func(m *model) { m.reconcile(fixed); m.Pulls[0].State = Closed }, want: fixed,
		},
		"opens another when something new is found after a person closed one": {
			given: func(m *model) { m.reconcile(fixed); m.Pulls[0].State, m.Branch = Closed, nil },
			want:  wants("FROM node\nUSER node\n", "f3"),
			ops:   []string{"create nodedock/fixes (1 files)", "open a pull request", "review with 1 comments"},
		},
		"reopens what a person closed when somebody asks": {
			given: func(m *model) { m.reconcile(fixed); m.Pulls[0].State = Closed },
			want:  func() Desired { d := fixed; d.Asked = true; return d }(),
			ops:   []string{"reopen #1"},
		},
		"opens another when somebody asks and the branch is gone": {
			given: func(m *model) { m.reconcile(fixed); m.Pulls[0].State, m.Branch = Closed, nil },
			want:  func() Desired { d := fixed; d.Asked = true; return d }(),
			ops:   first,
		},
		"says nothing more after a closed pull request lost its marker": {
			given: func(m *model) { m.reconcile(fixed); m.Pulls[0].State, m.Pulls[0].Body = Closed, "gone" },
			want:  wants("FROM node:24\n", "f9"),
		},
		"never overwrites when the marker is gone": {
			given: func(m *model) { m.reconcile(fixed); m.Pulls[0].Body = "a person's text" },
			want:  wants("FROM node:24\n", "f9"),
		},
		"starts over after a merge": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.Pulls[0].State, m.Branch = Merged, nil
				m.land(map[string]string{"Dockerfile": "FROM node:22\nCMD npm start\n"})
			},
			want: wants("FROM node:22\nCMD [\"node\"]\n", "f5"),
			ops:  []string{"create nodedock/fixes (1 files)", "open a pull request", "review with 1 comments"},
		},
		"uses the branch of a merged pull request again": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.Pulls[0].State = Merged
				m.land(map[string]string{"Dockerfile": "FROM node:22\nCMD npm start\n"})
			},
			want: wants("FROM node:22\nCMD [\"node\"]\n", "f5"),
			ops:  []string{"merge the base into nodedock/fixes (1 files)", "open a pull request", "review with 1 comments"},
		},
		"uses the branch again after a merge of what a person added": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.commit("my own idea", false, "persontree", m.Branch.Head)
				m.Pulls[0].State = Merged
				m.land(map[string]string{"Dockerfile": "FROM node:22\nCMD npm start\n"})
			},
			want: wants("FROM node:22\nCMD [\"node\"]\n", "f5"),
			ops:  []string{"merge the base into nodedock/fixes (1 files)", "open a pull request", "review with 1 comments"},
		},
		"leaves a branch that a person committed to after the merge": {
			given: func(m *model) {
				m.reconcile(fixed)
				m.Pulls[0].State = Merged
				m.commit("my own idea", false, "persontree", m.Branch.Head)
				m.land(map[string]string{"Dockerfile": "FROM node:22\nCMD npm start\n"})
			},
			want: wants("FROM node:22\nCMD [\"node\"]\n", "f5"),
		},
		"leaves a branch of its name that somebody else made": {
			given: func(m *model) { m.commit("mine", false, "persontree", m.Base.Head) }, want: fixed,
		},
		"opens a pull request for a branch that is just what it would make": {
			given: func(m *model) {
				m.apply(Reconcile(fixed, m.State).Ops[0])
				m.Branch.Commits[0].Bot = false
			},
			want: fixed,
			ops:  []string{"open a pull request", "review with 2 comments"},
		},
		"follows a renamed default branch": {
			given: func(m *model) { m.reconcile(fixed); m.Base.Name = "trunk" }, want: fixed, ops: []string{"edit #1"},
		},
		"persists a rule that was turned off": {
			given: func(m *model) { m.reconcile(fixed) },
			want:  func() Desired { d := fixed; d.Skipped = []string{"root-user"}; return d }(),
			ops:   []string{"edit #1"},
		},
		"writes nothing to an archived repository": {given: func(m *model) { m.Archived = true }, want: fixed},
		"writes nothing to an empty repository":    {given: func(m *model) { m.Empty = true }, want: fixed},
		"writes nothing to a disabled repository":  {given: func(m *model) { m.Disabled = true }, want: fixed},
		"writes nothing to a fork":                 {given: func(m *model) { m.Fork = true }, want: fixed},
		"writes nothing when the base moved meanwhile": {
			given: func(m *model) { m.Base.Planned = "older" }, want: fixed,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newModel(naive)
			if c.given != nil {
				c.given(m)
			}
			d := Reconcile(c.want, m.State)
			var got []string
			for _, op := range d.Ops {
				got = append(got, op.String())
			}
			if diff := cmp.Diff(c.ops, got); diff != "" {
				t.Fatalf("ops (-want +got):\n%s\nwhy: %s", diff, d.Why)
			}
			if len(got) == 0 && d.Why == "" {
				t.Error("nothing is written and nothing says why")
			}
			m.reconcile(c.want)
			if again := Reconcile(c.want, m.State); len(again.Ops) > 0 {
				t.Errorf("the second time it still wants to %v", again.Ops)
			}
		})
	}
}

// TestReconcileIsFinishedByTheNextRun cuts every run short after each of its
// ops: the next one finishes the work, with one pull request and no comment
// placed twice.
func TestReconcileIsFinishedByTheNextRun(t *testing.T) {
	t.Parallel()
	stages := []struct {
		files map[string]string
		want  Desired
	}{
		{naive, wants("FROM node:22\n", "f1", "f2")},
		{naive, wants("FROM node:22\nUSER node\n", "f1", "f2", "f3")},
		{map[string]string{"Dockerfile": "FROM node\nRUN x\n"}, wants("FROM node:22\nRUN x\nUSER node\n", "f1", "f2", "f3", "f4")},
		{map[string]string{"Dockerfile": "FROM node:22\n"}, nothing()},
	}
	for cut := range 4 {
		t.Run(fmt.Sprintf("after %d ops", cut), func(t *testing.T) {
			t.Parallel()
			m := newModel(naive)
			for n, stage := range stages {
				if n > 0 {
					m.land(stage.files)
				}
				for i, op := range Reconcile(stage.want, m.State).Ops {
					if i < cut {
						m.apply(op)
					}
				}
				m.reconcile(stage.want)
				if left := Reconcile(stage.want, m.State); len(left.Ops) > 0 {
					t.Fatalf("stage %d: still wants to %v", n, left.Ops)
				}
				for _, f := range stage.want.Files {
					if got := m.trees[m.Branch.Tree][f.Path]; got != string(f.Content) {
						t.Errorf("stage %d: %s is %q, want %q", n, f.Path, got, f.Content)
					}
				}
			}
			if len(m.Pulls) != 1 || m.Pulls[0].State != Closed {
				t.Errorf("pull requests: %+v, want one that is closed", m.Pulls)
			}
			if placed := m.Pulls[0].Placed; len(placed) != len(unique(placed)) || len(placed) != 4 {
				t.Errorf("comments placed: %q, want f1 to f4 once each", placed)
			}
			if m.Branch != nil {
				t.Error("the branch is still there")
			}
		})
	}
}

// TestReconcileSettles walks through random histories: whatever people and
// pushes do, a run is followed by one that wants nothing, a person's head is
// never moved before it is merged, and there is at most one open pull request.
func TestReconcileSettles(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		m := newModel(naive)
		want := wants("FROM node:22\n", "f0")
		for step := range 30 {
			disturb(rnd, m, step)
			if rnd.IntN(2) == 0 {
				want = randomly(rnd, step)
			}
			want.Asked = rnd.IntN(6) == 0
			head := ""
			if m.Branch != nil && !m.Branch.Commits[0].Bot && !m.merged(m.Branch.Head) {
				head = m.Branch.Head
			}
			ops := Reconcile(want, m.State).Ops
			if len(ops) > 0 && rnd.IntN(3) == 0 {
				ops = ops[:rnd.IntN(len(ops))]
			}
			for _, op := range ops {
				m.apply(op)
			}
			if head != "" && m.Branch.Head != head {
				t.Fatalf("seed %d, step %d: a person's head was moved", seed, step)
			}
			m.reconcile(want)
			want.Asked = false
			if left := Reconcile(want, m.State).Ops; len(left) > 0 {
				t.Fatalf("seed %d, step %d: still wants to %v", seed, step, left)
			}
		}
	}
}

// merged reports whether a commit is the head of a merged pull request.
func (m *model) merged(head string) bool {
	return slices.ContainsFunc(m.Pulls, func(p Pull) bool { return p.State == Merged && p.Head == head })
}

// randomly returns a plan: often fixes, sometimes none.
func randomly(rnd *rand.Rand, step int) Desired {
	if rnd.IntN(4) == 0 {
		return nothing()
	}
	d := wants(fmt.Sprintf("FROM node:%d\n", rnd.IntN(5)), fmt.Sprint("f", rnd.IntN(5)), fmt.Sprint("g", rnd.IntN(5)))
	if rnd.IntN(3) == 0 {
		d.Files = append(d.Files, File{Path: ".dockerignore", Content: fmt.Append(nil, step)})
	}
	return d
}

// disturb does what people do.
func disturb(rnd *rand.Rand, m *model, step int) {
	switch p := m.Current(); rnd.IntN(9) {
	case 0:
		m.land(map[string]string{"Dockerfile": fmt.Sprint("FROM node\n# ", step), "README.md": "shop\n"})
	case 1:
		m.land(map[string]string{"Dockerfile": m.trees[m.Base.Tree]["Dockerfile"], "README.md": fmt.Sprint(step)})
	case 2:
		if p != nil && p.State == Open {
			p.State = Closed
		}
	case 3:
		if p != nil && p.State == Open {
			p.State = Merged
		}
	case 4:
		if m.Branch != nil {
			m.commit("by hand", false, m.Branch.Tree, m.Branch.Head)
		}
	case 5:
		if p != nil && p.State != Open {
			m.Branch = nil
		}
	}
}
