-- The wallet: who has how many coins, every movement of them, and what is reserved. All amounts in cents of a coin.

-- One row a user, made at first need, and the house's own. Demo coins have accounts of their own: the two kinds never meet (A5).
CREATE TABLE wallet_accounts (
  id       uuid PRIMARY KEY,
  kind     text NOT NULL CHECK (kind IN ('user', 'funding', 'fees', 'payouts')),
  demo     boolean NOT NULL,
  balance  bigint NOT NULL DEFAULT 0 CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991),
  -- Sum of its open holds.
  held     bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
  -- How many transfers it has been a side of.
  lines    bigint NOT NULL DEFAULT 0,
  -- W4: nobody spends what they do not have, or what is held. The house's accounts are the other side of the world.
  CONSTRAINT wallet_accounts_floor CHECK (kind <> 'user' OR balance - held >= 0),
  CONSTRAINT wallet_accounts_house CHECK (kind = 'user' OR held = 0)
) WITH (fillfactor = 50);

-- Last in the order of ids, so that the accounts everybody waits for are locked last.
INSERT INTO wallet_accounts (id, kind, demo) VALUES
  ('ffffffff-ffff-8fff-bfff-fffffffffff1', 'funding', false),
  ('ffffffff-ffff-8fff-bfff-fffffffffff2', 'fees', false),
  ('ffffffff-ffff-8fff-bfff-fffffffffff3', 'payouts', false),
  ('ffffffff-ffff-8fff-bfff-fffffffffffa', 'funding', true),
  ('ffffffff-ffff-8fff-bfff-fffffffffffb', 'fees', true),
  ('ffffffff-ffff-8fff-bfff-fffffffffffc', 'payouts', true);

