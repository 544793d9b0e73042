package writes

import (
	"path"
	"strings"

	"github.com/nodedock/nodedock/fixes"
	"github.com/nodedock/nodedock/fixes/node"
	"github.com/nodedock/nodedock/fixes/pattern"
	"github.com/nodedock/nodedock/fixes/rules/launch"
	"github.com/nodedock/nodedock/fixes/rules/project"
)

// writingPackages are packages that write beside the program by themselves.
var writingPackages = map[string]string{
	"node-persist": "keeps its data in files", "node-json-db": "keeps its data in a file", "json-server": "keeps its data in a file", "session-file-store": "keeps sessions in files",
	"multer": "saves uploads", "express-fileupload": "saves uploads", "@koa/multer": "saves uploads", "koa-body": "saves uploads", "fastify-multer": "saves uploads", "skipper": "saves uploads",
	"winston-daily-rotate-file": "writes logs", "file-stream-rotator": "writes logs", "log4js": "may write logs", "rotating-file-stream": "writes logs", "pino-roll": "writes logs", "newrelic": "writes its log", "simple-node-logger": "writes logs",
	"@strapi/strapi": "writes beside its own files", "strapi": "writes beside its own files", "nuxt": "may write its cache", "gatsby": "writes its cache", "@docusaurus/core": "writes its cache", "whatsapp-web.js": "keeps its session in files",
	"ghost": "writes its content", "hexo": "writes its pages", "directus": "saves uploads", "payload": "saves uploads", "node-red": "writes its flows", "@medusajs/medusa": "saves uploads", "@nuxt/content": "keeps its database in a file",
	"sails": "writes its folder .tmp", "sails-disk": "keeps its data in files", "apostrophe": "writes beside its own files", "egg": "writes its folder run", "thinkjs": "writes its folder runtime", "total.js": "writes its folder tmp", "total4": "writes its folder tmp", "nodebb": "saves uploads",
	"koishi": "keeps its data in files", "nodecg": "keeps its data in files", "ep_etherpad-lite": "keeps its data in files", "verdaccio": "keeps its packages in files", "wiki": "may keep its data in files", "flying-squid": "keeps its world in files",
	"node-localstorage": "keeps its data in files", "gun": "keeps its data in files", "diskdb": "keeps its data in files", "tingodb": "keeps its data in files", "stormdb": "keeps its data in a file", "simple-json-db": "keeps its data in a file", "connect-sqlite3": "keeps sessions in a file", "connect-loki": "keeps sessions in a file",
	"croxydb": "keeps its data in a file", "wio.db": "keeps its data in a file", "jsoning": "keeps its data in a file", "data-store": "keeps its data in a file", "persistent-cache": "keeps its data in files", "linvodb3": "keeps its data in files", "realm": "keeps its data in a file", "@orbitdb/core": "keeps its data in files", "orbit-db": "keeps its data in files", "corestore": "keeps its data in files", "mosca": "may keep its data in files",
	"venom-bot": "keeps its session in files", "@wppconnect-team/wppconnect": "keeps its session in files", "@whiskeysockets/baileys": "keeps its session in files", "@adiwajshing/baileys": "keeps its session in files", "baileys": "keeps its session in files", "@open-wa/wa-automate": "keeps its session in files", "tesseract.js": "caches its models",
	"wechaty": "keeps its session in a file", "icqq": "keeps its session in files", "oicq": "keeps its session in files", "tdl": "keeps its session in files", "@mtcute/node": "keeps its session in a file", "@builderbot/bot": "writes its log", "@bot-whatsapp/bot": "writes its log", "prismarine-auth": "may keep its tokens in files",
	"discord-giveaways": "keeps its data in a file", "discord-backup": "keeps its data in files", "node-nlp": "saves what it has learned", "@nlpjs/basic": "saves what it has learned", "mem0ai": "keeps its history in a file", "crawlee": "keeps its data in files", "apify": "keeps its data in files", "website-scraper": "saves what it fetches",
	"greenlock": "keeps its certificates in files", "greenlock-express": "keeps its certificates in files", "letsencrypt-express": "keeps its certificates in files",
	"hardhat": "writes what it compiles", "mongodb-backup": "writes what it saves", "mysqldump": "may write what it saves", "degit": "writes what it fetches", "download-git-repo": "writes what it fetches", "i18n-2": "may write its texts", "logrotate-stream": "writes logs", "koa-log4": "may write logs", "@midwayjs/logger": "writes logs",
	"laravel-echo-server": "writes its lock beside its settings", "parse-server": "writes logs", "mountebank": "writes its log", "pouchdb-server": "keeps its settings in a file", "express-pouchdb": "keeps its settings in a file", "node-media-server": "may save what it gets",
	"adminjs": "writes what it bundles", "admin-bro": "writes what it bundles", "aoi.js": "keeps its data in files", "aoi.db": "keeps its data in files", "dbd.js": "keeps its data in files", "dbdjs.db": "keeps its data in files", "st.db": "keeps its data in files", "@joshdb/json": "keeps its data in files", "reconlx": "may write pages",
	nestUploads: "saves uploads", "@vendure/asset-server-plugin": "saves uploads", "@uppy/companion": "may keep uploads in files", "@slynova/flydrive": "may keep what it stores in files", "ftp-srv": "may save what it gets",
	"azurite": "keeps its data in files", "s3rver": "keeps its data in files", "dynalite": "may keep its data in files", "firebase-tools": "writes logs", "tiddlywiki": "keeps its pages in files", "cacheman-file": "keeps its data in files", "@evershop/evershop": "writes beside its own files",
	"sqlpad": "keeps its data in files", "screeps": "keeps its data in files", "hap-nodejs": "keeps its pairings in files", "connect-assets": "writes what it bundles", "hypercore": "keeps its data in files",
	"@distube/ytdl-core": ytdlDebug, "@distube/youtube": ytdlDebug, "distube": ytdlDebug,
}

