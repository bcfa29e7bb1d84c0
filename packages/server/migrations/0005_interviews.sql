-- Interviews: guests, who come in by a link without an account, and what an interview keeps besides its rooms' timelines.

ALTER TABLE users ALTER COLUMN email DROP NOT NULL;
ALTER TABLE users DROP CONSTRAINT users_role_check;
ALTER TABLE users ADD CONSTRAINT users_role_check
  CHECK (role IN ('guest', 'user', 'creator', 'moderator', 'admin') AND (role = 'guest') = (email IS NULL));
-- Guests are not in the directory.
DROP INDEX users_directory;
DROP INDEX users_names;
CREATE INDEX users_directory ON users (name_folded, id) WHERE role <> 'guest';
CREATE INDEX users_names ON users USING gin (name_folded gin_trgm_ops) WHERE role <> 'guest';

-- One row an interview; its id is its room's. A deleted one has none.
CREATE TABLE interview_sessions (
  id          uuid PRIMARY KEY,
  staff_room  uuid NOT NULL,
  title       text NOT NULL,
  language    text NOT NULL,
  owner       uuid NOT NULL,
  locked      boolean NOT NULL DEFAULT false,
  created_at  bigint NOT NULL,
  ended_at    bigint
) WITH (fillfactor = 80);
CREATE INDEX interview_sessions_open ON interview_sessions (id) WHERE ended_at IS NULL;

-- Whoever has been in one, also those who left: a report names them, and whoever was removed is not let in again.
CREATE TABLE interview_participants (
  session_id  uuid NOT NULL REFERENCES interview_sessions (id) ON DELETE CASCADE,
  user_id     uuid NOT NULL,
  role        text NOT NULL CHECK (role IN ('interviewer', 'candidate', 'observer')),
  joined_at   bigint NOT NULL,
  left_at     bigint,
  removed     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (session_id, user_id)
);
CREATE INDEX interview_participants_user ON interview_participants (user_id) WHERE left_at IS NULL;

-- A live document's Yjs state: all updates about it up to a seq, merged (P2). Written behind the timeline by the compactor.
CREATE TABLE interview_documents (
  room_id     uuid NOT NULL,
  document    bigint NOT NULL,
  generation  uuid NOT NULL,
  up_to       bigint NOT NULL,
  state       bytea NOT NULL,
  PRIMARY KEY (room_id, document)
) WITH (fillfactor = 70);
-- What Yjs writes is dense already.
ALTER TABLE interview_documents ALTER COLUMN state SET STORAGE EXTERNAL;

-- A library of questions. `content` is JSON text, as it was given.
CREATE TABLE interview_questions (
  id          uuid PRIMARY KEY,
  owner       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  title       text NOT NULL,
  content     text NOT NULL,
  updated_at  bigint NOT NULL
);
CREATE INDEX interview_questions_owner ON interview_questions (owner, title, id);

-- The search index reads a timeline's edits without what else happened there, such as an editor's hundred thousand updates.
CREATE INDEX entries_edits ON entries (room_id, seq) WHERE type = 'chat.edit';
