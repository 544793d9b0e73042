package rules

import "github.com/nodedock/nodedock/fixes/pattern"

var (
	writeCall = pattern.New("\\b(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|outputFile|outputFileSync|outputJson|outputJsonSync|writeJson|writeJsonSync|mkdir|mkdirSync|ensureDir|ensureDirSync|mkdirp|transports\\.File|copyFile|copyFileSync|DatabaseSync)\\(\\s*(?:\\{\\s*filename:\\s*)?(?:['\"`](/[^'\"`]*))?[^\\n]*").Needs("write", "append", "create", "output", "mkdir", "ensureDir", "transports", "copyFile", "DatabaseSync")
	// otherWrites find calls that write only when told to: what hands a path to a
	// function by name, opens a file to write, or makes a socket or a log. They stand
	// apart, so that a program compiles those it has the words of.
	otherWrites = []*pattern.Pattern{
		pattern.New("\\b(?:toFile|extractAllTo|extractAllToAsync|createObjectCsvWriter|pino\\.destination)\\(\\s*(?:\\{\\s*\\w+:\\s*)?['\"`]?(/?[\\w.${][^'\"`\\n]*)").Needs("toFile", "extractAllTo", "createObjectCsvWriter", "pino.destination"),
		pattern.New("\\bopen(?:Sync)?\\([^)\\n]*['\"`](?:w|a)x?\\+?['\"`]").Needs("open(", "openSync("),
		pattern.New("['\"`]pino/file['\"`]\\s*,[^{}]{0,200}\\boptions:\\s*\\{[^{}]{0,200}?\\bdestination:\\s*(?:['\"`]([^'\"`]+)|[a-zA-Z_])").Needs("pino/file"),
		pattern.New("\\bdestination:\\s*(?:['\"`]([^'\"`]+)['\"`]|[a-zA-Z_])[^{}]{0,200}\\}\\s*,[^{}]{0,200}['\"`]pino/file['\"`]").Needs("pino/file"),
		pattern.New("\\.(?:screenshot|pdf)\\(\\s*\\{[^}]*\\bpath:").Needs(".screenshot(", ".pdf("),
		pattern.New("\\.listen\\(\\s*(?:\\{\\s*path:\\s*)?(?:process\\.env\\.\\w+\\s*(?:\\|\\||\\?\\?)\\s*)?['\"`](/[^'\"`\\n]+)['\"`]").Needs(".listen("),
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
	dataFile       = pattern.New("['\"`](?:file:)?([\\w./-]*[\\w-]\\.(?:db|sqlite|sqlite3|nedb|json)|:memory:)['\"`]")
)
