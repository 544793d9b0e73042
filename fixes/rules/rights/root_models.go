package rights

import (
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
)

var (
	// modelDownload finds what downloads data and models for Python, with the name of what
	// does: into the home directory of who runs it, unless it is told of another place
	// (nltk.org/data.html, huggingface.co/docs/huggingface_hub/package_reference/environment_variables).
	modelDownload = pattern.New(`\b(nltk)\.download|\b(whisper)\.load_model\(|\b(torch)\.hub\b|\b(?:from|import)\s+(transformers|huggingface_hub|sentence_transformers)\b|\b(huggingface-cli|hf)\s+download\b`)
	modelPlace    = pattern.New(`\s-d\s|--local-dir|--cache-dir|\b(?:download_dir|cache_dir|local_dir|cache_folder|download_root)\s*=|\b(?:NLTK_DATA|HF_HOME|HF_HUB_CACHE|TRANSFORMERS_CACHE|SENTENCE_TRANSFORMERS_HOME|TORCH_HOME|XDG_CACHE_HOME)=`)
	modelVariable = []string{"NLTK_DATA", "HF_HOME", "HF_HUB_CACHE", "TRANSFORMERS_CACHE", "SENTENCE_TRANSFORMERS_HOME", "TORCH_HOME", "XDG_CACHE_HOME", "HOME"}
	runsPython    = pattern.New(`\bpython[\d.]*\s|\bhuggingface-cli\b|\bhf\s`)
)

// downloadsModel names what a RUN downloads models with, "" for nothing.
func downloadsModel(m fixes.Moment) string {
	text := m.Spoken()
	found := modelDownload.FindStringSubmatch(text)
	if found == nil || !runsPython.MatchString(text) || modelPlace.MatchString(text) {
		return ""
	}
	for _, name := range modelVariable {
		if m.Scene.Env[name].Value != "" {
			return ""
		}
	}
	return strings.Join(found[1:], "")
}
