-- Why: services, rights, templates and runs. Of each there are few, and each is read and written whole: one row, one body.

CREATE TABLE record (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- 0 service, 1 right, 2 template, 3 run.
  kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2, 3)),
  -- The change that made this state.
  rev INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  -- Of a right: whose, and in which service. Of a run: whom or what it is about.
  contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,
  service_id INTEGER REFERENCES record (id) ON DELETE SET NULL,
  -- JSON of the kind's type; a template's is TOML.
  body TEXT NOT NULL,
  trashed_at_ms INTEGER,
  kept_until_ms INTEGER NOT NULL DEFAULT 0,
  shown_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE VIEW live_record AS
  SELECT id, kind, rev, name, contact_id, service_id, body FROM record WHERE trashed_at_ms IS NULL;
CREATE INDEX record_by_kind ON record (kind, id) WHERE trashed_at_ms IS NULL;
CREATE INDEX record_by_contact ON record (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX record_by_service ON record (service_id) WHERE service_id IS NOT NULL;
CREATE INDEX record_trashed ON record (trashed_at_ms, id) WHERE trashed_at_ms IS NOT NULL;

-- Entries of changes may be about them, too (entity: 0 contact, 1 group, 2 record).
CREATE TABLE new_entry (
  id INTEGER PRIMARY KEY,
  change_id INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  entity INTEGER NOT NULL CHECK (entity IN (0, 1, 2)),
  entity_id INTEGER NOT NULL,
  rev_after INTEGER NOT NULL,
  before BLOB NOT NULL
) STRICT;
INSERT INTO new_entry (id, change_id, entity, entity_id, rev_after, before)
  SELECT id, change_id, entity, entity_id, rev_after, before FROM change_entry;
DROP TABLE change_entry;
ALTER TABLE new_entry RENAME TO change_entry;
CREATE INDEX change_entry_by_change ON change_entry (change_id);
CREATE INDEX change_entry_by_entity ON change_entry (entity_id, entity, change_id);
