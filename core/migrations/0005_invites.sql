-- Why: invites are records, too, and a book has a key of its own to sign them with.

-- 32 secret bytes; none until the first invite.
ALTER TABLE book ADD COLUMN own_key BLOB NOT NULL DEFAULT x'';

-- A kind more in a check means the table anew. It refers to itself by its new name, or dropping the old one would empty the column.
DROP VIEW live_record;
CREATE TABLE new_record (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- 0 service, 1 right, 2 template, 3 run, 4 invite.
  kind INTEGER NOT NULL CHECK (kind >= 0),
  rev INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  -- Of a right: whose, and in which service. Of a run: whom or what it is about. Of an invite: to whom, and into which service.
  contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
  service_id INTEGER REFERENCES new_record (id) ON DELETE SET NULL,
  body TEXT NOT NULL,
  trashed_at_ms INTEGER,
  kept_until_ms INTEGER NOT NULL DEFAULT 0,
  shown_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_record (id, kind, rev, name, contact_id, service_id, body, trashed_at_ms, kept_until_ms, shown_at_ms)
  SELECT id, kind, rev, name, contact_id, service_id, body, trashed_at_ms, kept_until_ms, shown_at_ms FROM record;
-- Numbers are never used again, those of purged records neither.
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'new_record', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'new_record');
UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'record'), 0))
  WHERE name = 'new_record';
DROP TABLE record;
ALTER TABLE new_record RENAME TO record;
CREATE VIEW live_record AS
  SELECT id, kind, rev, name, contact_id, service_id, body FROM record WHERE trashed_at_ms IS NULL;
CREATE INDEX record_by_kind ON record (kind, id) WHERE trashed_at_ms IS NULL;
CREATE INDEX record_by_contact ON record (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX record_by_service ON record (service_id) WHERE service_id IS NOT NULL;
CREATE INDEX record_trashed ON record (trashed_at_ms, id) WHERE trashed_at_ms IS NOT NULL;
