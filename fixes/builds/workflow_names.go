package builds

import "strings"

// imageTags returns, for a step of docker/metadata-action, the images that it
// names under the expression by which later steps ask for their tags. Which tags
// it makes depends on the event; the name of the image does not.
func imageTags(step *value, known map[string]string) map[string]string {
	action, _, _ := strings.Cut(strings.ToLower(step.get("uses").str()), "@")
	id := step.get("id").str()
	if action != "docker/metadata-action" && action != "crazy-max/ghaction-docker-meta" || id == "" {
		return nil
	}
	var names []string
	for _, line := range inputList(step.get("with", "images"), known, ",") {
		name := strings.TrimPrefix(line, "name=")
		if !strings.Contains(name, unknownExpression) && !strings.Contains(name, "=") {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return map[string]string{"steps." + id + ".outputs.tags": strings.Join(names, "\n")}
}
