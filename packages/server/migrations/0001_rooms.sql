-- The kernel: rooms, their members, their timelines.

CREATE TABLE rooms (
  id          uuid PRIMARY KEY,
  kind        text NOT NULL,
  name        text,
  picture     text,
  closed      boolean NOT NULL DEFAULT false,
  -- Makes a room the only one of its kind with this key, such as the direct room of two people.
  unique_key  text,
  -- Seq of the newest entry.
  head        bigint NOT NULL DEFAULT 0,
  -- How many entries that count as unread there have been, and the seq of the newest of them.
  counted     bigint NOT NULL DEFAULT 0,
  latest      bigint,
  -- Changes with every change of the members or their roles. Whoever holds the room's lock and knows the members of
  -- this version need not read them.
  members_version bigint NOT NULL DEFAULT 0,
  -- When the newest entry was made; entries of a room never go back in time, whatever the nodes' clocks say.
  last_at     bigint NOT NULL,
  -- When the newest counting entry was made: what room lists are ordered by.
  active_at   bigint NOT NULL,
  created_at  bigint NOT NULL,
  created_by  uuid,
  UNIQUE (kind, unique_key)
) WITH (fillfactor = 70);

CREATE TABLE room_members (
  room_id       uuid NOT NULL,
  user_id       uuid NOT NULL,
  role          text NOT NULL,
  joined_at     bigint NOT NULL,
  delivered     bigint NOT NULL DEFAULT 0,
  read          bigint NOT NULL DEFAULT 0,
  -- rooms.counted as it was at `read`: unread = rooms.counted - read_counted.
  read_counted  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (room_id, user_id)
) WITH (fillfactor = 70);
CREATE INDEX room_members_user ON room_members (user_id);

-- The room id is the sharding key. Every index begins with it.
CREATE TABLE entries (
  room_id    uuid NOT NULL,
  seq        bigint NOT NULL,
  type       text NOT NULL,
  author     uuid,
  about      bigint,
  at         bigint NOT NULL,
  client_id  uuid,
  -- How many counting entries the room had with this one.
  counted    bigint NOT NULL,
  -- Null once deleted.
  body       jsonb,
  PRIMARY KEY (room_id, seq)
) PARTITION BY HASH (room_id);

CREATE TABLE entries_0 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 0);
CREATE TABLE entries_1 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 1);
CREATE TABLE entries_2 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 2);
CREATE TABLE entries_3 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 3);
CREATE TABLE entries_4 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 4);
CREATE TABLE entries_5 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 5);
CREATE TABLE entries_6 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 6);
CREATE TABLE entries_7 PARTITION OF entries FOR VALUES WITH (MODULUS 8, REMAINDER 7);

-- A retried send finds its first entry here (T4).
CREATE UNIQUE INDEX entries_client ON entries (room_id, author, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX entries_about ON entries (room_id, about, seq) WHERE about IS NOT NULL;

CREATE TABLE last_seen (
  user_id  uuid PRIMARY KEY,
  at       bigint NOT NULL
) WITH (fillfactor = 70);
