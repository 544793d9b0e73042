package ignores

import (
	"slices"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// A workUnit is what runs on one machine in one folder, in its order: a job of a
// pipeline, a script, or what is run on a machine behind ssh.
type workUnit struct {
	text string
	// unordered: the recipes of make or a line of package.json, of which another may be
	// run first.
	unordered bool
	// remoteBuilds reports that a machine behind ssh builds an image, too.
	remoteBuilds bool
}

// workUnits are the units of a pipeline or a script.
var workUnits = &fixes.Derivation[[]workUnit]{From: func(text string) (out []workUnit) {
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "{"): // package.json
		for line := range strings.Lines(text) {
			out = append(out, workUnit{text: line, unordered: true})
		}
		return out
	case recipe.MatchString(text):
		return []workUnit{{text: text, unordered: true}}
	}
	for _, job := range jobTexts(text) {
		local, remote := apart(job)
		out = append(out, workUnit{text: local, remoteBuilds: slices.ContainsFunc(remote, remoteBuild.MatchString)})
		for _, r := range remote {
			out = append(out, workUnit{text: r})
		}
	}
	return out
}}

var (
	// recipe finds make and its kind, and tasks.
	recipe   = pattern.New(`(?m)^[\w./-]+:[^=\n]*\n\t|^tasks:|^hooks:`)
	jobsLine = pattern.New(`(?m)^jobs:[ \t]*(?:#[^\n]*)?\r?\n`).Needs("jobs:")
	// handsOnFiles finds jobs that give files to others.
	handsOnFiles = pattern.New(`download-artifact|attach_workspace|\bunstash\b|\bartifacts:|DownloadPipelineArtifact`)
	gitlabJob    = pattern.New(`(?m)^[ \t]+script:`).Needs("script:")
	remoteBuild  = pattern.New(`\bbuild\b|--build\b|git pull`)
)

// jobTexts splits a pipeline of GitHub, CircleCI or GitLab whose jobs share nothing:
// what is outside of them belongs to each. Another text is one.
func jobTexts(text string) (out []string) {
	if handsOnFiles.MatchString(text) {
		return []string{text}
	}
	outside, jobs := "", []string(nil)
	for _, part := range splitAtKeys(text) {
		switch at := jobsLine.FindStringIndex(part); {
		case at != nil:
			jobs = append(jobs, splitAtKeys(part[at[1]:])...)
		case gitlabJob.MatchString(part) && part[0] != '.':
			jobs = append(jobs, part)
		default:
			outside += part
		}
	}
	if len(jobs) == 0 {
		return []string{text}
	}
	for _, job := range jobs {
		out = append(out, outside+job)
	}
	return out
}

// splitAtKeys splits a text of YAML at the keys that are indented as its first is.
func splitAtKeys(text string) (parts []string) {
	indent, known := 0, false
	for line := range strings.Lines(text) {
		words := strings.TrimLeft(line, " ")
		depth := len(line) - len(words)
		isKey := words != "" && !strings.ContainsAny(words[:1], "#-\r\n\t")
		if isKey && !known {
			indent, known = depth, true
		}
		if len(parts) == 0 || isKey && depth == indent {
			parts = append(parts, line)
			continue
		}
		parts[len(parts)-1] += line
	}
	return parts
}

var (
	sshWords   = pattern.New(`\bssh\s[^\n"']*(?:"([^"]*)"|'([^']*)')`).Needs("ssh")
	sshHeredoc = pattern.New(`\bssh\b[^\n]*<<-?\s*['"]?(\w+)['"]?[^\n]*\n`).Needs("ssh")
	sshScript  = pattern.New(`uses:\s*\S*ssh\S*[^\n]*\n(?:[^\n]*\n)*?([ \t]+)script:\s*[|>][^\n]*\n`).Needs("ssh")
)

// maxRemote bounds how many texts for other machines are taken out of a job.
const maxRemote = 50

// apart takes what a job runs on other machines by ssh out of its text.
func apart(job string) (local string, remote []string) {
	local = job
	cut := func(from, to int) {
		remote = append(remote, local[from:to])
		local = local[:from] + local[to:]
	}
	for at := sshHeredoc.FindStringSubmatchIndex(local); at != nil && len(remote) < maxRemote; at = sshHeredoc.FindStringSubmatchIndex(local) {
		end, word := at[1], local[at[2]:at[3]]
		for line := range strings.Lines(local[at[1]:]) {
			if strings.TrimSpace(line) == word {
				break
			}
			end += len(line)
		}
		cut(at[0], end)
	}
	for at := sshScript.FindStringSubmatchIndex(local); at != nil && len(remote) < maxRemote; at = sshScript.FindStringSubmatchIndex(local) {
		end, depth := at[1], at[3]-at[2]
		for line := range strings.Lines(local[at[1]:]) {
			if words := strings.TrimSpace(line); words != "" && len(line)-len(strings.TrimLeft(line, " ")) <= depth {
				break
			}
			end += len(line)
		}
		cut(at[0], end)
	}
	for at := sshWords.FindStringIndex(local); at != nil && len(remote) < maxRemote; at = sshWords.FindStringIndex(local) {
		cut(at[0], at[1])
	}
	return local, remote
}
