-- Rebuilds states.
-- Sales are found by what people remember of them, and goods by any part of their names.

-- What was to be paid, cash rounding taken off, and when the sale was complete.
ALTER TABLE sale_state ADD COLUMN total_fen INTEGER;
ALTER TABLE sale_state ADD COLUMN completed_at_ms INTEGER;
CREATE INDEX sale_total ON sale_state (total_fen);
CREATE INDEX sale_completed ON sale_state (completed_at_ms);

-- The last four digits of the card.
ALTER TABLE payment_state ADD COLUMN pan_end TEXT;
CREATE INDEX payment_pan_end ON payment_state (pan_end);
CREATE INDEX payment_voucher ON payment_state (stan);

-- Goods with a number that stays theirs: the index of words below refers to it. Goods are never deleted, so that the
-- numbers have no gaps.
CREATE TABLE numbered_item (
  item_id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  price_fen INTEGER NOT NULL,
  vat_rate_percent INTEGER NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('piece', 'kilogram')),
  -- Syllables of the Chinese name; null until the words of the item are in the index.
  pinyin TEXT
) STRICT;
INSERT INTO numbered_item (code, name_zh, name_en, price_fen, vat_rate_percent, unit)
  SELECT code, name_zh, name_en, price_fen, vat_rate_percent, unit FROM item ORDER BY rowid;
DROP TABLE item;
ALTER TABLE numbered_item RENAME TO item;
CREATE INDEX item_unindexed ON item (item_id) WHERE pinyin IS NULL;

-- Everything that an item is found by, as words of which the beginnings count (item-words.ts): Chinese characters, pinyin
-- and initials from each syllable on, English words, the code. Beginnings of up to seven characters are looked up at once.
CREATE VIRTUAL TABLE item_words USING fts5 (
  words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7',
  tokenize = 'unicode61 remove_diacritics 2'
);
