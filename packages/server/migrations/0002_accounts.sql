-- Accounts: who people are, where they are signed in, whom they block, and what happened to their accounts.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  email         text NOT NULL UNIQUE,
  name          text NOT NULL,
  -- The name without case and accents: what the directory searches and is sorted by.
  name_folded   text COLLATE "C" NOT NULL,
  about         text NOT NULL DEFAULT '',
  -- Path of the uploaded picture; null for the generated one.
  picture       text,
  role          text NOT NULL CHECK (role IN ('user', 'creator', 'moderator', 'admin')),
  time_zone     text NOT NULL DEFAULT 'UTC',
  language      text NOT NULL DEFAULT 'en',
  birth_date    date,
  demo          boolean NOT NULL DEFAULT false,
  banned_until  bigint,
  created_at    bigint NOT NULL
);
CREATE INDEX users_directory ON users (name_folded, id);
CREATE INDEX users_names ON users USING gin (name_folded gin_trgm_ops);
CREATE INDEX users_admins ON users (id) WHERE role = 'admin';
CREATE INDEX users_demo ON users (created_at, id) WHERE demo;

-- One row an e-mail address that asked for a code lately, locked by whatever decides about it, so that limits and
-- tries hold on every node at once (A1, A2). Nothing here tells whether the address has an account.
CREATE TABLE sign_ins (
  email         text PRIMARY KEY,
  -- Keyed hash of the code in force; null for none.
  code          bytea,
  expires_at    bigint,
  tries         integer,
  -- When codes were asked for in the last hour, and when tries failed lately: arrays of milliseconds.
  requested     jsonb NOT NULL DEFAULT '[]',
  failed        jsonb NOT NULL DEFAULT '[]',
  locked_until  bigint,
  touched_at    bigint NOT NULL
);
CREATE INDEX sign_ins_touched ON sign_ins (touched_at);

-- A signed-in device: one family of refresh tokens. Revoked ones are deleted.
CREATE TABLE devices (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name        text NOT NULL,
  address     text NOT NULL,
  created_at  bigint NOT NULL,
  used_at     bigint NOT NULL,
  -- When its newest refresh token lapses.
  expires_at  bigint NOT NULL,
  -- How often the token has been rotated.
  generation  integer NOT NULL
);
CREATE INDEX devices_user ON devices (user_id);
CREATE INDEX devices_expiry ON devices (expires_at);

-- Used ones are kept until they would have lapsed, so that their reuse is noticed (A3).
CREATE TABLE refresh_tokens (
  hash        bytea PRIMARY KEY,
  device_id   uuid NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
  generation  integer NOT NULL,
  used_at     bigint,
  expires_at  bigint NOT NULL
);
CREATE INDEX refresh_tokens_device ON refresh_tokens (device_id);

CREATE TABLE blocks (
  by_user     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at  bigint NOT NULL,
  PRIMARY KEY (by_user, user_id)
);
CREATE INDEX blocks_user ON blocks (user_id);

-- The audit log (A8). Without foreign keys: it outlives the accounts it tells of.
CREATE TABLE security_events (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       bigint NOT NULL,
  kind     text NOT NULL,
  actor    uuid,
  subject  uuid,
  address  text,
  details  jsonb NOT NULL
);
CREATE INDEX security_events_subject ON security_events (subject, id);
CREATE INDEX security_events_kind ON security_events (kind, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER security_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
