-- One round trip for the usual commit: appends entries to rooms that are still as the caller last saw them, or does nothing
-- and says so. Takes the rooms' locks in the order of their ids, as every append does.
--
-- rows: a JSON array of {room_id, seq, type, author, about, at, client_id, counted, body}
-- ids, seen_heads, seen_versions: the rooms, and the head and the members_version each must still have
-- heads, counteds, latests, last_ats, active_ats: the counters each gets
CREATE FUNCTION append_if_unchanged(
  rows json, ids uuid[], seen_heads bigint[], seen_versions bigint[],
  heads bigint[], counteds bigint[], latests bigint[], last_ats bigint[], active_ats bigint[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  unchanged integer;
BEGIN
  SELECT count(*) INTO unchanged
  FROM (
    SELECT id, head, members_version, closed FROM rooms
    WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE
  ) AS locked
  JOIN unnest(ids, seen_heads, seen_versions) AS seen (id, head, version)
    ON seen.id = locked.id AND seen.head = locked.head AND seen.version = locked.members_version
  WHERE NOT locked.closed;
  IF unchanged <> cardinality(ids) THEN
    RETURN false;
  END IF;
  INSERT INTO entries (room_id, seq, type, author, about, at, client_id, counted, body)
  SELECT row.room_id, row.seq, row.type, row.author, row.about, row.at, row.client_id, row.counted, row.body
  FROM json_to_recordset(rows) AS row (
    room_id uuid, seq bigint, type text, author uuid, about bigint, at bigint, client_id uuid, counted bigint, body jsonb);
  UPDATE rooms SET head = advance.head, counted = advance.counted, latest = advance.latest,
    last_at = advance.last_at, active_at = advance.active_at
  FROM unnest(ids, heads, counteds, latests, last_ats, active_ats) AS advance (id, head, counted, latest, last_at, active_at)
  WHERE rooms.id = advance.id;
  RETURN true;
END $$;

-- Items of a room whose timeline is mostly about few of them, such as an editor's: the pages of its chat are read from here.
CREATE INDEX entries_items ON entries (room_id, seq) WHERE about IS NULL;

-- Changes of some types in a room whose timeline is mostly changes of another, such as what was run among all that was typed.
CREATE INDEX entries_types ON entries (room_id, type, seq) WHERE about IS NOT NULL;
