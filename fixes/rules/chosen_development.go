package rules

import (
	"fmt"

	"github.com/nodedock/nodedock/fixes"
)

// chosenForDevelopment: whoever builds the image chooses by an argument whether it is one for
// development, and what is written into its last stage would be in that one too.
func chosenForDevelopment(p *fixes.Pass, t *fixes.Target) string {
	from, stage := p.ChosenForDevelopment(t)
	if from == nil {
		return ""
	}
	return fmt.Sprintf("the FROM at line %d may also be %s, a stage for development, which would get this too. Write it into the stage for production", from.StartLine, stage.Name)
}
