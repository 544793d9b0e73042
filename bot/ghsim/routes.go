package ghsim

// A route is an endpoint: what it needs and what answers.
type route struct {
	pattern string
	need    string // see call.authorize
	do      func(*call) (answer, error)
}

const (
	onRepo = "/repos/{owner}/{repo}"
	// talk is what comments, reactions, labels and assignees of a pull request need.
	talk = "issues:write|pull_requests:write"
	read = "issues:read|pull_requests:read"
)

// endpoints are all endpoints of the REST API that are simulated.
var endpoints = []route{
	{"GET /rate_limit", "metadata:read", rateLimit},

	{"GET /app", "app", getApp},
	{"GET /app/installations", "app", listInstallations},
	{"GET /app/installations/{id}", "app", getInstallation},
	{"POST /app/installations/{id}/access_tokens", "app", createToken},
	{"GET /app/hook/deliveries", "app", listDeliveries},
	{"GET /app/hook/deliveries/{id}", "app", getDelivery},
	{"POST /app/hook/deliveries/{id}/attempts", "app", redeliver},
	{"GET " + onRepo + "/installation", "app", getRepoInstallation},
	{"GET /installation/repositories", "metadata:read", listRepositories},

	{"GET " + onRepo, "metadata:read", getRepo},
	{"GET " + onRepo + "/branches/{branch...}", "contents:read", getBranch},
	{"GET " + onRepo + "/collaborators/{user}/permission", "metadata:read", getPermission},

	{"GET " + onRepo + "/git/ref/{ref...}", "contents:read", getRef},
	{"GET " + onRepo + "/git/matching-refs/{ref...}", "contents:read", matchingRefs},
	{"POST " + onRepo + "/git/refs", "contents:write", createRef},
	{"PATCH " + onRepo + "/git/refs/{ref...}", "contents:write", updateRef},
	{"DELETE " + onRepo + "/git/refs/{ref...}", "contents:write", deleteRef},
	{"GET " + onRepo + "/git/trees/{sha...}", "contents:read", getTree},
	{"POST " + onRepo + "/git/trees", "contents:write", createTree},
	{"GET " + onRepo + "/git/blobs/{sha}", "contents:read", getBlob},
	{"POST " + onRepo + "/git/blobs", "contents:write", createBlob},
	{"GET " + onRepo + "/git/commits/{sha}", "contents:read", getGitCommit},
	{"POST " + onRepo + "/git/commits", "contents:write", createCommit},
	{"GET " + onRepo + "/contents/{path...}", "contents:read", getContents},
	{"GET " + onRepo + "/compare/{basehead...}", "contents:read", compare},
	{"GET " + onRepo + "/commits", "contents:read", listCommits},
	{"GET " + onRepo + "/commits/{ref...}", "contents:read", getCommit},

	{"GET " + onRepo + "/pulls", "pull_requests:read", listPulls},
	{"POST " + onRepo + "/pulls", "pull_requests:write", createPull},
	{"GET " + onRepo + "/pulls/{number}", "pull_requests:read", getPull},
	{"PATCH " + onRepo + "/pulls/{number}", "pull_requests:write", updatePull},
	{"GET " + onRepo + "/pulls/{number}/files", "pull_requests:read", listPullFiles},
	{"GET " + onRepo + "/pulls/{number}/commits", "pull_requests:read", listPullCommits},
	{"POST " + onRepo + "/pulls/{number}/requested_reviewers", "pull_requests:write", requestReviewers},
	{"GET " + onRepo + "/pulls/{number}/reviews", "pull_requests:read", listReviews},
	{"POST " + onRepo + "/pulls/{number}/reviews", "pull_requests:write", createReview},
	{"GET " + onRepo + "/pulls/{number}/reviews/{id}/comments", "pull_requests:read", listReviewComments},
	{"GET " + onRepo + "/pulls/{number}/comments", "pull_requests:read", listPullComments},
	{"POST " + onRepo + "/pulls/{number}/comments/{id}/replies", "pull_requests:write", createReply},

	{"GET " + onRepo + "/issues/{number}/comments", read, listComments},
	{"POST " + onRepo + "/issues/{number}/comments", talk, createComment},
	{"GET " + onRepo + "/issues/comments/{id}", read, getComment},
	{"PATCH " + onRepo + "/issues/comments/{id}", talk, updateComment},
	{"GET " + onRepo + "/issues/comments/{id}/reactions", read, listReactions},
	{"POST " + onRepo + "/issues/comments/{id}/reactions", talk, createReaction},
	{"DELETE " + onRepo + "/issues/comments/{id}/reactions/{reaction}", talk, deleteReaction},
	{"GET " + onRepo + "/issues/{number}/labels", read, listLabels},
	{"POST " + onRepo + "/issues/{number}/labels", talk, addLabels},
	{"POST " + onRepo + "/issues/{number}/assignees", talk, addAssignees},

	{"POST " + onRepo + "/check-runs", "checks:write", createCheckRun},
	{"PATCH " + onRepo + "/check-runs/{id}", "checks:write", updateCheckRun},
	{"GET " + onRepo + "/check-runs/{id}", "checks:read", getCheckRun},
	{"GET " + onRepo + "/check-runs/{id}/annotations", "checks:read", listAnnotations},

	{"POST /graphql", "metadata:read", graphQL},
	{"POST /api/graphql", "metadata:read", graphQL},
}
