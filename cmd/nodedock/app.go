package main

// What the App asks for when it is installed, and the events it gets. The file
// deploy/github-app.json says the same, and a test compares them.
var (
	appPermissions = map[string]string{
		"checks": "write", "contents": "write", "metadata": "read", "pull_requests": "write",
	}
	appEvents = []string{"check_run", "issue_comment", "pull_request", "push", "repository"}
)
