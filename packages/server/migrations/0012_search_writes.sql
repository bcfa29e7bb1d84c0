-- The search index is written without a transaction that stays open between its being read and written: an embedded database answers
-- nobody else meanwhile.

-- Writes what was made of stretches of timelines, for those rooms that nobody indexed since they were read and nobody is at now; gives
-- those rooms. A message that was deleted meanwhile is left out: each statement here sees what was committed before it, and whoever deletes
-- one later waits for the room's row of progress and takes its terms out.
--
-- rooms, indexeds: the rooms, and how far each must still be indexed
-- reacheds: how far each is indexed then
-- added, changed: JSON arrays of {room_id, at, seq, terms}, the terms with spaces between them; a message that is changed and not
-- in the index was deleted
CREATE FUNCTION chat_search_write(
  rooms uuid[], indexeds bigint[], reacheds bigint[], added json, changed json
) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  held uuid[];
BEGIN
  INSERT INTO chat_search_progress (room_id, indexed)
  SELECT id, 0 FROM (SELECT unnest(rooms) AS id ORDER BY 1) AS r
  WHERE NOT EXISTS (SELECT FROM chat_search_progress p WHERE p.room_id = r.id)
  ON CONFLICT (room_id) DO NOTHING;

  SELECT COALESCE(array_agg(locked.room_id), '{}') INTO held FROM (
    SELECT p.room_id
    FROM chat_search_progress p
    JOIN unnest(rooms, indexeds) AS seen (id, indexed) ON seen.id = p.room_id AND seen.indexed = p.indexed
    ORDER BY p.room_id FOR UPDATE OF p SKIP LOCKED
  ) AS locked;

  INSERT INTO chat_search (room_id, at, seq, terms)
  SELECT m.room_id, m.at, m.seq, array_to_tsvector(string_to_array(m.terms, ' '))
  FROM json_to_recordset(added) AS m (room_id uuid, at bigint, seq bigint, terms text)
  WHERE m.room_id = ANY(held)
    AND (SELECT e.body IS NOT NULL FROM entries e WHERE e.room_id = m.room_id AND e.seq = m.seq)
  ON CONFLICT (room_id, at, seq) DO UPDATE SET terms = EXCLUDED.terms;

  UPDATE chat_search c SET terms = array_to_tsvector(string_to_array(m.terms, ' '))
  FROM json_to_recordset(changed) AS m (room_id uuid, at bigint, seq bigint, terms text)
  WHERE m.room_id = ANY(held) AND c.room_id = m.room_id AND c.at = m.at AND c.seq = m.seq;

  UPDATE chat_search_progress p SET indexed = r.reached
  FROM unnest(rooms, reacheds) AS r (id, reached)
  WHERE p.room_id = r.id AND r.id = ANY(held);

  RETURN held;
END $$;
