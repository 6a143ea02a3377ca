-- Why: what a user said about the columns of a table is used again when a table with the same headers comes.

CREATE TABLE mapping (
  -- SHA-256 of the headers in their order; neither headers nor values can be had from it.
  headers BLOB PRIMARY KEY CHECK (length(headers) = 32),
  -- The chosen columns by number, from 0, and what each was taken for: '3=phone.mobile 7=note'.
  columns TEXT NOT NULL
) STRICT, WITHOUT ROWID;
