package fixes_test

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/rules"
)

// services is a repository of many services, each with what rules look for in the
// files of all: a guide, a manifest and a compose file.
func services(n int) fstest.MapFS {
	files := fstest.MapFS{}
	for i := range n {
		for name, text := range map[string]string{
			"Dockerfile":           "FROM node:22-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\nCMD [\"npm\", \"start\"]\n",
			"package.json":         fmt.Sprintf(`{"name": "svc%d", "scripts": {"start": "node server.js"}, "dependencies": {"express": "^4.19.2"}}`, i),
			"package-lock.json":    fmt.Sprintf(`{"name": "svc%d", "lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "^4.19.2"}}, "node_modules/express": {"version": "4.19.2"}}}`, i),
			"server.js":            `require("express")().listen(3000)`,
			"README.md":            fmt.Sprintf("```sh\ndocker run -v ./d:/data acme/svc%d npm run seed\n```\n", i),
			"k8s/deployment.yaml":  fmt.Sprintf("spec:\n  template:\n    spec:\n      containers:\n      - image: acme/svc%d\n        command: [node, server.js]\n        volumeMounts: [{name: d, mountPath: /data}]\n      volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]\n", i),
			"docker-compose.yml":   "services:\n  db:\n    image: postgres:17\n    volumes: [\"./d:/var/lib/postgresql/data\"]\n",
			"scripts/start-all.sh": "docker compose up -d\n",
		} {
			files[fmt.Sprintf("svc%d/%s", i, name)] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		}
	}
	return files
}

// BenchmarkPlanOfMany shows the time of one Dockerfile among others: it grows little
// with their number.
func BenchmarkPlanOfMany(b *testing.B) {
	for _, n := range []int{50, 400} {
		b.Run(fmt.Sprintf("%d services", n), func(b *testing.B) {
			engine, files := &fixes.Engine{Rules: rules.All(), Resolver: images(b)}, services(n)
			for b.Loop() {
				plan, err := engine.Plan(context.Background(), fixes.Snapshot{FS: files}, fixes.Policy{})
				if err != nil || len(plan.Dockerfiles) != n {
					b.Fatal(err, len(plan.Dockerfiles))
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n)/1000, "ms/Dockerfile")
		})
	}
}
