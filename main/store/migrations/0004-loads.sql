-- Rebuilds states.
-- A load of electronic cash is a payment that belongs to no sale.
DROP TABLE payment_state;
CREATE TABLE payment_state (
  payment_id TEXT PRIMARY KEY,
  sale_id TEXT,
  tid TEXT NOT NULL,
  batch_number INTEGER NOT NULL,
  stan INTEGER NOT NULL CHECK (stan BETWEEN 1 AND 999999),
  is_open INTEGER NOT NULL,
  body TEXT NOT NULL,
  -- The last four digits of the card.
  pan_end TEXT
) STRICT;
CREATE INDEX payment_open ON payment_state (payment_id) WHERE is_open = 1;
CREATE INDEX payment_of_sale ON payment_state (sale_id);
-- A STAN is never used twice in a batch (money.md rule 9); the database refuses it if we err.
CREATE UNIQUE INDEX payment_stan ON payment_state (tid, batch_number, stan);
CREATE INDEX payment_pan_end ON payment_state (pan_end);
CREATE INDEX payment_voucher ON payment_state (stan);
