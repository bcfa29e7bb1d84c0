-- Live streams: what is on, who publishes, who watched, what was recorded.

-- One row a stream; its id is its room's. Without foreign keys: a stream outlives the accounts of those who were in it.
CREATE TABLE streams (
  id             uuid PRIMARY KEY,
  host           uuid NOT NULL,
  -- Who may publish beside the host (S7).
  cohosts        uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(cohosts) <= 9),
  title          text NOT NULL,
  description    text NOT NULL,
  status         text NOT NULL CHECK (status IN ('scheduled', 'live', 'ended')),
  -- Whose picture there is.
  publishers     uuid[] NOT NULL DEFAULT '{}',
  scheduled_for  bigint,
  created_at     bigint NOT NULL,
  started_at     bigint,
  ended_at       bigint,
  -- While it is live and nobody publishes: when it ends unless somebody comes back (S1).
  due_at         bigint,
  -- Which node carries its pictures; null where none does, or where they are carried elsewhere.
  node           uuid,
  peak           bigint NOT NULL DEFAULT 0,
  -- What its host says of it and what the engine knows of it; the host's fields win.
  metadata       jsonb NOT NULL DEFAULT '{}',
  facts          jsonb NOT NULL DEFAULT '{}',
  fields         jsonb NOT NULL GENERATED ALWAYS AS (facts || metadata) STORED,
  -- SHA-256 of the stream key; null where there is none.
  key_hash       bytea,
  -- Is it to be recorded, and what has been (S6).
  record         boolean NOT NULL,
  recording      text CHECK (recording IN ('running', 'ready', 'failed')),
  parts          jsonb NOT NULL DEFAULT '[]',
  CHECK ((ended_at IS NULL) = (status <> 'ended')),
  CHECK (due_at IS NULL OR status = 'live')
) WITH (fillfactor = 50);
CREATE INDEX streams_status ON streams (status, created_at DESC);
CREATE INDEX streams_host ON streams (host, created_at DESC);
CREATE INDEX streams_fields ON streams USING gin (fields jsonb_path_ops);
CREATE INDEX streams_due ON streams (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX streams_recording ON streams (ended_at) WHERE recording = 'running';

-- Who watched, from when to when (S5). Somebody who watches several publishers has several at once.
CREATE TABLE stream_viewings (
  stream_id  uuid NOT NULL,
  viewing    text NOT NULL,
  user_id    uuid NOT NULL,
  -- By which node; null where they are carried elsewhere.
  node       uuid,
  joined_at  bigint NOT NULL,
  left_at    bigint,
  PRIMARY KEY (stream_id, viewing)
) WITH (fillfactor = 70);
-- The counts of the live directory are read along this one alone.
CREATE INDEX stream_viewings_open ON stream_viewings (stream_id, user_id) WHERE left_at IS NULL;
