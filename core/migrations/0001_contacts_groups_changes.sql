-- Why: the first book. One row and one card a contact, everything else hangs on it; see ARCHITECTURE.md, "The data".
-- NULL stands only where its absence says something: not in the trash, not from an import, reverts nothing.

-- What the book knows about itself.
CREATE TABLE book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- The version of the sort keys in `contact`; another one in the program rebuilds them.
  sort_version INTEGER NOT NULL DEFAULT 0,
  -- The clock when the book was last written, and the last change before that clock went back or leapt: whatever was
  -- in the trash by then goes by the user's own hand only.
  seen_at_ms INTEGER NOT NULL DEFAULT 0,
  doubt_rev INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO book (id) VALUES (1);

CREATE TABLE import (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  -- File names, one a line; emptied when nothing is left of the import.
  files TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- The change that made this state; undoing puts the earlier one back.
  rev INTEGER NOT NULL,
  kind INTEGER NOT NULL DEFAULT 0 CHECK (kind IN (0, 1)),
  side INTEGER NOT NULL DEFAULT 1 CHECK (side IN (0, 1)),
  own INTEGER NOT NULL DEFAULT 0 CHECK (own IN (0, 1)),
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
  trashed_at_ms INTEGER,
  -- Of a thing in the trash: kept longer than its 30 days, and when the user was shown that it is due; 0 for not.
  kept_until_ms INTEGER NOT NULL DEFAULT 0,
  shown_at_ms INTEGER NOT NULL DEFAULT 0,
  how INTEGER NOT NULL DEFAULT 0 CHECK (how IN (0, 1)),
  import_id INTEGER REFERENCES import (id) ON DELETE SET NULL,
  added_at_ms INTEGER NOT NULL,
  origin TEXT NOT NULL DEFAULT '',
  uid TEXT NOT NULL,
  owner TEXT NOT NULL DEFAULT '',
  -- Derived from the card, for lists.
  display_name TEXT NOT NULL DEFAULT '',
  reading TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  department TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  seal TEXT NOT NULL DEFAULT '',
  photo BLOB NOT NULL DEFAULT x'',
  sort_key BLOB NOT NULL,
  company_key BLOB NOT NULL,
  card BLOB NOT NULL
) STRICT;

-- Everything but the trash's own queries looks through these.
CREATE VIEW live AS
  SELECT id, rev, kind, side, own, hidden, how, import_id, added_at_ms, origin, uid, owner, display_name, reading,
         company, department, title, seal, photo, sort_key, company_key, card
  FROM contact WHERE trashed_at_ms IS NULL;
CREATE VIEW visible AS
  SELECT id, kind, side, own, hidden, owner, display_name, reading, company, department, title, seal, photo, sort_key,
         company_key
  FROM contact WHERE trashed_at_ms IS NULL AND hidden = 0;

CREATE INDEX contact_by_reading ON contact (sort_key, id, side, own) WHERE trashed_at_ms IS NULL AND hidden = 0;
CREATE INDEX contact_by_company ON contact (company_key, id, side, own)
  WHERE trashed_at_ms IS NULL AND hidden = 0;
CREATE INDEX contact_by_age ON contact (id, side, own) WHERE trashed_at_ms IS NULL AND hidden = 0;
CREATE INDEX contact_hidden ON contact (sort_key, id) WHERE trashed_at_ms IS NULL AND hidden = 1;
CREATE INDEX contact_trashed ON contact (trashed_at_ms, id) WHERE trashed_at_ms IS NOT NULL;
CREATE INDEX contact_own ON contact (own) WHERE own = 1;
CREATE INDEX contact_by_import ON contact (import_id) WHERE import_id IS NOT NULL;

