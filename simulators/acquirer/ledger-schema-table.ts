/**
 * The tables of the host's ledger. People's tests read this file directly, so it is described in
 * docs/simulated-host.md, and a change of meaning raises the version.
 */
export const LEDGER_VERSION = "3";

export const LEDGER_SCHEMA = `
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE messages (
  seq                   INTEGER PRIMARY KEY,
  at                    TEXT NOT NULL,
  direction             TEXT NOT NULL CHECK (direction IN ('request', 'answer', 'unreadable')),
  request_seq           INTEGER REFERENCES messages (seq),
  mti                   TEXT,
  kind                  TEXT,
  tid                   TEXT,
  mid                   TEXT,
  batch_number          INTEGER,
  stan                  INTEGER,
  processing_code       TEXT,
  amount_fen            INTEGER,
  pan_masked            TEXT,
  pan_digest            TEXT,
  original_batch_number INTEGER,
  original_stan         INTEGER,
  rrn                   TEXT,
  approval_code         TEXT,
  response_code         TEXT,
  fault                 TEXT,
  note                  TEXT
) STRICT;
CREATE TRIGGER messages_are_never_changed BEFORE UPDATE ON messages
BEGIN SELECT RAISE(ABORT, 'the message log is append-only'); END;
CREATE TRIGGER messages_are_never_deleted BEFORE DELETE ON messages
BEGIN SELECT RAISE(ABORT, 'the message log is append-only'); END;

CREATE TABLE terminals (
  tid              TEXT PRIMARY KEY,
  mid              TEXT NOT NULL,
  sign_in_count    INTEGER NOT NULL,
  is_signed_in     INTEGER NOT NULL CHECK (is_signed_in IN (0, 1)),
  pin_key          BLOB NOT NULL,
  pin_key_kcv      BLOB NOT NULL,
  mac_key          BLOB NOT NULL,
  mac_key_kcv      BLOB NOT NULL,
  track_key        BLOB,
  track_key_kcv    BLOB
) STRICT;

CREATE TABLE batches (
  opening      INTEGER PRIMARY KEY,
  tid          TEXT NOT NULL,
  batch_number INTEGER NOT NULL,
  opened_at    TEXT NOT NULL,
  closed_at    TEXT
) STRICT;
CREATE UNIQUE INDEX one_open_batch ON batches (tid) WHERE closed_at IS NULL;

CREATE TABLE accounts (
  pan_digest      TEXT PRIMARY KEY,
  pan_masked      TEXT NOT NULL,
  opening_fen     INTEGER NOT NULL,
  balance_fen     INTEGER NOT NULL,
  wrong_pin_count INTEGER NOT NULL
) STRICT;

CREATE TABLE transactions (
  tid                   TEXT NOT NULL,
  batch_number          INTEGER NOT NULL,
  stan                  INTEGER NOT NULL,
  mti                   TEXT NOT NULL,
  kind                  TEXT NOT NULL CHECK (kind IN (
    'sale', 'void', 'refund', 'load', 'loadVoid', 'preAuth', 'preAuthVoid', 'completion', 'completionVoid',
    'adjustment')),
  variant               TEXT CHECK (variant IN ('boundAccount', 'cash', 'otherAccount', 'electronicCash')),
  origin                TEXT NOT NULL CHECK (origin IN ('online', 'offline')),
  state                 TEXT NOT NULL CHECK (state IN ('approved', 'declined', 'reversed', 'voided', 'completed')),
  amount_fen            INTEGER NOT NULL,
  pan_masked            TEXT NOT NULL,
  pan_digest            TEXT NOT NULL,
  response_code         TEXT NOT NULL,
  rrn                   TEXT NOT NULL,
  approval_code         TEXT,
  cryptogram            TEXT,
  atc                   INTEGER,
  entry_mode            TEXT,
  is_fallback           INTEGER NOT NULL CHECK (is_fallback IN (0, 1)),
  is_foreign            INTEGER NOT NULL CHECK (is_foreign IN (0, 1)),
  issuer_script         TEXT,
  paid_by_digest        TEXT,
  original_batch_number INTEGER,
  original_stan         INTEGER,
  reconciliation        TEXT CHECK (reconciliation IN ('matched', 'differs', 'notListed')),
  request_seq           INTEGER NOT NULL REFERENCES messages (seq),
  PRIMARY KEY (tid, batch_number, stan, mti)
) STRICT;
CREATE INDEX transactions_by_card ON transactions (pan_digest);

CREATE TABLE early_reversals (
  tid          TEXT NOT NULL,
  batch_number INTEGER NOT NULL,
  stan         INTEGER NOT NULL,
  request_seq  INTEGER NOT NULL REFERENCES messages (seq),
  PRIMARY KEY (tid, batch_number, stan)
) STRICT;

CREATE TABLE script_notices (
  tid                   TEXT NOT NULL,
  batch_number          INTEGER NOT NULL,
  stan                  INTEGER NOT NULL,
  original_batch_number INTEGER NOT NULL,
  original_stan         INTEGER NOT NULL,
  results               TEXT NOT NULL,
  request_seq           INTEGER NOT NULL REFERENCES messages (seq),
  PRIMARY KEY (tid, batch_number, stan)
) STRICT;

CREATE TABLE settlements (
  opening               INTEGER PRIMARY KEY REFERENCES batches (opening),
  stan                  INTEGER NOT NULL,
  stated_totals         TEXT NOT NULL,
  stated_debit_count    INTEGER NOT NULL,
  stated_debit_fen      INTEGER NOT NULL,
  stated_credit_count   INTEGER NOT NULL,
  stated_credit_fen     INTEGER NOT NULL,
  host_debit_count      INTEGER NOT NULL,
  host_debit_fen        INTEGER NOT NULL,
  host_credit_count     INTEGER NOT NULL,
  host_credit_fen       INTEGER NOT NULL,
  domestic_flag         TEXT NOT NULL CHECK (domestic_flag IN ('1', '2')),
  foreign_flag          TEXT NOT NULL CHECK (foreign_flag IN ('1', '2')),
  end_management        TEXT CHECK (end_management IN ('207', '202')),
  stated_record_count   INTEGER,
  received_record_count INTEGER,
  request_seq           INTEGER NOT NULL REFERENCES messages (seq)
) STRICT;

CREATE TABLE listed_records (
  opening        INTEGER NOT NULL REFERENCES batches (opening),
  stan           INTEGER NOT NULL,
  side           TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
  amount_fen     INTEGER NOT NULL,
  pan_masked     TEXT NOT NULL,
  pan_digest     TEXT NOT NULL,
  reconciliation TEXT CHECK (reconciliation IN ('matched', 'differs', 'notBooked')),
  request_seq    INTEGER NOT NULL REFERENCES messages (seq),
  PRIMARY KEY (opening, stan)
) STRICT;

CREATE TABLE certificates (
  opening        INTEGER NOT NULL REFERENCES batches (opening),
  pan_digest     TEXT NOT NULL,
  atc            INTEGER NOT NULL,
  pan_masked     TEXT NOT NULL,
  amount_fen     INTEGER NOT NULL,
  cryptogram     TEXT NOT NULL,
  outcome        TEXT NOT NULL CHECK (outcome IN ('completed', 'failed')),
  verdict        TEXT NOT NULL CHECK (verdict IN ('valid', 'wrong', 'notTc', 'unknownCard', 'malformed')),
  reconciliation TEXT NOT NULL CHECK (reconciliation IN ('matched', 'differs', 'notBooked')),
  request_seq    INTEGER NOT NULL REFERENCES messages (seq),
  PRIMARY KEY (opening, pan_digest, atc)
) STRICT;
`;
