package writes

import "github.com/nodedock/nodedock/fixes/pattern"

var (
	WriteCall = pattern.New("\\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|outputFile|outputFileSync|outputJson|outputJsonSync|writeJson|writeJsonSync|mkdir|mkdirSync|ensureDir|ensureDirSync|mkdirp|transports\\.File|copyFile|copyFileSync|DatabaseSync)\\(\\s*(?:\\{\\s*filename:\\s*)?(?:['\"`](/[^'\"`]*))?[^\\n]*").Needs("writeFile", "appendFile", "createWriteStream", "outputFile", "outputJson", "writeJson", "mkdir", "ensureDir", "transports.File", "copyFile", "DatabaseSync")
	// otherWrites find calls that write only when told to: what hands a path to a
	// function by name, opens a file to write, or makes a socket or a log. They stand
	// apart, so that a program compiles those it has the words of.
	otherWrites = []*pattern.Pattern{
		pattern.New("\\b(?:toFile|extractAllTo|extractAllToAsync|writeZip|writeZipPromise|createObjectCsvWriter|\\w+(?:['\"]\\))?\\.destination)\\(\\s*(?:\\{\\s*\\w+:\\s*)?['\"`]?(/?[\\w.${][^'\"`\\n]*)").Needs("toFile", "extractAllTo", "writeZip", "createObjectCsvWriter", ".destination("),
		pattern.New("\\bopen(?:Sync)?\\([^)\\n]*['\"`](?:w|a)x?\\+?['\"`]").Needs("open(", "openSync("),
		pattern.New("['\"`]pino/file['\"`]\\s*,[^{}]{0,200}\\boptions:\\s*\\{[^{}]{0,200}?\\bdestination:\\s*(?:['\"`]([^'\"`]+)|[a-zA-Z_])").Needs("pino/file"),
		pattern.New("\\bdestination:\\s*(?:['\"`]([^'\"`]+)['\"`]|[a-zA-Z_])[^{}]{0,200}\\}\\s*,[^{}]{0,200}['\"`]pino/file['\"`]").Needs("pino/file"),
		pattern.New("\\.(?:screenshot|pdf)\\(\\s*\\{[^}]*\\bpath:").Needs(".screenshot(", ".pdf("),
		pattern.New("\\.listen\\(\\s*(?:\\{\\s*path:\\s*)?(?:process\\.env\\.\\w+\\s*(?:\\|\\||\\?\\?)\\s*)?['\"`](/[^'\"`\\n]+|[\\w./-]+\\.sock)['\"`]").Needs(".listen("),
		// A log that a logger is told to write: bunyan's path, Fastify's file, what
		// pino gets behind its options.
		pattern.New("\\b(?:path|file|fileName|filename|logFile|dest)\\s*:\\s*['\"`]([^'\"`\\n]+\\.log)['\"`]|\\bpino\\([^;]{0,200}?,\\s*['\"`]([^'\"`\\n]+)['\"`]|\\.dailyfile\\(").Needs(".log", "pino", "dailyfile"),
	}
	// toolWrite finds a tool that the program starts to make a file, removed a
	// file that the program takes away, and toolFile the file a tool is given.
	toolWrite = pattern.New("(?:(?:[eE]xec|[sS]pawn|[cC]ommand|[cC]md|[rR]un|[sS]hell)\\w*\\s*[(=:]|\\$)\\s*['\"`](?:[\\w./-]*/)?(?:yt-dlp|youtube-dl|ffmpeg|wget|aria2c|pg_dump|mongodump|mysqldump|git clone)(?:['\"`]|\\s)[^\\n]*|\\bffmpeg\\([^;]{0,400}?\\.(?:save|saveToFile|output)\\([^\\n]*|\\b(?:youtubedl|youtubeDl|youtubeDlExec|ytdlp)\\([^;]{0,400}?\\boutput:[^\\n]*").Needs("yt-dlp", "youtube-dl", "ffmpeg", "wget", "aria2c", "pg_dump", "mongodump", "mysqldump", "git clone", "youtubedl", "youtubeDl", "ytdlp")
	toolFile  = pattern.New("(?:\\s|['\"`])(?:-o|-O|-P|-f|--output|--out|--file|--directory-prefix)['\"`]?(?:[\\s,=]+)\\\\?['\"`]?(/[\\w./-]*)|>\\s*(/[\\w./-]*)|\\.(?:save|saveToFile|output)\\(\\s*['\"`](/[^'\"`]*)|\\boutput:\\s*['\"`](/[^'\"`]*)")
	removed   = pattern.New("\\b(?:unlink|unlinkSync)\\(\\s*(?:['\"`](/[^'\"`]*))?[^\\n]*").Needs("unlink")
	// joinedPath is where a call puts its path together.
	joinedPath = pattern.New("^\\w[\\w.]*\\(\\s*(?:path\\.)?(?:join|resolve)\\(\\s*['\"`](/[^'\"`]*)")
	setsUserID = pattern.New(`\bprocess\.sete?uid\(`)
	temporary  = pattern.New(`tmpdir|/tmp\b|/dev/std|/dev/null|/proc/`)
	// memoryFallback finds a database in memory for want of another setting.
	memoryFallback = pattern.New("(?:\\|\\||\\?\\?)\\s*['\"`]:memory:").Needs(":memory:")
)

