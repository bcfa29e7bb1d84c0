-- Calls: who can be called, calls under way and over, what they came to; and where people are pushed to.

-- The page of somebody with the role of a creator; only while they have that role does it count.
CREATE TABLE creators (
  user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  headline   text NOT NULL,
  about      text NOT NULL,
  schedule   text NOT NULL,
  -- Cents of a coin a minute.
  rate       bigint NOT NULL CHECK (rate > 0),
  audio      boolean NOT NULL,
  video      boolean NOT NULL,
  -- Do they take calls now?
  available  boolean NOT NULL,
  -- Sum and number of the stars given.
  stars      bigint NOT NULL DEFAULT 0,
  ratings    bigint NOT NULL DEFAULT 0
);

-- One row a call; its id is its room's. Without foreign keys: a call outlives the accounts of those who were in it.
CREATE TABLE calls (
  id             uuid PRIMARY KEY,
  caller         uuid NOT NULL,
  creator        uuid NOT NULL,
  media          text NOT NULL CHECK (media IN ('audio', 'video')),
  rate           bigint NOT NULL CHECK (rate > 0),
  -- The caller's own id for the command that began it (W6).
  key            uuid NOT NULL,
  state          text NOT NULL CHECK (state IN
    ('initiated', 'ringing', 'ongoing', 'ended', 'declined', 'missed', 'cancelled', 'failed')),
  created_at     bigint NOT NULL,
  accepted_at    bigint,
  connected_at   bigint,
  ended_at       bigint,
  end_reason     text CHECK (end_reason IN ('hung_up', 'silence', 'balance', 'moderation')),
  -- Until when it is to be accepted, or once accepted, connected.
  deadline_at    bigint NOT NULL,
  -- When something is to be decided about it; whatever node looks then, decides.
  due_at         bigint NOT NULL,

  -- Each side's heartbeats: the last one, and the latest stretch of time they confirm without a gap. While the line is good,
  -- heard = until.
  caller_heard   bigint,
  caller_from    bigint,
  caller_until   bigint,
  creator_heard  bigint,
  creator_from   bigint,
  creator_until  bigint,
  -- Milliseconds that both sides confirm, and those that coins are held for.
  paid_ms        bigint NOT NULL DEFAULT 0,
  held_ms        bigint NOT NULL,
  hold           uuid NOT NULL,
  -- No further minute could be held at the last try; when to try again.
  last           boolean NOT NULL DEFAULT false,
  retry_at       bigint,

  settled_at     bigint,
  charge         bigint,
  earned         bigint,
  fee            bigint,
  stars          smallint CHECK (stars BETWEEN 1 AND 5),
  comment        text,
  UNIQUE (caller, key),
  CHECK ((ended_at IS NULL) = (state IN ('initiated', 'ringing', 'ongoing'))),
  CHECK ((settled_at IS NULL) = (charge IS NULL))
) WITH (fillfactor = 50);
CREATE INDEX calls_live ON calls (id) WHERE ended_at IS NULL;
CREATE INDEX calls_unsettled ON calls (ended_at) WHERE ended_at IS NOT NULL AND settled_at IS NULL;
CREATE INDEX calls_of_caller ON calls (caller, created_at DESC);
CREATE INDEX calls_of_creator ON calls (creator, created_at DESC);

-- Who is in a call: one at a time. This key is what makes one of many simultaneous callers ring (C2).
CREATE TABLE call_parties (
  user_id  uuid PRIMARY KEY,
  call_id  uuid NOT NULL
);
CREATE INDEX call_parties_call ON call_parties (call_id);

-- One row a settled call that took place, for good (C7).
CREATE TABLE call_log (
  call_id   uuid PRIMARY KEY,
  caller    uuid NOT NULL,
  creator   uuid NOT NULL,
  at        bigint NOT NULL,
  seconds   bigint NOT NULL,
  rate      bigint NOT NULL,
  charge    bigint NOT NULL,
  earned    bigint NOT NULL,
  fee       bigint NOT NULL,
  CHECK (charge = earned + fee)
);
CREATE INDEX call_log_creator ON call_log (creator, at DESC);
CREATE TRIGGER call_log_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON call_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE call_reports (
  call_id  uuid NOT NULL,
  by_user  uuid NOT NULL,
  about    uuid NOT NULL,
  reason   text NOT NULL,
  at       bigint NOT NULL,
  PRIMARY KEY (call_id, by_user)
);
CREATE INDEX call_reports_about ON call_reports (about, at);

-- What looked like abuse, for moderators (B1).
CREATE TABLE call_flags (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id  uuid NOT NULL,
  kind     text NOT NULL CHECK (kind IN ('flash')),
  at       bigint NOT NULL,
  details  jsonb NOT NULL
);
CREATE INDEX call_flags_user ON call_flags (user_id, at);

-- Where a device wants to be pushed to. A device that is signed out takes its subscription with it.
CREATE TABLE push_subscriptions (
  device_id   uuid PRIMARY KEY REFERENCES devices (id) ON DELETE CASCADE,
  user_id     uuid NOT NULL,
  endpoint    text NOT NULL,
  p256dh      text NOT NULL,
  auth        text NOT NULL,
  created_at  bigint NOT NULL
);
CREATE INDEX push_subscriptions_user ON push_subscriptions (user_id);
CREATE INDEX push_subscriptions_endpoint ON push_subscriptions (endpoint);
