package node

import (
	"path"
	"strings"
)

// A Program is where a command's program comes from.
type Program struct {
	// Package brings the program; "" for node itself, a file, or one that is
	// not known.
	Package string
	// Dev reports that only dev dependencies bring it, so that it is missing
	// after an install for production.
	Dev bool
	// Known reports that it is clear where the program comes from.
	Known bool
	// Node reports that it is node, and File that it is a path.
	Node, File bool
}

// wellKnown are the packages of programs whose name is not the package's, and
// of common programs for lockfiles that do not record them.
var wellKnown = map[string]string{
	"tsc": "typescript", "tsserver": "typescript", "nest": "@nestjs/cli", "ng": "@angular/cli", "vue-cli-service": "@vue/cli-service",
	"nuxi": "nuxi", "tsnd": "ts-node-dev", "dotenv": "dotenv-cli", "cross-env-shell": "cross-env", "run-s": "npm-run-all", "run-p": "npm-run-all",
	"babel": "@babel/cli", "babel-node": "@babel/node", "swc": "@swc/cli", "remix": "@remix-run/dev", "remix-serve": "@remix-run/serve",
	"react-router": "@react-router/dev", "react-router-serve": "@react-router/serve", "svelte-kit": "@sveltejs/kit", "strapi": "@strapi/strapi",
	"medusa": "@medusajs/cli", "pm2-runtime": "pm2", "pm2-docker": "pm2", "sequelize": "sequelize-cli", "sequelize-cli": "sequelize-cli", "typeorm-ts-node-commonjs": "typeorm",
	"typeorm-ts-node-esm": "typeorm", "webpack-cli": "webpack-cli", "webpack": "webpack-cli", "storybook": "storybook", "ncc": "@vercel/ncc", "tailwindcss": "@tailwindcss/cli",
	"sls": "serverless", "sentry-cli": "@sentry/cli", "changeset": "@changesets/cli", "commitlint": "@commitlint/cli", "biome": "@biomejs/biome",
	"graphql-codegen": "@graphql-codegen/cli", "openapi-generator-cli": "@openapitools/openapi-generator-cli", "mikro-orm": "@mikro-orm/cli",
	"panda": "@pandacss/dev", "lingui": "@lingui/cli", "keystone": "@keystone-6/core", "rsbuild": "@rsbuild/core", "rspack": "@rspack/cli", "directus": "directus",
	"tsc-alias": "tsc-alias", "kysely": "kysely-ctl", "mesh": "@graphql-mesh/cli", "graphql-mesh": "@graphql-mesh/cli", "fastify": "fastify-cli", "migrate-mongo": "migrate-mongo", "wait-on": "wait-on", "http-server": "http-server", "nodemon": "nodemon", "ts-node": "ts-node",
	"ts-node-esm": "ts-node", "ts-node-dev": "ts-node-dev", "ts-node-script": "ts-node", "prisma": "prisma", "husky": "husky", "patch-package": "patch-package", "react-scripts": "react-scripts",
	"serve": "serve", "tsx": "tsx", "rimraf": "rimraf", "cross-env": "cross-env", "turbo": "turbo", "next": "next", "nuxt": "nuxt", "vite": "vite", "pm2": "pm2",
}

// alsoKnown are further packages that bring a program: forks, and the names of earlier
// versions.
var alsoKnown = map[string][]string{
	"npm-run-all": {"npm-run-all2"}, "run-s": {"npm-run-all2"}, "run-p": {"npm-run-all2"}, "babel": {"babel-cli"}, "babel-node": {"babel-cli", "babel-node"},
	"webpack": {"webpack"}, "tailwindcss": {"tailwindcss"}, "nuxi": {"nuxt"}, "dotenvx": {"@dotenvx/dotenvx"}, "tsoa": {"@tsoa/cli"}, "gulp": {"gulp-cli"}, "grunt": {"grunt-cli", "grunt"},
	"postcss": {"postcss-cli"}, "copyup": {"copyfiles"}, "cpx": {"cpx2"}, "conc": {"concurrently"}, "lessc": {"less"}, "uglifyjs": {"uglify-js"}, "craco": {"@craco/craco"},
	"docusaurus": {"@docusaurus/core"}, "eleventy": {"@11ty/eleventy"}, "redocly": {"@redocly/cli"}, "json2ts": {"json-schema-to-typescript"}, "parcel": {"parcel-bundler"},
	"start-storybook": {"@storybook/react"}, "hexo": {"hexo-cli"}, "swc-node": {"@swc-node/cli"}, "medusa": {"@medusajs/medusa-cli"}, "quasar": {"@quasar/cli", "@quasar/app"},
	"mikro-orm-esm": {"@mikro-orm/cli"}, "trigger": {"trigger.dev"},
}

// bringsNone are packages that bring no program, although another one's has their name.
var bringsNone = map[string]bool{"fastify": true}

// PackageOf returns the package whose program has a name: the name itself, where no other
// package is known for it.
func PackageOf(name string) string {
	if pkg := wellKnown[name]; pkg != "" {
		return pkg
	}
	return name
}

// Find returns where a program comes from: node, a path, or a package of the
// project. The lockfile may be nil; lockfiles that record programs are asked
// first. Dev is judged by the manifest, and by the lockfile for packages that
// only others bring.
func (m *Manifest) Find(l *Lockfile, name string) Program {
	switch base := path.Base(name); {
	case base == "node" || base == "nodejs":
		return Program{Known: true, Node: true}
	case strings.Contains(name, "node_modules/.bin/"):
		name = base
	case strings.ContainsRune(name, '/'):
		return Program{Known: true, File: true}
	}
	if pkg, dev, ok := l.Bin(name); ok {
		return Program{Package: pkg, Dev: m.devOnly(l, pkg, dev), Known: true}
	}
	if pkg := wellKnown[name]; m.Depends(pkg) || l.Has(pkg) {
		return m.fromPackage(l, pkg)
	}
	for _, pkg := range alsoKnown[name] {
		if m.Depends(pkg) {
			return m.fromPackage(l, pkg)
		}
	}
	if !bringsNone[name] && (m.Depends(name) || l != nil && !l.BinsKnown && l.Has(name)) {
		return m.fromPackage(l, name)
	}
	return Program{Package: wellKnown[name]}
}

// fromPackage describes a program by the package that is known to bring it.
func (m *Manifest) fromPackage(l *Lockfile, pkg string) Program {
	locked, ok := l.Find(pkg)
	return Program{Package: pkg, Dev: m.devOnly(l, pkg, ok && locked.Dev), Known: true}
}

// devOnly reports whether an install for production leaves the package out.
// What the manifest names is certain; for the rest the lockfile's flag counts
// where the format has one.
func (m *Manifest) devOnly(l *Lockfile, pkg string, flagged bool) bool {
	if _, named := m.Section(pkg); named && !m.DevOnly(pkg) {
		return false
	}
	if l != nil && l.DevKnown && l.Has(pkg) && !l.Unlinks(m, pkg) {
		return flagged
	}
	return m.DevOnly(pkg)
}

// HasBinary reports whether a program of this name comes from a package that
// the manifest names, as far as the names tell.
func (m *Manifest) HasBinary(name string) bool {
	return m.Depends(name) && !bringsNone[name] || m.Depends(wellKnown[name])
}
