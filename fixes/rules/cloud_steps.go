package rules

// cloudSteps returns what the steps of a Google Cloud Build run in images that other
// steps of the same file build, which are "" as those of a Jenkinsfile are.
func cloudSteps(tree any) (out []podCommand) {
	file, _ := tree.(map[string]any)
	steps, _ := file["steps"].([]any)
	built := map[string]bool{}
	for _, step := range steps {
		v, _ := step.(map[string]any)
		name, _ := v["name"].(string)
		words := textsOfSteps(v["args"])
		if own, ok := v["entrypoint"].(string); ok {
			words = append([]string{own}, words...)
		}
		if built[name] && len(words) > 0 {
			out = append(out, podCommand{"", words})
		}
		for n, w := range words {
			if n > 0 && (words[n-1] == "-t" || words[n-1] == "--tag") {
				built[w] = true
			}
		}
	}
	return out
}
