-- What is known of images, for all repositories together. A tag is written as
-- a whole name, "docker.io/library/node:22-alpine".

-- what the last plan of each repository pinned; the digest is '' while a
-- registry's answer is waited for
CREATE TABLE pins (
    repository BIGINT NOT NULL,
    tag        TEXT NOT NULL,
    digest     TEXT NOT NULL,
    PRIMARY KEY (repository, tag, digest)
);
CREATE INDEX pins_tag ON pins (tag);

-- when that plan was made, and under which policy: milliseconds
CREATE TABLE plans (
    repository BIGINT PRIMARY KEY,
    planned_at BIGINT NOT NULL,
    min_age    BIGINT NOT NULL,
    period     BIGINT NOT NULL
);

-- when each tag is to be looked up
CREATE TABLE tags (
    tag TEXT PRIMARY KEY,
    due BIGINT NOT NULL
);
CREATE INDEX tags_due ON tags (due);

-- since when a tag was seen to point to a digest
CREATE TABLE sightings (
    id     {{serial}},
    tag    TEXT NOT NULL,
    digest TEXT NOT NULL,
    since  BIGINT NOT NULL
);
CREATE INDEX sightings_tag ON sightings (tag, id);

-- pinned digests that their registry no longer has
CREATE TABLE lost_digests (
    tag    TEXT NOT NULL,
    digest TEXT NOT NULL,
    since  BIGINT NOT NULL,
    PRIMARY KEY (tag, digest)
);

-- digests have no timer of each repository's any more
DROP INDEX repositories_digests_due;
ALTER TABLE repositories DROP COLUMN digests_due;
