package writes

import "github.com/nodedock/nodedock/fixes/pattern"

const (
	// writtenBelow is a value that is a path below the working directory or one that is put
	// together, and writtenFolder one that may also be absolute, then in its group. A bare name
	// may as well be a type.
	writtenBelow  = "(?:process\\.env\\.\\w+\\s*(?:\\|\\||\\?\\?)\\s*)?(?:(?:path\\.)?(?:join|resolve)\\(\\s*[^'\"`/\\s][^\\n]*|['\"`](?:\\.{1,2}/|\\$\\{|[\\w-])[^:'\"`\\n]*['\"`]|__dirname\\b[^\\n]*|process\\.cwd\\(\\)[^\\n]*|new\\s+URL\\([^\\n]*)"
	writtenFolder = "(?:" + writtenBelow + "|(?:(?:path\\.)?(?:join|resolve)\\(\\s*)?['\"`](/[\\w.][^'\"`\\n]*)[^\\n]*)"
	// outputPath is a path of a file that programs make, or of a folder; an absolute one has
	// the ending of such a file and is in its group.
	outputEnding = `\.(?:png|jpe?g|webp|gif|bmp|tiff?|svg|pdf|docx?|xlsx?|pptx?|odt|csv|zip|gz|tar|tgz|7z|mp[34]|wav|ogg|webm|m3u8|mkv|json|html|sql|txt|bin|index|model)`
	outputPath   = "(?:(/[\\w.][^'\"`\\n]*" + outputEnding + ")['\"`]|\\.{1,2}/[^'\"`\\n]*['\"`]|(?:\\$\\{\\s*__dirname\\s*\\}/)?\\w[^'\"`\\n:?]*(?:" + outputEnding + "|/)['\"`])"
	writtenKinds = `data|database|db|historyDb|cache|sessions?|auth|uploads?|backups?|profiles?|persist|storage|saved?|screenshots?|recordings?|reports?|logs?|exports?|downloads?|output|out|files|temp|tmp|media`
)