-- Every movement, for good (W3). For each side: which line of its account this is, and the balance after it.
CREATE TABLE wallet_transfers (
  id              uuid PRIMARY KEY,
  at              bigint NOT NULL,
  kind            text NOT NULL,
  debit           uuid NOT NULL,
  credit          uuid NOT NULL,
  amount          bigint NOT NULL CHECK (amount > 0),
  debit_line      bigint NOT NULL,
  debit_balance   bigint NOT NULL,
  credit_line     bigint NOT NULL,
  credit_balance  bigint NOT NULL,
  -- What it was for, such as a call.
  reference       uuid,
  note            text NOT NULL DEFAULT '',
  -- The transfer that this one takes back.
  reverses        uuid REFERENCES wallet_transfers (id),
  CHECK (debit <> credit)
);
-- Statements are read along these, and no line can be there twice.
CREATE UNIQUE INDEX wallet_transfers_debit ON wallet_transfers (debit, debit_line);
CREATE UNIQUE INDEX wallet_transfers_credit ON wallet_transfers (credit, credit_line);
CREATE UNIQUE INDEX wallet_transfers_reverses ON wallet_transfers (reverses) WHERE reverses IS NOT NULL;
CREATE TRIGGER wallet_transfers_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON wallet_transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Coins set aside (W5). Changed only by whoever has locked the account.
CREATE TABLE wallet_holds (
  id          uuid PRIMARY KEY,
  account     uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  captured    bigint NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
  state       text NOT NULL CHECK (state IN ('open', 'captured', 'released', 'expired')),
  -- Null where somebody has to decide, however long that takes.
  expires_at  bigint,
  reference   uuid,
  created_at  bigint NOT NULL,
  closed_at   bigint,
  CHECK ((state = 'open') = (closed_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX wallet_holds_open ON wallet_holds (account) WHERE state = 'open';
CREATE INDEX wallet_holds_expiry ON wallet_holds (expires_at) WHERE state = 'open';

-- The first answer to each money command (W6); null while it is being worked out.
CREATE TABLE wallet_keys (
  owner        uuid NOT NULL,
  key          uuid NOT NULL,
  fingerprint  text NOT NULL,
  reply        jsonb,
  at           bigint NOT NULL,
  PRIMARY KEY (owner, key)
);

CREATE TABLE wallet_top_ups (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL,
  key         uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  provider    text NOT NULL CHECK (provider IN ('demo', 'stripe')),
  status      text NOT NULL CHECK (status IN ('pending', 'paid', 'failed')),
  -- What it costs, in the smallest unit of the currency; null for demo coins.
  price       bigint,
  currency    text,
  -- The provider's name for it, and where to pay.
  session     text UNIQUE,
  url         text,
  transfer    uuid REFERENCES wallet_transfers (id),
  created_at  bigint NOT NULL,
  UNIQUE (user_id, key),
  CHECK ((status = 'paid') = (transfer IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX wallet_top_ups_user ON wallet_top_ups (user_id, created_at DESC);

-- What a payment provider has told and was acted on: told again, it changes nothing.
CREATE TABLE wallet_provider_events (
  provider  text NOT NULL,
  event     text NOT NULL,
  at        bigint NOT NULL,
  PRIMARY KEY (provider, event)
);

CREATE TABLE wallet_payouts (
  id          uuid PRIMARY KEY,
  user_id     uuid NOT NULL,
  amount      bigint NOT NULL CHECK (amount > 0),
  status      text NOT NULL CHECK (status IN ('requested', 'approved', 'rejected')),
  hold        uuid NOT NULL REFERENCES wallet_holds (id),
  created_at  bigint NOT NULL,
  decided_at  bigint,
  decided_by  uuid,
  note        text NOT NULL DEFAULT '',
  CHECK ((status = 'requested') = (decided_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX wallet_payouts_user ON wallet_payouts (user_id, created_at DESC);
CREATE INDEX wallet_payouts_all ON wallet_payouts (created_at DESC);

-- One round trip for many transfers: all of them, or none where an account would go below what it has, or is not there. Takes the
-- accounts' locks in the order of their ids, as everything in the ledger does.
--
-- rows: {id, at, kind, debit, credit, amount, reference, note, reverses} and, for each side, `_line` and `_balance` as increases
--   over what the account has now: the caller need not know what that is, so hot accounts are no bottleneck between nodes
-- keys: {owner, key, fingerprint, reply, at}
-- ids: every account; needs: what must be available in it first, null where that has been judged under its lock;
-- more_balance, more_held, more_lines: its increases
CREATE FUNCTION wallet_post(
  rows json, keys json, ids uuid[], needs bigint[], more_balance bigint[], more_held bigint[], more_lines bigint[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  fitting integer;
  written integer;
BEGIN
  SELECT count(*) INTO fitting
  FROM (
    SELECT id, kind, balance - held AS available FROM wallet_accounts
    WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE
  ) AS locked
  JOIN unnest(ids, needs) AS wanted (id, need) ON wanted.id = locked.id
  WHERE locked.kind <> 'user' OR wanted.need IS NULL OR locked.available >= wanted.need;
  IF fitting <> cardinality(ids) THEN
    RETURN false;
  END IF;
  INSERT INTO wallet_keys (owner, key, fingerprint, reply, at)
  SELECT row.owner, row.key, row.fingerprint, row.reply, row.at
  FROM json_to_recordset(keys) AS row (owner uuid, key uuid, fingerprint text, reply jsonb, at bigint);
  INSERT INTO wallet_transfers (id, at, kind, debit, credit, amount, debit_line, debit_balance, credit_line, credit_balance,
    reference, note, reverses)
  SELECT row.id, row.at, row.kind, row.debit, row.credit, row.amount,
    d.lines + row.debit_line, d.balance + row.debit_balance, c.lines + row.credit_line, c.balance + row.credit_balance,
    row.reference, row.note, row.reverses
  FROM json_to_recordset(rows) AS row (
    id uuid, at bigint, kind text, debit uuid, credit uuid, amount bigint, debit_line bigint, debit_balance bigint,
    credit_line bigint, credit_balance bigint, reference uuid, note text, reverses uuid)
  JOIN wallet_accounts d ON d.id = row.debit
  JOIN wallet_accounts c ON c.id = row.credit AND c.demo = d.demo;
  GET DIAGNOSTICS written = ROW_COUNT;
  IF written <> json_array_length(rows) THEN
    RAISE EXCEPTION 'real and demo coins cannot be mixed' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE wallet_accounts a
  SET balance = a.balance + more.balance, held = a.held + more.held, lines = a.lines + more.lines
  FROM unnest(ids, more_balance, more_held, more_lines) AS more (id, balance, held, lines)
  WHERE a.id = more.id;
  RETURN true;
END $$;
