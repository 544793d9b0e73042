package bot

// The branches that nodedock makes. No other branch is ever written to.
const (
	FixesBranch   = "nodedock/fixes"
	DigestsBranch = "nodedock/digests"
)
