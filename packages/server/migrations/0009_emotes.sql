-- Emotes: settings, moments, minute counts, and how far the log has been analysed.

-- What was set for all streams (the nil id) and for single ones; null where the wider one holds.
CREATE TABLE emote_settings (
  stream     uuid PRIMARY KEY,
  interval   integer CHECK (interval BETWEEN 1 AND 1000),
  threshold  double precision CHECK (threshold > 0 AND threshold < 1),
  allowed    jsonb,
  -- Grows with every change anywhere, in the order of commits: what a node has not seen is above what it has.
  version    bigint NOT NULL
);
CREATE INDEX emote_settings_changes ON emote_settings (version);
CREATE TABLE emote_settings_version (version bigint NOT NULL);
INSERT INTO emote_settings_version VALUES (0);

-- A shard of the log: who analyses it (whoever claimed it last), and how far that has got. Written with the results.
CREATE TABLE emote_shards (
  shard        text PRIMARY KEY,
  owner        uuid NOT NULL,
  -- Where to read on from: the first event of the oldest window still open. Null where nothing was read yet.
  replay_from  bigint,
  -- Everything before this has been analysed once; what of it is read again changes no counts of its own.
  seen         bigint
);

-- Without foreign keys: a stream is its room's id, and rooms are the kernel's.
CREATE TABLE emote_streams (
  stream        uuid PRIMARY KEY,
  shard         text NOT NULL,
  -- Windows that end, with their grace, up to here are closed.
  closed_until  bigint NOT NULL,
  -- What is usual in this stream, as of its last closed window.
  baseline      jsonb NOT NULL,
  -- Events that came after their window had closed.
  dropped       bigint NOT NULL
);

CREATE TABLE emote_moments (
  stream     uuid NOT NULL,
  start_at   bigint NOT NULL,
  emote      text NOT NULL,
  end_at     bigint NOT NULL,
  -- Its announcement in the stream's timeline.
  seq        bigint NOT NULL,
  count      bigint NOT NULL,
  total      bigint NOT NULL,
  people     integer NOT NULL,
  final      boolean NOT NULL,
  withdrawn  boolean NOT NULL,
  PRIMARY KEY (stream, start_at, emote)
);
CREATE INDEX emote_moments_open ON emote_moments (stream) WHERE NOT final;

-- Closed windows, for charts: how often each emote was sent.
CREATE TABLE emote_minutes (
  stream  uuid NOT NULL,
  at      bigint NOT NULL,
  counts  jsonb NOT NULL,
  PRIMARY KEY (stream, at)
);

-- Records of the log that are no events, for somebody to look at; the newest are kept.
CREATE TABLE emote_set_aside (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard   text NOT NULL,
  place   bigint NOT NULL,
  at      bigint NOT NULL,
  reason  text NOT NULL,
  record  text NOT NULL
);

-- Results still to be told to the aggregated topic of Kafka; made with the results, removed once it has them.
CREATE TABLE emote_results (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shard   text NOT NULL,
  stream  uuid NOT NULL,
  result  jsonb NOT NULL
);
CREATE INDEX emote_results_shard ON emote_results (shard, id);
