package deploy

import (
	"fmt"
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

var (
	// chartPlain finds an expression of a chart that stands for one of its values alone, whatever it is without.
	chartPlain = pattern.New(`\{\{-?\s*\(?\s*\$?\.Values\.([\w.]+)\s*(?:\|\s*(?:quote|default\s+[^|{}\n]+|toString|trim|lower)\s*)*\)?\s*-?\}\}`).Needs("{{")
	// chartPath finds the values that an expression names.
	chartPath = pattern.New(`\.Values\.([\w.]+)`).Needs(".Values.")
)

// FillChart returns a text of a chart's template with the values that come with the chart in the
// place of the expressions that stand for one alone.
func FillChart(p *fixes.Pass, template, text string) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	values := chartValues(p, template)
	return chartPlain.ReplaceAllStringFunc(text, func(expression string) string {
		if value := chartScalar(values, chartPlain.FindStringSubmatch(expression)[1]); value != "" {
			return value
		}
		return expression
	})
}

// ChartImage returns the image that a template of a chart names, as far as the values that come with
// the chart tell; the name that a new chart has before somebody gives it one tells nothing.
func ChartImage(p *fixes.Pass, template, image string) string {
	if !strings.Contains(image, "{{") {
		return image
	}
	filled := FillChart(p, template, image)
	if strings.Contains(imageName(filled), "{{") {
		filled = handedImage(p, template, image)
	}
	if name := imageName(filled); strings.Contains(filled[strings.LastIndex(filled, name)+len(name):], "{{") { // the tag
		filled = filled[:strings.LastIndex(filled, name)+len(name)]
	}
	if _, own := ownName(ChartValue.ReplaceAllString(filled, ChartWord)); !own {
		return image
	}
	return filled
}

// imageName returns the last part of an image's name as a template writes it.
func imageName(image string) string {
	name, _, _ := strings.Cut(image, "@")
	name = name[lastOutside(name, '/')+1:]
	if tag := lastOutside(name, ':'); tag >= 0 {
		name = name[:tag]
	}
	return name
}

// lastOutside returns where a byte stands last outside of expressions, -1 for nowhere.
func lastOutside(text string, b byte) int {
	at, depth := -1, 0
	for n := range len(text) {
		switch {
		case strings.HasPrefix(text[n:], "{{"):
			depth++
		case strings.HasPrefix(text[n:], "}}"):
			depth--
		case depth == 0 && text[n] == b:
			at = n
		}
	}
	return at
}

// handedImage returns the image whose parts an expression hands on, "" where it does not say:
// {{ include "shop.image" (dict "image" .Values.web.image) }}.
func handedImage(p *fixes.Pass, template, image string) string {
	values := chartValues(p, template)
	for _, m := range chartPath.FindAllStringSubmatch(image, -1) {
		of, ok := chartValue(values, m[1]).(map[string]any)
		if inner, has := of["image"].(map[string]any); has {
			of = inner
		}
		if !ok {
			continue
		}
		for _, key := range []string{"repository", "name", "image"} {
			if name, ok := of[key].(string); ok && name != "" {
				return name
			}
		}
	}
	return ""
}

// chartValues returns the values that come with the chart of a template, nil for none.
func chartValues(p *fixes.Pass, template string) any {
	dir := path.Dir(template)
	for path.Base(dir) != "templates" && dir != "." {
		dir = path.Dir(dir)
	}
	values, err := valuesTree.Of(p.Repo, path.Join(path.Dir(dir), "values.yaml"))
	if err != nil {
		return nil
	}
	return values
}

var valuesTree = &fixes.Derivation[any]{From: func(text string) (tree any) {
	if !project.ReadYAML(text, &tree) {
		return map[string]any{}
	}
	if tree == nil {
		return map[string]any{}
	}
	return tree
}}

// chartValue returns the value at a path, nil for none.
func chartValue(values any, at string) any {
	for _, key := range strings.Split(at, ".") {
		of, ok := values.(map[string]any)
		if !ok {
			return nil
		}
		values = of[key]
	}
	return values
}

// chartScalar returns the plain value at a path, "" for none.
func chartScalar(values any, at string) string {
	switch v := chartValue(values, at).(type) {
	case string:
		return v
	case int, int64, uint64, float64:
		return fmt.Sprint(v)
	}
	return ""
}

// ChartMayRun reports whether a template of a chart may run the target's image, by an image that it
// names: one whose name only expressions tell is, where the file's name is not another program's and
// they are not named after a server.
func ChartMayRun(p *fixes.Pass, template, image string, ours func(image string) bool) bool {
	if serverValues.MatchString(image) {
		return false
	}
	image = ChartImage(p, template, image)
	switch name := imageName(image); {
	case strings.Contains(name, "{{"):
		return chartMayBeOurs(p, template)
	case strings.Contains(image, "{{"): // its registry is a value
		return ours(name) || !serverValues.MatchString("."+name) && MayBeOurs(p, ChartWord+"/"+name)
	}
	return ours(image) || MayBeOurs(p, image) || Unclaimed(p, image)
}

var serverValues = pattern.New(`(?i)\.(redis|valkey|postgres\w*|mongo\w*|mysql|mariadb|rabbitmq|elastic\w*|opensearch|minio|kafka|nats|mosquitto)\b`).Needs(".")
