import { type Answer, ascii, ask, type Session, saleFields, signed, type WireFields } from "./terminal.ts";

/** The whole family of clearing messages, made by hand: MTI, DE3, DE25 and 60.1 (cup-8583 section 3). */
const KINDS = {
  refund: ["0220", "200000", "00", "25"],
  cashRefund: ["0220", "200000", "00", "27"],
  preAuth: ["0100", "030000", "06", "10"],
  preAuthVoid: ["0100", "200000", "06", "11"],
  completion: ["0200", "000000", "06", "20"],
  completionAdvice: ["0220", "000000", "06", "24"],
  completionVoid: ["0200", "200000", "06", "21"],
  offlineSale: ["0220", "000000", "00", "30"],
  correction: ["0220", "000000", "00", "32"],
  tip: ["0220", "000000", "00", "34"],
  loadVoid: ["0200", "170000", "91", "51"],
  balance: ["0200", "310000", "00", "01"],
} as const;

export type Kind = keyof typeof KINDS;

export type Named = {
  readonly stan: number;
  readonly rrn?: string;
  readonly code?: string;
  readonly batch?: string;
};

const six = (value: number): string => value.toString().padStart(6, "0");

export const mtiOf = (kind: Kind): string => KINDS[kind][0];

/** What names the original: DE37, DE38 and DE61 as far as they are given. */
export const naming = (session: Session, { stan, rrn, code, batch }: Named): WireFields => ({
  ...(rrn === undefined ? {} : { 37: ascii(rrn) }),
  ...(code === undefined ? {} : { 38: ascii(code) }),
  61: `0012${batch ?? session.batch}${six(stan)}`,
});

export function clearingFields(
  session: Session,
  kind: Kind,
  stan: number,
  fen: number,
  extra: WireFields = {},
): WireFields {
  const [, processingCode, condition, type] = KINDS[kind];
  return {
    ...saleFields(session, stan, fen),
    3: processingCode,
    25: condition,
    60: `0013${type}${session.batch}000600`,
    ...extra,
  };
}

export const clear = (
  session: Session,
  kind: Kind,
  stan: number,
  fen: number,
  extra: WireFields = {},
): Promise<Answer> =>
  ask(session.port, signed(session.macKey, KINDS[kind][0], clearingFields(session, kind, stan, fen, extra)));

export const reverse = (
  session: Session,
  kind: Kind,
  stan: number,
  fen: number,
  extra: WireFields = {},
): Promise<Answer> =>
  ask(
    session.port,
    signed(session.macKey, "0400", { ...clearingFields(session, kind, stan, fen, extra), 39: ascii("98") }),
  );

/** STAN, RRN and approval code of an answer, to name it later. */
export const namedBy = (answer: Answer): Named => ({
  stan: Number(answer.fields[11]),
  rrn: answer.fields[37] ?? "",
  code: answer.fields[38] ?? "",
});
