package fixes_test

import (
	"testing"

	"github.com/nodedock/nodedock/fixes"
)

func TestIsDockerfile(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"Dockerfile": true, "docker/Dockerfile": true, "Dockerfile.prod": true, "api.Dockerfile": true, "Containerfile": true,
		"Dockerfile-web": true, "docker/DockerfileServer": true, "docker/DockerfileSSL.prod": true, "Dockerfile_nginx": true, "Dockerfile_base_26.04": true,
		"Containerfile-web": true, "dockerfile_web": true,
		"web-dockerfile": true, "docker/blog_Dockerfile": true, "apiDockerfile": true, "nest.dockerfile.dev": true, "web-Dockerfile.prod": true,
		"web-dockerfile.md": false, "validate-dockerfile.js": false, "mydockerfile": false, "-dockerfile": false, "web-dockerfile.tmpl": false,
		"Dockerfile.dockerignore": false, "Dockerfile-web.dockerignore": false, "Dockerfile.tmpl": false, "Dockerfile-web.j2": false, "node_modules/a/Dockerfile-web": false, "src/__fixtures__/Dockerfile": false, "fixtures/Dockerfile": false, "test/fixtures/app/Dockerfile": false, "src/__tests__/Dockerfile": false, "fixtures-api/Dockerfile": true,
		"dockerfiles": false, "Dockerfiles": false, "dockerfile-cli-test.js": false, "dockerfile_denylist.sh": false, "dockerfile-hadolint.yml": false,
		"DockerfileParser.java": false, "dockerfileparse": false, "Dockerfile-": false,
	} {
		if got := fixes.IsDockerfile(name); got != want {
			t.Errorf("IsDockerfile(%q) = %v", name, got)
		}
	}
}