// changedFiles find calls that change or take away files, whatever their names are
// bound to.
var changedFiles = []*pattern.Pattern{
	pattern.New("\\b(?:(?:rename|cp|copy|move|symlink|link)Sync|(?:fs\\w*|promises)\\.(?:rename|cp|copy|move|symlink|link))\\([^,\\n]*,\\s*(?:['\"`](/[^'\"`\\n]*))?[^\\n]*").Needs("Sync(", ".rename(", ".cp(", ".copy(", ".move(", ".symlink(", ".link("),
	pattern.New("\\b(?:(?:rm|rmdir|remove|emptyDir|truncate|utimes|chmod|mkdtemp|writeJSON|outputJSON|ensureFile|createFile)Sync|(?:fs\\w*|promises)\\.(?:rm|rmdir|remove|emptyDir|truncate|utimes|chmod|mkdtemp|writeJSON|outputJSON|ensureFile|createFile))\\(\\s*(?:['\"`](/[^'\"`\\n]*))?[^\\n]*").Needs("Sync(", ".rm", ".remove(", ".emptyDir(", ".truncate(", ".utimes(", ".chmod(", ".mkdtemp(", "JSON(", "File("),
	pattern.New("\\{[^{}]*\\b(?:rename|rm|rmdir|cp|symlink|mkdtemp|truncate|utimes|copy|move|remove|emptyDir|writeJSON|outputJSON|ensureFile)\\b[^{}]*\\}\\s*(?:=\\s*(?:await\\s+import|require)\\(\\s*|from\\s*)['\"](?:node:)?(?:fs|fs/promises|fs-extra|graceful-fs)['\"]").Needs("fs'", "fs\"", "promises", "fs-extra"),
	pattern.New("\\bautoSchemaFile\\s*:\\s*(?:[^t\\s]|t[^r])[^\\n]*|\\bemitSchemaFile\\s*:\\s*[^f\\s]|\\bTsMorphMetadataProvider\\b").Needs("SchemaFile", "TsMorph"),
	pattern.New("\\bshell(?:js)?\\.(?:mkdir|cp|mv|rm|touch|ln|sed)\\((?:['\"`](/[^'\"`\\n]*))?[^\\n]*").Needs("shell"),
	pattern.New("\\bBun\\.write\\(\\s*(?:['\"`](/[^'\"`\\n]*))?[^\\n]*").Needs("Bun.write("),
	pattern.New("\\.writeAsync\\((?:['\"`](/[^'\"`\\n]*))?[^\\n]*|\\.write\\(\\s*['\"`](/?[^'\"`\\n]*\\.(?:png|jpe?g|bmp|gif|tiff|webp))['\"`]").Needs(".writeAsync(", ".write("),
	pattern.New("\\btar['\"]?\\)?\\.(?:x|extract|c|create)\\([^\\n]*").Needs("tar"),
	pattern.New("(?s)['\"](?:simple-git|simple-git/promise|isomorphic-git|nodegit)['\"].*?\\.(?:clone|pull|checkout|fetch|commit|init|reset|stash|mirror)\\(").Needs("-git", "nodegit"),
	pattern.New("(?s)['\"]fluent-ffmpeg['\"].*?\\.(?:save|saveToFile|mergeToFile|screenshots|takeScreenshots)\\(").Needs("fluent-ffmpeg"),
	pattern.New("\\bwriteHeapSnapshot\\(|\\bwriteReport\\(|\\buploadDir\\s*:").Needs("writeHeapSnapshot(", "writeReport(", "uploadDir"),
	pattern.New(`\.move(?:All)?\(\s*[\w.]+\.\w*[pP]ath\(|\.moveToDisk\(`).Needs(".move(", ".moveAll(", ".moveToDisk("),
	pattern.New("\\bnew\\s+(?:\\w+\\.)?(?:StoreSession|SimpleFsStorageProvider|RustSdkCryptoStorageProvider)\\(\\s*(?:['\"`](/[^'\"`\\n]*))?").Needs("StoreSession(", "StorageProvider("),
	pattern.New("\\bnew\\s+PGlite\\(\\s*(?:\\{[^}]*\\bdataDir\\s*:\\s*)?['\"`](?:file:/*)?(?:(/[^'\"`\\n]*)|\\.{1,2}/|[a-z_-]*(?:data|pg|db)[\\w-]*['\"`/])").Needs("PGlite("),
	pattern.New("\\boutput\\s*:\\s*['\"`]file['\"`][^{}]{0,200}?\\buploads\\s*:\\s*(?:['\"`](/[^'\"`\\n]*))?|\\buploads\\s*:\\s*(?:['\"`](/[^'\"`\\n]*))?[^{}]{0,200}?\\boutput\\s*:\\s*['\"`]file['\"`]").Needs("uploads"),
	pattern.New("\\bnew\\s+(?:Conf|Configstore)\\([^;]{0,200}?\\b(?:cwd|configPath)\\s*:\\s*(?:['\"`](/[^'\"`\\n]*))?").Needs("Conf"),
	// What is handed over by its name: promisify(fs.writeFile), const save = fs.writeFileSync.
	pattern.New("\\b(?:fs\\w*|promises|require\\(['\"](?:node:)?fs['\"]\\))\\.(?:writeFile|appendFile|mkdir|createWriteStream|copyFile|outputFile|outputJson|rename)(?:Sync)?\\s*[),;\\n]|\\b(?:writeFile|appendFile|mkdir|copyFile|rename)Async\\(\\s*(?:['\"`](/[^'\"`\\n]*))?").Needs("writeFile", "appendFile", "mkdir", "createWriteStream", "copyFile", "output", "rename"),
	pattern.New("\\b(?:execa|spawn|execFile)(?:Sync)?\\(\\s*['\"]git['\"]\\s*,\\s*\\[\\s*['\"](?:clone|init|pull|checkout|worktree)['\"]").Needs("git'", "git\""),
	pattern.New("\\.writeIndex(?:Sync)?\\(\\s*(?:['\"`](/[^'\"`\\n]*))?|(?s)['\"][^'\"\\n]*/(?:hnswlib|faiss)['\"].*?\\.save\\(").Needs("writeIndex", "/hnswlib", "/faiss"),
	// What writes under another name, and stores, indexes and models that packages keep in files.
	pattern.New(`\{[^{}]*\b(?:writeFile|appendFile|mkdir|createWriteStream|copyFile)(?:Sync)?\s*(?:\sas\s|:)\s*\w+[^{}]*\}\s*(?:=\s*(?:await\s+import|require)\(\s*|from\s*)['"](?:node:)?(?:fs|fs/promises|fs-extra|graceful-fs)['"]`).Needs("writeFile", "appendFile", "mkdir", "createWriteStream", "copyFile"),
	pattern.New(`\b(?:fastGet|downloadTo|downloadToDir|persistToFile|createFilePersister|resolveModelFile|createModelDownloader|FlagEmbedding\.init|writeToPath|getFileSink|getRotatingFileSink)\(|\b(?:nodeID3|NodeID3|nodeId3|nconf|rc9?)\.(?:write|update|removeTags|save)\(|\.download\(\s*\{\s*destination\b`).Needs("fastGet(", "downloadTo", "persistToFile(", "createFilePersister(", "resolveModelFile(", "createModelDownloader(", "FlagEmbedding.init(", ".download(", "writeToPath(", "FileSink(", "ID3.", "Id3.", "nconf.", "rc.", "rc9."),
	pattern.New("\\bnew\\s+(?:\\w+\\.)?(?:LocalIndex|LocalDocumentIndex|FsBlockstore|FsDatastore|DiskStore|Corestore)\\(\\s*(?:['\"`](/[^'\"`\\n]*))?|['\"]unstorage/drivers/fs(?:-lite)?['\"]").Needs("LocalIndex(", "LocalDocumentIndex(", "FsBlockstore(", "FsDatastore(", "DiskStore(", "Corestore(", "unstorage/drivers/fs"),
	pattern.New("\\b(?:LocalFileStore\\.fromPath\\(|specOutputPath\\s*:)\\s*(?:['\"`](/[^'\"`\\n]*))?|\\bsimpleSitemapAndIndex\\(|\\btracing\\.stop(?:Chunk)?\\(\\s*\\{[^}]*?\\bpath\\s*:\\s*(?:['\"`](/[^'\"`\\n]*))?").Needs("LocalFileStore", "specOutputPath", "simpleSitemapAndIndex(", "tracing.stop"),
	pattern.New("(?s)['\"](?:wkhtmltopdf['\"].*?\\boutput\\s*:|capture-website['\"].*?\\.file\\([^,]*,|wav['\"].*?\\bFileWriter\\()\\s*(?:['\"`](/[^'\"`\\n]*))?").Needs("wkhtmltopdf", "capture-website", "FileWriter("),
	pattern.New("\\blancedb\\.connect\\(\\s*['\"`](?:(/[^'\"`\\n]*)|[\\w.-]+[/'\"`])").Needs("lancedb.connect("),
	pattern.New("(?s)\\bdiskStorage\\(\\s*\\{.{0,400}?\\w+\\(\\s*null\\s*,\\s*['\"`](/[^'\"`\\n]*)|\\bdiskStorage\\(\\s*\\{[^{}]{0,200}?\\bdestination\\s*:\\s*['\"`](/[^'\"`\\n]*)|\\bmulter\\(\\s*\\{[^{}]{0,200}?\\bdest\\s*:\\s*['\"`](/[^'\"`\\n]*)").Needs("diskStorage", "multer"),
	pattern.New("\\bprocess\\.chdir\\(\\s*['\"`](/[^'\"`\\n]*)['\"`]").Needs("chdir("),
	// An address that begins with what is put together has no path to name.
	pattern.New("['\"`]sqlite://(?:(/{0,2}[\\w.~-](?:[^'\"`\\n$]|\\$\\{[\\w.]+\\})*)?['\"`]|/{0,2}\\$\\{)").Needs("sqlite://"),
	pattern.New("(?:[eE]xec|[sS]pawn)\\w*\\(\\s*['\"`][^'\"`\\n]*(?:\\s>>?\\s*(?:(/[^\\s'\"`|&;$]+)|[\\w.$])|\\bcurl\\s[^'\"`\\n]*-[a-zA-Z]*[oO]\\b)[^\\n]*").Needs("xec", "pawn"),
	pattern.New("(?:(?:[eE]xec|[sS]pawn)\\w*\\(\\s*['\"`]|\\$`)(?:mkdir|touch|tee|rm)\\b[^\\n;]*?['\"`\\s](/[\\w./-]+)[^\\n]*").Needs("xec", "pawn", "$`"),
	pattern.New("(?:(?:[eE]xec|[sS]pawn)\\w*\\(\\s*['\"`]|\\$`)(?:mkdir|touch|cp|mv|rm|ln|tar|unzip|zip|gzip|gunzip|7z|rsync|tee|convert|magick|libreoffice|soffice|pandoc|wkhtmltopdf|sqlite3|sed)(?:['\"`]|\\s)[^\\n]*").Needs("xec", "pawn", "$`"),
}