// ytdlDebug is what a fork of ytdl-core does in the working directory with each page of YouTube that it cannot
// read, and goes on; where it may not, the call fails (lib/utils.js, saveDebugFile).
const ytdlDebug = "may write files for finding errors"

// namedForFiles and namedForKeeping find the words in the names of packages that keep
// something in files: pino-rotating-file-stream, better-queue-sqlite.
var (
	namedForFiles   = pattern.New(`(?:^|[-/.])(?:files?|fs|disk|nedb|sqlite3?|lowdb|json-?db|json-?file|json-database|leveldb)(?:[-.]|$)`)
	namedForKeeping = pattern.New(`(?:^|[-/.])(?:store|storage|cache|sessions?|queue|db|database|persistence|log|logger|rotat\w*|backup|local|easy)(?:[-.]|$)`)
)

// writesBeside says what a package writes beside the program by itself, "" for nothing.
func writesBeside(pkg string) string {
	switch does := writingPackages[pkg]; {
	case does != "":
		return does
	case !strings.HasPrefix(pkg, "@types/") && namedForFiles.MatchString(pkg) && namedForKeeping.MatchString(pkg):
		return "may keep its data in files"
	}
	return ""
}

// startedWrites says what the package writes whose program the image starts, be it a dev
// dependency, which the image keeps for that.
func startedWrites(t *fixes.Target, pr *project.Project) (does, pkg string) {
	words := node.Unwrap(launch.ProgramArgv(t, pr))
	if len(words) == 0 {
		return "", ""
	}
	pkg = pr.Manifest.Find(pr.Lock, path.Base(words[0])).Package
	return writesBeside(pkg), pkg
}

// storagePackages are packages that keep data in a file which the program
// names.
var storagePackages = []string{
	"better-sqlite3", "sqlite3", "sqlite", "libsql", "@libsql/client", "lowdb", "nedb", "@seald-io/nedb", "quick.db", "keyv-file", "nedb-promises", "lokijs", "pouchdb", "level", "classic-level", "leveldb", "lmdb", "acebase", "duckdb", "duckdb-async", "@duckdb/node-api",
	"better-sqlite3-multiple-ciphers", "node-sqlite3-wasm", "nedb-core", "rocksdb", "leveldown", "level-party", "lmdb-store", "node-lmdb", "pouchdb-node", "kuzu", "polodb", "flat-file-db", "@lokidb/fs-storage", "@mikro-orm/sqlite", "@mikro-orm/better-sqlite", "@mikro-orm/libsql",
}
