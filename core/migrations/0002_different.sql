-- Why: whom the user knows to be two people is not taken for one again.

-- A pair stands once, at the contact whose before-images hold it. Trashing takes nothing apart.
CREATE TABLE different (
  contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  other_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  PRIMARY KEY (contact_id, other_id),
  CHECK (contact_id <> other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX different_by_other ON different (other_id);
