-- What several processes and the next start have to agree on.

-- the last policy file without a mistake, by repository or owner
CREATE TABLE policies (
    scope  TEXT PRIMARY KEY,
    source TEXT NOT NULL
);

-- what was told to people once and must not be told again
CREATE TABLE told (
    what    TEXT PRIMARY KEY,
    told_at BIGINT NOT NULL
);
CREATE INDEX told_told_at ON told (told_at);

-- the commands that people gave on a pull request
CREATE TABLE commands (
    pull     TEXT NOT NULL,
    comment  BIGINT NOT NULL,
    count    INTEGER NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (pull, comment)
);
CREATE INDEX commands_given_at ON commands (given_at);

-- when a pull request was, or may be, opened for a branch of ours
CREATE TABLE turns (
    branch       TEXT PRIMARY KEY,
    installation BIGINT NOT NULL,
    turn         BIGINT NOT NULL
);
CREATE INDEX turns_installation ON turns (installation, turn);
