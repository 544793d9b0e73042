package ghsim

import (
	"fmt"
	"slices"

	"github.com/nodedock/nodedock/bot/ghsim/git"
)

func (s *Sim) checkRun(k *checkRun) obj {
	url := s.api("/repos/%s/check-runs/%d", k.repo.fullName(), k.id)
	pulls := []obj{}
	for _, p := range k.repo.commitPulls(k.head) {
		side := func(r *repo, ref string, sha git.ID) obj {
			api := s.api("/repos/%s", r.fullName())
			return obj{"ref": ref, "sha": sha, "repo": obj{"id": r.id, "url": api, "name": r.name}}
		}
		pulls = append(pulls, obj{
			"id": p.id, "number": p.number, "url": s.api("/repos/%s/pulls/%d", k.repo.fullName(), p.number),
			"head": side(p.headRepo, p.headRef, p.headSHA), "base": side(p.repo, p.baseRef, p.baseSHA),
		})
	}
	return obj{
		"id": k.id, "node_id": nodeID("CR", k.id), "head_sha": k.head, "name": k.name, "external_id": k.externalID, "url": url,
		"html_url": s.web("/%s/runs/%d", k.repo.fullName(), k.id), "details_url": nullable(k.detailsURL), "status": k.status,
		"conclusion": nullable(k.conclusion), "started_at": moment(k.started), "completed_at": moment(k.completed),
		"check_suite": obj{"id": k.app.ID}, "app": s.integration(k.app), "pull_requests": pulls,
		"output": obj{
			"title": nullable(k.title), "summary": nullable(k.summary), "text": nullable(k.text),
			"annotations_count": len(k.annotations), "annotations_url": url + "/annotations",
		},
	}
}

func createCheckRun(c *call) (answer, error) {
	var in newCheck
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if in.Name == nil || in.HeadSHA == "" {
		return answer{}, refused("Invalid request.\n\n\"name\", \"head_sha\" weren't supplied.")
	}
	if _, known := c.repo.git.Commit(in.HeadSHA); !known {
		return answer{}, refused("No commit found for SHA: " + string(in.HeadSHA))
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	k := &checkRun{id: c.id(), repo: c.repo, app: c.token.installation.app, head: in.HeadSHA, status: "queued", started: c.now()}
	in.apply(k, c.now())
	c.repo.checks = append(c.repo.checks, k)
	c.checkEvent(k, "created")
	return created(c.checkRun(k))
}

// checkEvent tells about a check run; for the log it is found on its pull request.
func (s *Sim) checkEvent(k *checkRun, action string) {
	e := Event{Kind: "check_run", Action: action, Repo: k.repo.fullName(), Actor: k.app.bot.login}
	e.Text = fmt.Sprintf("check %s: %s on %.7s", k.name, or(k.conclusion, k.status), k.head)
	for _, p := range k.repo.commitPulls(k.head) {
		e.Number = p.number
	}
	s.note(e)
	s.emit(k.repo, k.app.bot, "check_run", action, obj{"check_run": s.checkRun(k)})
}

func (c *call) checkInPath() (*checkRun, error) {
	i := slices.IndexFunc(c.repo.checks, func(k *checkRun) bool { return k.id == c.number("id") })
	if i < 0 {
		return nil, notFound
	}
	return c.repo.checks[i], nil
}

func updateCheckRun(c *call) (answer, error) {
	var in newCheck
	k, err := c.checkInPath()
	if err != nil {
		return answer{}, err
	}
	if err := c.decode(&in); err != nil {
		return answer{}, err
	}
	if k.app != c.token.installation.app {
		return answer{}, &failure{status: 403, message: "Invalid app_id `" + fmt.Sprint(c.token.installation.app.ID) + "` - check run can only be modified by the GitHub App that created it."}
	}
	if err := in.check(); err != nil {
		return answer{}, err
	}
	in.apply(k, c.now())
	action := "updated"
	if k.status == "completed" {
		action = "completed"
	}
	c.checkEvent(k, action)
	return ok(c.checkRun(k))
}

func getCheckRun(c *call) (answer, error) {
	k, err := c.checkInPath()
	if err != nil {
		return answer{}, err
	}
	return ok(c.checkRun(k))
}

func listAnnotations(c *call) (answer, error) {
	k, err := c.checkInPath()
	if err != nil {
		return answer{}, err
	}
	out := []obj{}
	for _, a := range k.annotations {
		out = append(out, obj{
			"path": a.Path, "blob_href": c.web("/%s/blob/%s/%s", c.repo.fullName(), k.head, escapePath(a.Path)), "start_line": a.StartLine,
			"end_line": a.EndLine, "start_column": a.StartColumn, "end_column": a.EndColumn, "annotation_level": a.Level,
			"title": nullable(a.Title), "message": a.Message, "raw_details": nullable(a.RawDetails),
		})
	}
	return page(c, out)
}

// listCheckRuns lists the check runs of a commit, by default the newest of
// each name.
func listCheckRuns(c *call, rev string) (answer, error) {
	if !c.token.may("checks:read") {
		return answer{}, notAccessible
	}
	id, found := c.repo.resolve(rev)
	if !found {
		return answer{}, refused("No commit found for SHA: " + rev)
	}
	query := c.r.URL.Query()
	out, seen := []obj{}, make(map[string]bool)
	for _, k := range slices.Backward(c.repo.checks) {
		key := fmt.Sprint(k.app.ID, k.name)
		switch {
		case k.head != id, query.Get("check_name") != "" && query.Get("check_name") != k.name,
			query.Get("status") != "" && query.Get("status") != k.status,
			query.Get("app_id") != "" && query.Get("app_id") != fmt.Sprint(k.app.ID),
			query.Get("filter") != "all" && seen[key]:
			continue
		}
		seen[key] = true
		out = append(out, c.checkRun(k))
	}
	part, header := pageOf(c, out)
	return answer{body: obj{"total_count": len(out), "check_runs": part}, header: header}, nil
}
