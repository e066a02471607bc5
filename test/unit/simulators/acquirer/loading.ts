import { chip, iccData } from "./icc-data.ts";
import { type Answer, ascii, ask, type Session, saleFields, signed, type WireFields } from "./terminal.ts";

/** Loads of electronic cash and script notices made by hand, on the debit card of `icc-data.ts`. */

export const LOADS = {
  boundAccount: { type: "45", code: "600000" },
  cash: { type: "46", code: "630000" },
  otherAccount: { type: "47", code: "620000" },
} as const;

export type Source = keyof typeof LOADS;

export const loadFields = (
  session: Session,
  stan: number,
  fen: number,
  atc: number,
  from: Source = "boundAccount",
  extra: WireFields = {},
): WireFields => ({
  ...saleFields(session, stan, fen),
  ...chip(iccData(fen, atc).wire),
  3: LOADS[from].code,
  25: "91",
  60: `0014${LOADS[from].type}${session.batch}00050000`.slice(0, 4 + 14),
  ...extra,
});

export const load = (
  session: Session,
  stan: number,
  fen: number,
  atc: number,
  from: Source = "boundAccount",
  extra: WireFields = {},
): Promise<Answer> =>
  ask(session.port, signed(session.macKey, "0200", loadFields(session, stan, fen, atc, from, extra)));

export const reverseLoad = (
  session: Session,
  stan: number,
  fen: number,
  from: Source = "boundAccount",
  extra: WireFields = {},
): Promise<Answer> => {
  const { 55: _icc, ...fields } = loadFields(session, stan, fen, 1, from);
  return ask(session.port, signed(session.macKey, "0400", { ...fields, 39: ascii("98"), ...extra }));
};

export type Notice = {
  readonly stan: number;
  readonly originalStan: number;
  readonly fen: number;
  readonly results?: string;
};

export const notice = (
  session: Session,
  { stan, originalStan, fen, results = "2000000001" }: Notice,
  extra: WireFields = {},
): Promise<Answer> => {
  const icc = `DF31${(results.length / 2).toString(16).padStart(2, "0")}${results}`;
  return ask(
    session.port,
    signed(session.macKey, "0620", {
      ...saleFields(session, stan, fen),
      ...chip((icc.length / 2).toString().padStart(4, "0") + icc),
      60: `0011${"22"}${session.batch}9510`,
      61: `0012${session.batch}${originalStan.toString().padStart(6, "0")}`,
      ...extra,
    }),
  );
};
