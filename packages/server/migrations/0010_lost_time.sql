-- How much of a call was lost lately, so that reports that alternate cannot keep it going unpaid.

-- Milliseconds unpaid for while it went on, less what paid time gave back.
ALTER TABLE calls ADD COLUMN lost_ms bigint NOT NULL DEFAULT 0;
