-- {{serial}} is the dialect's ever-growing integer key: an id is never given
-- twice, so that ids can be compared to tell what came first.
-- Times are milliseconds since 1970, UTC.

CREATE TABLE deliveries (
    id          {{serial}},
    guid        TEXT NOT NULL UNIQUE,
    event       TEXT NOT NULL,
    action      TEXT NOT NULL,
    repository  TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    status      TEXT NOT NULL,
    error       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_received_at ON deliveries (received_at);

CREATE TABLE runs (
    id          {{serial}},
    delivery    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    repository  TEXT NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT NOT NULL,
    outcome     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    detail      TEXT NOT NULL
);
CREATE INDEX runs_started_at ON runs (started_at);
CREATE INDEX runs_delivery ON runs (delivery);

CREATE TABLE repositories (
    id             BIGINT PRIMARY KEY,
    installation   BIGINT NOT NULL,
    owner          TEXT NOT NULL,
    name           TEXT NOT NULL,
    default_branch TEXT NOT NULL,
    forgotten_at   BIGINT,
    -- every delivery with an id up to this one is covered by a reconcile that
    -- read the repository after it had arrived
    covered        BIGINT NOT NULL DEFAULT 0,
    reconcile_due  BIGINT NOT NULL,
    digests_due    BIGINT NOT NULL
);
CREATE INDEX repositories_installation ON repositories (installation);
CREATE INDEX repositories_reconcile_due ON repositories (reconcile_due);
CREATE INDEX repositories_digests_due ON repositories (digests_due);

CREATE TABLE installations (
    id           BIGINT PRIMARY KEY,
    forgotten_at BIGINT
);

CREATE TABLE leases (
    name    TEXT PRIMARY KEY,
    owner   TEXT NOT NULL,
    token   TEXT NOT NULL,
    expires BIGINT NOT NULL
);

-- the processes that work on this database, by their last sign of life
CREATE TABLE replicas (
    id      TEXT PRIMARY KEY,
    seen_at BIGINT NOT NULL
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