// writingImport finds the import of a package that is there to write or take away files.
var writingImport = pattern.New("(?:\\brequire\\(|\\bfrom|\\bimport\\(?)\\s*['\"](jsonfile|write-file-atomic|write-json-file|write-pkg|steno|proper-lockfile|lockfile|make-dir|mkdirp|rimraf|del|ncp|cpy|cpx|move-file|extract-zip|decompress|download|unzipper|node-downloader-helper|nodejs-file-downloader|@tus/file-store|telegraf-session-local|@grammyjs/storage-file|flat-cache|file-system-cache|cacache|swagger-autogen|i18n|parse-server|ipfs-core|webtorrent|heapdump|enmap|image-downloader|write-excel-file|fs-jetpack|edit-json-file|write-yaml|write-yaml-file|yt-dlp-wrap|sitemap-generator|npid|@(?:xenova|huggingface)/transformers)(?:/node)?['\"]").Needs("file", "write-pkg", "steno", "make-dir", "mkdirp", "rimraf", "del", "ncp", "cpy", "cpx", "zip", "compress", "download", "telegraf", "cache", "swagger-autogen", "i18n", "parse-server", "ipfs", "webtorrent", "heapdump", "enmap", "image-downloader", "excel-file", "fs-jetpack", "yaml", "yt-dlp-wrap", "sitemap", "npid", "/transformers")
