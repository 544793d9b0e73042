package launch

import "testing"

func FuzzTexts(f *testing.F) {
	f.Add("jobs:\n  a:\n    run: |\n      ssh host <<EOF\n      x > .env\n")
	f.Add("FROM DOCKERFILE -f\nRUN x\nimage:\n    FROM +image\n")
	f.Add("kubectl run x --image=a -- \"npm run y")
	f.Fuzz(func(_ *testing.T, text string) {
		remoteLines(text)
	})
}
