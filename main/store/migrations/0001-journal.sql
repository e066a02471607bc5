-- The journal and everything that follows from it. Landed migrations are never edited: later ones add.

-- One row a fact. Rows are never changed and never deleted; the triggers below hold even against ourselves.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  event_version INTEGER NOT NULL,
  at_epoch_ms INTEGER NOT NULL,
  utc_offset_minutes INTEGER NOT NULL,
  type TEXT NOT NULL,
  -- Canonical JSON of the event.
  body TEXT NOT NULL,
  -- SHA-256 over the previous hash and this row: 32 bytes each.
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;

CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- States are folds of the journal: they can be thrown away and computed again.
CREATE TABLE till_state (
  key TEXT PRIMARY KEY CHECK (key = 'till'),
  body TEXT NOT NULL
) STRICT;

CREATE TABLE batch_state (
  tid TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE shift_state (
  shift_id TEXT PRIMARY KEY,
  shift_number INTEGER NOT NULL UNIQUE,
  is_open INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX shift_open ON shift_state (shift_id) WHERE is_open = 1;

CREATE TABLE sale_state (
  sale_id TEXT PRIMARY KEY,
  sale_number INTEGER NOT NULL UNIQUE,
  receipt_number INTEGER UNIQUE,
  void_number INTEGER UNIQUE,
  is_open INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX sale_open ON sale_state (sale_id) WHERE is_open = 1;

CREATE TABLE payment_state (
  payment_id TEXT PRIMARY KEY,
  sale_id TEXT NOT NULL,
  tid TEXT NOT NULL,
  batch_number INTEGER NOT NULL,
  stan INTEGER NOT NULL CHECK (stan BETWEEN 1 AND 999999),
  is_open INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX payment_open ON payment_state (payment_id) WHERE is_open = 1;
CREATE INDEX payment_of_sale ON payment_state (sale_id);
-- A STAN is never used twice in a batch (money.md rule 9); the database refuses it if we err.
CREATE UNIQUE INDEX payment_stan ON payment_state (tid, batch_number, stan);

CREATE TABLE document_state (
  document_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  sale_id TEXT,
  is_open INTEGER NOT NULL,
  -- The row of the journal that carries the paper itself.
  issued_seq INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX document_open ON document_state (document_id) WHERE is_open = 1;
CREATE INDEX document_of_sale ON document_state (sale_id);
CREATE INDEX document_number ON document_state (kind, number);

-- A command that is asked twice gets its first answer.
CREATE TABLE command (
  command_id TEXT PRIMARY KEY,
  result TEXT NOT NULL,
  at_epoch_ms INTEGER NOT NULL
) STRICT;

-- What the journal must not know: sealed under a key of their own, found by the digest of the sealed bytes.
CREATE TABLE sealed_record (
  digest TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

-- Keyed hashes of cards for the question "the same card again?": kept outside the journal, erasable.
CREATE TABLE card_use (
  payment_id TEXT PRIMARY KEY,
  lookup TEXT NOT NULL,
  amount_fen INTEGER NOT NULL,
  at_epoch_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX card_use_lookup ON card_use (lookup, at_epoch_ms);

-- Goods. Not money: prices are copied into the sale when they are rung up.
CREATE TABLE item (
  code TEXT PRIMARY KEY,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  price_fen INTEGER NOT NULL,
  vat_rate_percent INTEGER NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('piece', 'kilogram'))
) STRICT;