-- How many contacts stand where (state: 0 visible, 1 hidden, 2 in the trash; sections: first byte of the sort keys), so
-- that totals and the rail cost the same at any size.
CREATE TABLE tally (
  state INTEGER NOT NULL,
  side INTEGER NOT NULL,
  own INTEGER NOT NULL,
  section BLOB NOT NULL,
  company_section BLOB NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (state, side, own, section, company_section)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER contact_counted AFTER INSERT ON contact BEGIN
  INSERT INTO tally (state, side, own, section, company_section, n)
  VALUES (iif(new.trashed_at_ms IS NOT NULL, 2, new.hidden), new.side, new.own,
          substr(new.sort_key, 1, 1), substr(new.company_key, 1, 1), 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER contact_uncounted AFTER DELETE ON contact BEGIN
  UPDATE tally SET n = n - 1
  WHERE state = iif(old.trashed_at_ms IS NOT NULL, 2, old.hidden) AND side = old.side AND own = old.own
    AND section = substr(old.sort_key, 1, 1) AND company_section = substr(old.company_key, 1, 1);
END;
CREATE TRIGGER contact_recounted
AFTER UPDATE OF trashed_at_ms, hidden, side, own, sort_key, company_key ON contact BEGIN
  UPDATE tally SET n = n - 1
  WHERE state = iif(old.trashed_at_ms IS NOT NULL, 2, old.hidden) AND side = old.side AND own = old.own
    AND section = substr(old.sort_key, 1, 1) AND company_section = substr(old.company_key, 1, 1);
  INSERT INTO tally (state, side, own, section, company_section, n)
  VALUES (iif(new.trashed_at_ms IS NOT NULL, 2, new.hidden), new.side, new.own,
          substr(new.sort_key, 1, 1), substr(new.company_key, 1, 1), 1)
  ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- What contacts are found again by when files are brought in: UIDs, phones and mails, derived from the card, each as its
-- kind and hash in 16 bytes, in order. `given_row` is the same of the row that an import made the contact from; empty
-- when there is none, and when that import was taken back.
CREATE TABLE contact_key (
  contact_id INTEGER PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
  keys BLOB NOT NULL,
  given_row BLOB NOT NULL DEFAULT x''
) STRICT;

CREATE TABLE contact_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rev INTEGER NOT NULL,
  name TEXT NOT NULL,
  trashed_at_ms INTEGER,
  kept_until_ms INTEGER NOT NULL DEFAULT 0,
  shown_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX contact_group_by_name ON contact_group (name);
CREATE INDEX contact_group_trashed ON contact_group (trashed_at_ms, id) WHERE trashed_at_ms IS NOT NULL;
CREATE VIEW live_group AS SELECT id, rev, name FROM contact_group WHERE trashed_at_ms IS NULL;

-- Trashing a contact or a group takes no membership apart.
CREATE TABLE membership (
  group_id INTEGER NOT NULL REFERENCES contact_group (id) ON DELETE CASCADE,
  contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_contact ON membership (contact_id);

-- Photos and other media by content. `blob_use` names every contact whose card or history needs the bytes; no foreign
-- key to `contact`, because history outlives a row that an undo removed.
CREATE TABLE blob (
  sha256 BLOB NOT NULL PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE blob_use (
  contact_id INTEGER NOT NULL,
  sha256 BLOB NOT NULL REFERENCES blob (sha256) ON DELETE CASCADE,
  PRIMARY KEY (contact_id, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_use_by_blob ON blob_use (sha256);

-- The change door's book-keeping. `count` things were touched; `reverts` is the change an undo or redo took back.
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  verb TEXT NOT NULL,
  count INTEGER NOT NULL DEFAULT 0,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  reverts INTEGER REFERENCES change (id) ON DELETE SET NULL,
  import_id INTEGER REFERENCES import (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX change_by_reverts ON change (reverts) WHERE reverts IS NOT NULL;
CREATE INDEX change_by_import ON change (import_id) WHERE import_id IS NOT NULL;

-- One thing touched by one change (entity: 0 contact, 1 group), with its image from before.
CREATE TABLE change_entry (
  id INTEGER PRIMARY KEY,
  change_id INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  entity INTEGER NOT NULL CHECK (entity IN (0, 1)),
  entity_id INTEGER NOT NULL,
  rev_after INTEGER NOT NULL,
  before BLOB NOT NULL
) STRICT;
CREATE INDEX change_entry_by_change ON change_entry (change_id);
CREATE INDEX change_entry_by_entity ON change_entry (entity_id, entity, change_id);

-- Which rows of foreign files an import gave to somebody who was there. A row that comes again unchanged changes nothing.
CREATE TABLE import_row (
  contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  fingerprint BLOB NOT NULL,
  PRIMARY KEY (contact_id, import_id, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_by_import ON import_row (import_id);

-- Source bytes, only where the card cannot give them back.
CREATE TABLE raw_source (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX raw_source_by_contact ON raw_source (contact_id);
CREATE INDEX raw_source_by_import ON raw_source (import_id);
