package rules

import (
	"path"
	"slices"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
)

// modelPackage runs models that it downloads when the program asks for the first time,
// into a folder beside its own files; where it cannot, the call fails.
const modelPackage = "@huggingface/transformers"

var (
	importsModels = pattern.New(`(?:\brequire\(|\bfrom|\bimport\(?)\s*['"]@huggingface/transformers['"]`).Needs("/transformers")
	// placesModels finds what gives the models another place, or asks for none.
	placesModels = pattern.New(`\benv\.(?:cacheDir|useFSCache|allowRemoteModels)\s*=|\bcache_dir\s*:`).Needs("env.", "cache_dir")
)

// lostModels is what stands in the way where that folder is not certain.
const lostModels = "%s downloads models with " + modelPackage + ", which keeps them beside its own files in node_modules. Set env.cacheDir first"

// addModels takes in the folder of downloaded models. It returns the source file that
// loads them when the folder is not certain.
func (o *ownership) addModels(p *fixes.Pass, t *fixes.Target) (where string, err error) {
	manifest, dir := programManifest(p, t)
	if manifest == nil || manifest.Dependencies[modelPackage] == "" {
		return "", nil
	}
	for _, name := range sourcesIn(p, dir) {
		loads, err := p.Repo.Matches(name, importsModels)
		if err != nil {
			return "", err
		}
		if !loads || where != "" {
			continue
		}
		if placed, err := p.Repo.Matches(name, placesModels); err != nil || placed {
			return "", err
		}
		where = name
	}
	if where == "" {
		return "", nil
	}
	if user := earlierUser(p, t.Chain); user != "" && user != "node" || findGivenUser(t.Chain) != nil {
		return where, nil
	}
	trees := modulesIn(p, t.Stage, func(*fixes.Install) bool { return true })
	if !slices.ContainsFunc(trees, func(m moduleTree) bool { return m.from == nil }) && givesModules(p, t) {
		return "", nil
	}
	if len(trees) != 1 || trees[0].from != nil || trees[0].dir != t.Chain.End.Workdir {
		return where, nil
	}
	if i := trees[0].install; i.Dir != dir || i.Manager != node.NPM && i.Manager != node.YarnClassic {
		return where, nil
	}
	o.add(t, ownedFolder{path: path.Join(trees[0].dir, "node_modules", modelPackage, ".cache"), make: true, all: true})
	return "", nil
}