// writtenPlaces find where packages are told to keep what they write, whatever the package:
// by the name of an option, by what a class or a method is called, or by the file itself.
var writtenPlaces = []*pattern.Pattern{
	pattern.New(`\b(?:user_?[dD]ata_?[dD]ir|(?:\w+Upload|`+writtenKinds+`)_?(?:[dD]ir|[dD]irectory|[fF]older)|outputFile|dumpToFile|media[rR]oot)['"]?\s*:\s*`+writtenFolder).Needs("Dir", "dir", "irectory", "older", "outputFile", "dumpToFile", "mediaroot", "mediaRoot"),
	pattern.New(`\b(?:(?:`+writtenKinds+`)_?[pP]ath|savePath|saveFilename|addPath|typesOutputPath|modifiedFilePath)['"]?\s*:\s*`+writtenBelow).Needs("Path", "path", "saveFilename"),
	pattern.New("\\bdirectory\\s*:\\s*['\"`]\\.{1,2}/|\\b(?:saveMissing|updateFiles|autoSave|autosave)\\s*:\\s*true\\b|\\blogger\\s*:\\s*['\"`]file['\"`]").Needs("directory", "saveMissing", "updateFiles", "utoSave", "autosave", "logger"),
	pattern.New("\\b(?:recordVideo|recordHar)\\s*:\\s*\\{|\\blaunchPersistentContext\\(\\s*(?:['\"`](/[\\w.][^'\"`\\n]*)|['\"`][\\w.$]|[a-zA-Z_])|\\bstorageState\\(\\s*\\{\\s*path\\b|['\"`]--user-data-dir=(?:(/[^'\"`\\n]*))?").Needs("recordVideo", "recordHar", "launchPersistentContext", "storageState", "--user-data-dir="),
	// A class that is named for keeping something in files.
	pattern.New("\\bnew\\s+(?:\\w+\\.)?\\w*(?:File|Fs|FS|Disk|Json|JSON|S[qQ][lL]ite)\\w*(?:Store|Storage|Cache|Adapter|Driver|Database|DB|Session|Saver|Persister|Queue|Auth|Rotator)\\(\\s*(?:['\"`](/[\\w.][^'\"`\\n]*))?|\\bnew\\s+(?:\\w+\\.)?(?:PhysicalFileSystem|Hypercore)\\(").Needs("Store", "Storage", "Cache", "Adapter", "Driver", "Database", "DB(", "Session", "Saver", "Persister", "Queue", "Auth", "Rotator", "PhysicalFileSystem", "Hypercore"),
	// A method that makes a file, with its path.
	pattern.New("\\.(?:save(?:As|To|ToFile)?|writeToFile|toDisk|toFileAsync|export|extract|extractFull|unzip|clone|downloadTrack|downloadFromGithub|fromConnString|ttsPromise|fGetObject|zip|compress|pdfTo\\w+|createWriter\\w*)\\((?:[^)\\n]*[\\s,(])?['\"`](?:file://)?"+outputPath).Needs(".save", ".writeToFile", ".toDisk", ".toFileAsync", ".export", ".extract", ".unzip", ".clone", ".download", ".fromConnString", ".ttsPromise", ".fGetObject", ".zip", ".compress", ".pdfTo", ".createWriter"),
	pattern.New("\\b(?:workbook|wb|pres|pptx)\\.write\\(\\s*['\"`]" + outputPath).Needs(".write("),
	pattern.New("\\.output\\(\\s*['\"`]" + outputPath).Needs(".output("),
	pattern.New("\\b(?:create|generatePdf|pdf|nodeHtmlToImage|html2pdf|image|node-html-to-image['\"]\\))\\([^;]{0,300}?\\b(?:path|output|dest)\\s*:\\s*['\"`]"+outputPath).Needs("create(", "generatePdf(", "pdf(", "nodeHtmlToImage(", "html2pdf(", "image(", "node-html-to-image"),
	// The file of a database, by its ending or its address.
	pattern.New("['\"`](?:file:|sqlite:(?://)?)?(?:\\.{1,2}/|\\$\\{[^}\\n]*\\}/?)?\\w[\\w./-]*\\.(?:db|sqlite3?|nedb|duckdb)(?:\\?[^'\"`\\n]*)?['\"`]").Needs(".db", ".sqlite", ".nedb", ".duckdb"),
	pattern.New("['\"`](?:surrealkv|rocksdb|speedb|nedb)://?[\\w.]|['\"`](?:file|sqlite):(?://)?(/[\\w.][^'\"`\\n]*\\.(?:db|sqlite3?))(?:\\?[^'\"`\\n]*)?['\"`]").Needs("surrealkv:", "rocksdb:", "speedb:", "nedb:", "file:", "sqlite:"),
	// What frameworks keep in files when their options say so: uploads and sessions of Remix, disks, sessions
	// and caches of AdonisJS, the memory of LoopBack, logs of Moleculer, uploads that a bot gets.
	pattern.New("\\b(?:createFileSessionStorage|(?:unstable_)?createFileUploadHandler)\\([^;]{0,300}?\\b(?:dir|directory)\\s*:\\s*(?:['\"`](/[^'\"`\\n]*))?|\\b(?:services\\.fs|stores\\.file|drivers\\.file|fileDriver)\\(").Needs("createFileSessionStorage(", "createFileUploadHandler(", "services.fs(", "stores.file(", "drivers.file(", "fileDriver("),
	pattern.New("\\bconnector['\"]?\\s*:\\s*['\"]memory['\"][^{}]{0,200}\\bfile['\"]?\\s*:\\s*['\"`](/?[^'\"`\\n]*)|\\btype\\s*:\\s*['\"]File['\"][^{}]{0,60}\\boptions\\s*:\\s*\\{[^{}]*\\bfolder\\s*:\\s*['\"`](/?[^'\"`\\n]*)").Needs("memory", "File"),
	pattern.New("\\.downloadFile\\([^,)\\n]+,\\s*['\"`](/?[^'\"`\\n]*)").Needs(".downloadFile("),
	// What compiles styles beside the pages when they are asked for.
	pattern.New(`\b(?:less|stylus|sass)(?:['"]\))?\.middleware\(|['"](?:less-middleware|node-sass-middleware|sass-middleware)['"]`).Needs("middleware"),
}
