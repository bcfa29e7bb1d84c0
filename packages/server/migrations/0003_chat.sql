-- Chat: what its search looks things up in. The messages themselves are entries, which the kernel owns.

-- One row per live message, written behind the timeline by the indexer. Terms are computed by the server, not by
-- PostgreSQL, so that both kinds of database find the same. `at` is the entry's own: newest first within a room and across rooms.
CREATE TABLE chat_search (
  room_id  uuid NOT NULL,
  at       bigint NOT NULL,
  seq      bigint NOT NULL,
  terms    tsvector NOT NULL,
  PRIMARY KEY (room_id, at, seq)
);
-- A small pending list: what is written is merged into the index a little at a time, never with a long pause.
CREATE INDEX chat_search_terms ON chat_search USING gin (terms) WITH (gin_pending_list_limit = 64);

-- Up to which seq each room's entries are in chat_search. What lies behind it is searched in the timeline itself.
CREATE TABLE chat_search_progress (
  room_id  uuid PRIMARY KEY,
  indexed  bigint NOT NULL
) WITH (fillfactor = 70);
