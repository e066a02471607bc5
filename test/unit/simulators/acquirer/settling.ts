import { chip, offlineIcc } from "./icc-data.ts";
import {
  type Answer,
  ascii,
  ask,
  CREDIT,
  DEBIT,
  IDENTITY,
  panField,
  type Session,
  saleFields,
  signed,
  unsigned,
  type WireFields,
} from "./terminal.ts";

/** Uploads and settlements made by hand, on the terminal of `terminal.ts`. */

const digits = (value: number, length: number): string => value.toString().padStart(length, "0");

/** A sale that the debit card approved offline. */
export const uploadFields = (
  session: Session,
  stan: number,
  fen: number,
  atc: number,
  extra: WireFields = {},
): WireFields => ({
  ...saleFields(session, stan, fen),
  ...chip(offlineIcc(fen, atc)),
  60: `001336${session.batch}000500`,
  ...extra,
});

export const upload = (
  session: Session,
  stan: number,
  fen: number,
  atc: number,
  extra: WireFields = {},
): Promise<Answer> =>
  ask(session.port, signed(session.macKey, "0200", uploadFields(session, stan, fen, atc, extra)));

/** DE48 in wire form: a length in four digits, the digits, and a zero nibble behind an odd number of them. */
const de48 = (content: string): string =>
  digits(content.length, 4) + content + (content.length % 2 === 0 ? "" : "0");

export type Counted = { debit?: [count: number, fen: number]; credit?: [count: number, fen: number] };

/** 31 digits of one half of the totals, flag 0. */
const half = ({ debit = [0, 0], credit = [0, 0] }: Counted): string =>
  digits(debit[1], 12) + digits(debit[0], 3) + digits(credit[1], 12) + digits(credit[0], 3);

export const totalsDigits = (domestic: Counted, foreign: Counted = {}): string =>
  `${half(domestic)}0${half(foreign)}0`;

const field60 = (session: Session, management: string): string => `001100${session.batch}${management}0`;

export const settlementFields = (
  session: Session,
  stan: number,
  domestic: Counted,
  foreign: Counted = {},
): WireFields => ({
  ...IDENTITY,
  11: digits(stan, 6),
  48: de48(totalsDigits(domestic, foreign)),
  49: ascii("156"),
  60: field60(session, "201"),
  63: `0003${ascii("01 ")}`,
});

export const settle = (
  session: Session,
  stan: number,
  domestic: Counted,
  foreign: Counted = {},
): Promise<Answer> => ask(session.port, unsigned("0500", settlementFields(session, stan, domestic, foreign)));

/** The flags of a 0510, at index 30 and 61 (cup-8583 section 8). */
export const flags = (answer: Answer): string | undefined =>
  answer.fields[48] === undefined ? undefined : `${answer.fields[48][30]}${answer.fields[48][61]}`;

export type Listed = { type?: "00" | "01"; stan: number; pan?: string; fen: number };

export const listDigits = (records: readonly Listed[]): string =>
  digits(records.length, 2) +
  records
    .map(
      ({ type = "00", stan, pan = CREDIT, fen }) =>
        type + digits(stan, 6) + pan.padStart(20, "0") + digits(fen, 12),
    )
    .join("");

export const batchMessage = (
  session: Session,
  stan: number,
  management: string,
  content: string,
  extra: WireFields = {},
): WireFields => ({
  ...IDENTITY,
  11: digits(stan, 6),
  48: de48(content),
  60: field60(session, management),
  ...extra,
});

export const list = (session: Session, stan: number, records: readonly Listed[]): Promise<Answer> =>
  ask(session.port, unsigned("0320", batchMessage(session, stan, "201", listDigits(records))));

export const end = (
  session: Session,
  stan: number,
  management: "207" | "202",
  count: number,
): Promise<Answer> =>
  ask(session.port, unsigned("0320", batchMessage(session, stan, management, digits(count, 4))));

export function certificateFields(
  session: Session,
  stan: number,
  fen: number,
  icc: string,
  management = "203",
): WireFields {
  const text = `610000${digits(fen, 12)}156`;
  return {
    ...IDENTITY,
    2: panField(DEBIT),
    4: digits(fen, 12),
    11: digits(stan, 6),
    22: "0510",
    23: "0001",
    55: icc,
    60: `001300${session.batch}${management}500`,
    62: `0021${ascii(text)}`,
  };
}

export const certify = (
  session: Session,
  stan: number,
  fen: number,
  icc: string,
  management = "203",
): Promise<Answer> =>
  ask(session.port, unsigned("0320", certificateFields(session, stan, fen, icc, management)));
