import { readTlvs } from "../../issuer/tlv.ts";
import type { Ledger } from "../ledger.ts";
import { bytesField, type Message, textField } from "../message.ts";
import { sixDigits } from "../private-fields.ts";
import type { Iso87Message } from "./iso87-codec.ts";

/**
 * Between ISO 8583:1987 and what the handlers of this host read, which is the UnionPay dialect's content. The standard has no
 * batch number in its messages: a transaction belongs to the batch that is open, and a balanced 0500 ends it.
 */

const TAG_8A_AUTHORISATION_RESPONSE_CODE = 0x8a;

/** DE of an answer that the standard does not know, or that holds what this dialect keeps elsewhere. */
const NOT_IN_ANSWERS = [60, 61, 62, 63, 48];

type Kind = {
  readonly mti: string;
  readonly processingCode?: string;
  readonly condition?: string;
  /** 60.1 and 60.3. */
  readonly type: string;
  readonly management?: string;
};

/** DE70 (ISO 8583:1987). A sign-in brings no keys: they are injected. */
const MANAGEMENT: ReadonlyMap<string, Kind> = new Map([
  ["001", { mti: "0800", type: "00", management: "003" }],
  ["002", { mti: "0820", type: "00", management: "002" }],
  ["301", { mti: "0820", type: "00", management: "301" }],
]);

/** By message type, processing code and condition. */
const FINANCIAL: ReadonlyMap<string, Kind> = new Map([
  ["0200 000000 00", { mti: "0200", type: "22" }],
  ["0200 310000 00", { mti: "0200", type: "01" }],
  ["0100 000000 06", { mti: "0100", processingCode: "030000", type: "10" }],
  ["0220 200000 00", { mti: "0220", type: "25" }],
  ["0220 000000 06", { mti: "0220", type: "24" }],
  ["0400 000000 00", { mti: "0200", processingCode: "200000", type: "23" }],
  ["0400 000000 06", { mti: "0100", processingCode: "200000", type: "11" }],
]);

/** What an 0420 takes back, by the message type in DE90 and DE25. */
const REVERSED: ReadonlyMap<string, Kind> = new Map([
  ["0200 00", { mti: "0400", type: "22" }],
  ["0400 00", { mti: "0400", processingCode: "200000", type: "23" }],
  ["0100 06", { mti: "0400", processingCode: "030000", type: "10" }],
  ["0400 06", { mti: "0400", processingCode: "200000", type: "11" }],
]);

/** The request in the other dialect's words; undefined for what this host does not do. */
export function fromIso87(message: Iso87Message, ledger: Ledger, at: string): Message | undefined {
  const kind = kindOf(message);
  if (kind === undefined) return undefined;
  const { fields } = message;
  const tid = textField(fields, 41);
  const translated = new Map(fields);
  for (const number of [7, 70, 74, 76, 86, 88, 90, 97, 128]) translated.delete(number);
  const mac = bytesField(fields, 128) ?? bytesField(fields, 64);
  if (mac !== undefined) translated.set(64, mac);
  const track = textField(fields, 35);
  if (track !== undefined) translated.set(35, track.replace("=", "D"));
  if (kind.processingCode !== undefined) translated.set(3, kind.processingCode);
  const batch = tid === undefined ? 0 : batchOf(message, tid, ledger, at);
  translated.set(60, `${kind.type}${sixDigits(batch)}${kind.management ?? "000"}60`);
  if (message.mti === "0500") translated.set(48, totalsOf(message));
  const original = tid === undefined ? undefined : originalOf(message, tid, batch, ledger);
  if (original !== undefined) translated.set(61, original);
  return { tpdu: new Uint8Array(), header: new Uint8Array(), mti: kind.mti, fields: translated };
}

function kindOf({ mti, fields }: Iso87Message): Kind | undefined {
  if (mti === "0800") return MANAGEMENT.get(textField(fields, 70) ?? "");
  if (mti === "0500") return { mti: "0500", type: "00", management: "201" };
  const condition = textField(fields, 25) ?? "";
  if (mti === "0420") return REVERSED.get(`${textField(fields, 90)?.slice(0, 4)} ${condition}`);
  const name = `${mti} ${textField(fields, 3)} ${condition}`;
  if (name === "0220 000000 00" && isOfflineApproval(bytesField(fields, 55)))
    return { mti: "0200", type: "36" };
  return FINANCIAL.get(name);
}

function isOfflineApproval(iccData: Uint8Array | undefined): boolean {
  const objects = readTlvs(iccData ?? new Uint8Array()) ?? [];
  return objects.some(({ tag }) => tag === TAG_8A_AUTHORISATION_RESPONSE_CODE);
}

/** The open batch; for a settlement that comes again, the one that it has ended. */
function batchOf({ mti, fields }: Iso87Message, tid: string, ledger: Ledger, at: string): number {
  const last = ledger.closedBatches(tid).at(-1);
  if (mti === "0500" && last !== undefined) {
    const settled = ledger.settlement(tid, last.batchNumber);
    if (settled?.stan === Number(textField(fields, 11))) return last.batchNumber;
  }
  return ledger.openBatch(tid, 0, at);
}

/** DE48 of the other dialect: 62 digits, of which the standard's counts and amounts fill the domestic half. */
function totalsOf({ fields }: Iso87Message): string {
  const part = (number: number, digits: number): string => (textField(fields, number) ?? "").slice(-digits);
  const half = part(88, 12) + part(76, 3) + part(86, 12) + part(74, 3);
  return `${half}0${"0".repeat(31)}`;
}

/** DE61: batch and STAN of what DE90 names; of the reversal of a cancellation, what that had taken back. */
function originalOf(
  { mti, fields }: Iso87Message,
  tid: string,
  batch: number,
  ledger: Ledger,
): string | undefined {
  const rrn = textField(fields, 37);
  if (mti === "0420") {
    const cancelled = ledger.transaction({ tid, batchNumber: batch, stan: Number(textField(fields, 11)) });
    return cancelled?.original === undefined ? undefined : referenceOf(cancelled.original);
  }
  if (mti === "0400" || mti === "0220") {
    const stan = Number(textField(fields, 90)?.slice(4, 10) ?? Number.NaN);
    const found = ledger
      .transactionsOfTerminal(tid)
      .find((one) => (rrn === undefined ? one.stan === stan : one.rrn === rrn));
    if (found !== undefined) return referenceOf(found);
    return mti === "0400" || rrn !== undefined ? "000000000000" : undefined;
  }
  return undefined;
}

const referenceOf = ({ batchNumber, stan }: { readonly batchNumber: number; readonly stan: number }) =>
  sixDigits(batchNumber) + sixDigits(stan);

/** The answer in the standard's words: what the request said comes back as it was said. */
export function toIso87(answer: Message, asked: Iso87Message): Iso87Message {
  const fields = new Map(answer.fields);
  const flags = textField(answer.fields, 48);
  for (const number of NOT_IN_ANSWERS) fields.delete(number);
  for (const number of [3, 7, 70, 90]) {
    const value = asked.fields.get(number);
    if (value !== undefined) fields.set(number, value);
  }
  if (asked.mti === "0500" && flags !== undefined) fields.set(66, flags[30] ?? "3");
  return { mti: `${asked.mti.slice(0, 2)}${Number(asked.mti[2]) + 1}${asked.mti.slice(3)}`, fields };
}
