package deploy

import "github.com/nodedock/nodedock/fixes/rules/project"

// bitbucketSteps returns the shell texts of Bitbucket's pipelines with the image of
// each step, which is that of the file where a step names none.
func bitbucketSteps(tree any) []PodCommand {
	v, _ := tree.(map[string]any)
	return stepsBelow(v["pipelines"], imageOfJob(v), maxNested)
}

// maxNested bounds how deep steps lie in groups: branches, parallel, stages.
const maxNested = 12

func stepsBelow(at any, image string, depth int) (out []PodCommand) {
	if depth == 0 {
		return nil
	}
	switch v := at.(type) {
	case []any:
		for _, item := range v {
			out = append(out, stepsBelow(item, image, depth-1)...)
		}
	case map[string]any:
		for _, key := range project.SortedNames(v) {
			step, _ := v[key].(map[string]any)
			if key != "step" || step == nil {
				out = append(out, stepsBelow(v[key], image, depth-1)...)
				continue
			}
			in := image
			if own := imageOfJob(step); own != "" {
				in = own
			}
			for _, text := range textsOfSteps(step["script"]) {
				if in != "" {
					out = append(out, PodCommand{in, []string{text}})
				}
			}
		}
	}
	return out
}
