package main

import (
	"context"
	"fmt"
	"io"
	"testing"
)

// BenchmarkCheckFolder checks a folder with 2,000 files and 100 Dockerfiles.
func BenchmarkCheckFolder(b *testing.B) {
	var files []string
	for n := range 100 {
		dir := fmt.Sprintf("services/s%d/", n)
		files = append(files,
			dir+"Dockerfile", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\nCMD npm start\n",
			dir+"package.json", `{"name": "shop", "scripts": {"start": "node server.js"}, "dependencies": {"express": "^4.19.2"}}`,
			dir+"package-lock.json", `{"name": "shop", "lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "^4.19.2"}}, "node_modules/express": {"version": "4.19.2"}}}`,
			dir+"server.js", "require('express')().listen(3000)\n")
		for f := range 16 {
			files = append(files, fmt.Sprintf("%ssrc/f%d.js", dir, f), "module.exports = 1\n")
		}
	}
	dir := tree(b, files...)
	b.ResetTimer()
	for b.Loop() {
		if code := run(context.Background(), []string{"check", "--offline", dir}, nil, nil, io.Discard, io.Discard); code != exitFindings {
			b.Fatalf("exit code %d", code)
		}
	}
}
