import { assertDefined, assertNever } from "../domain/assert.ts";
import { LOAD_SIDES } from "../domain/batch/load-sides-table.ts";
import type { BatchState } from "../domain/batch/state.ts";
import { fromHex } from "../domain/bytes.ts";
import {
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_APPLICATION_CRYPTOGRAM,
  TAG_9F27_CRYPTOGRAM_INFORMATION_DATA,
  TAG_9F34_CVM_RESULTS,
  TAG_95_TVR,
} from "../domain/emv/tags.ts";
import type { CardData, EntryMode, IccDataObject } from "../domain/payment/card-data.ts";
import type { BatchRecord } from "../domain/payment/exchange.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { JournalFault } from "../ports/journal.ts";
import { type CardRecordFault, unsealCard } from "./card-record.ts";
import { readJournaledIccData } from "./icc-data.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** What a host wants to see of a batch that is settled: all records when it counts otherwise, and certificates. */

/** Records in one message of the list (cup-8583 section 8). */
const LIST_LENGTH = 8;

/** CID of a transaction certificate. */
const TC_INFORMATION = 0x40;

export type RecordFault =
  | { readonly kind: "journal"; readonly fault: JournalFault }
  | { readonly kind: "cardRecord" };

export type ChipRecord = {
  /** The STAN of the payment itself; the message that carries its certificate has its own. */
  readonly recordStan: number;
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly pinEntered: boolean;
  readonly iccData: readonly IccDataObject[];
};

/** The next records of the list, in the order of their STANs; none when all have been sent. */
export async function listAfter(
  parts: TerminalParts,
  batch: BatchState,
  afterStan: number,
): Promise<Result<readonly BatchRecord[], RecordFault>> {
  const found = await countedAfter(parts, batch, afterStan, isListed, LIST_LENGTH);
  if (!found.ok) return found;
  const records: BatchRecord[] = [];
  for (const payment of found.value) {
    const card = await cardOf(parts, payment);
    if (!card.ok) return card;
    const { stan, amountFen } = payment;
    const type = sideOf(payment) === "debit" ? "debit" : "credit";
    records.push({ type, stan, pan: card.value.pan, amountFen });
  }
  return ok(records);
}

/** The next chip sale that went online, with the certificate that its card gave at the end. */
export async function chipRecordAfter(
  parts: TerminalParts,
  batch: BatchState,
  afterStan: number,
): Promise<Result<ChipRecord | undefined, RecordFault>> {
  const found = await countedAfter(parts, batch, afterStan, hasOnlineCertificate, 1);
  if (!found.ok) return found;
  const [payment] = found.value;
  if (payment === undefined) return ok(undefined);
  const card = await cardOf(parts, payment);
  if (!card.ok) return card;
  const { entryMode, pinEntered } = assertDefined(payment.card, "a card payment has its card");
  return ok({
    recordStan: payment.stan,
    amountFen: payment.amountFen,
    ...{ card: card.value, entryMode, pinEntered },
    iccData: certificateOf(payment),
  });
}

/**
 * Payments that count in the batch's totals, behind a STAN, until there are enough. Declined ones in between are passed
 * over; no more is read than one message may need, because each message asks anew.
 */
async function countedAfter(
  { journal }: TerminalParts,
  { tid, batchNumber }: BatchState,
  afterStan: number,
  isWanted: (payment: PaymentState) => boolean,
  count: number,
): Promise<Result<readonly PaymentState[], RecordFault>> {
  const wanted: PaymentState[] = [];
  let last = afterStan;
  for (;;) {
    const page = await journal.paymentsOfBatch({ tid, batchNumber, afterStan: last, limit: LIST_LENGTH });
    if (!page.ok) return err({ kind: "journal", fault: page.fault });
    wanted.push(...page.value.filter((payment) => isCounted(payment) && isWanted(payment)));
    const end = page.value.at(-1);
    if (wanted.length >= count || end === undefined) return ok(wanted.slice(0, count));
    last = end.stan;
  }
}

/** The list explains the totals, so it has what they count. */
function isListed(payment: PaymentState): boolean {
  return sideOf(payment) !== "none";
}

function sideOf({ kind, from }: PaymentState): "debit" | "credit" | "none" {
  switch (kind) {
    case "sale":
      return "debit";
    case "void":
      return "credit";
    case "load":
      return LOAD_SIDES[assertDefined(from, "a load says who pays for it")];
    default:
      return assertNever(kind);
  }
}

function isCounted({ phase, upload }: PaymentState): boolean {
  return phase === "approved" && upload?.status !== "refused";
}

/** An uploaded offline approval has shown its certificate already; a void has none. */
function hasOnlineCertificate({ kind, upload, cryptogram }: PaymentState): boolean {
  return kind === "sale" && upload === undefined && cryptogram?.cryptogramType === "TC";
}

async function cardOf(parts: TerminalParts, payment: PaymentState): Promise<Result<CardData, RecordFault>> {
  const card = assertDefined(payment.card, "what is counted in a batch has its card");
  const unsealed = await unsealCard(parts, payment.paymentId, card);
  if (unsealed.ok) return unsealed;
  parts.log.write("settlement", { message: "cardRecord", outcome: unsealed.fault.kind });
  return err(recordFault(unsealed.fault));
}

function recordFault(fault: CardRecordFault): RecordFault {
  return fault.kind === "journal" ? fault : { kind: "cardRecord" };
}

/** The data objects of the request, with what the card said in its second answer (cup-8583 section 8). */
function certificateOf({ iccData, cryptogram }: PaymentState): IccDataObject[] {
  const tc = assertDefined(cryptogram, "only payments with a certificate are asked for");
  const final = new Map<number, Uint8Array>([
    [TAG_9F26_APPLICATION_CRYPTOGRAM, fromHex(tc.applicationCryptogram)],
    [TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, Uint8Array.of(TC_INFORMATION)],
    [TAG_95_TVR, fromHex(tc.tvr)],
    [TAG_9F34_CVM_RESULTS, fromHex(tc.cvmResults)],
  ]);
  // The card tells in it what it has decided, and its certificate covers that.
  if (tc.issuerApplicationData !== undefined)
    final.set(TAG_9F10_ISSUER_APPLICATION_DATA, fromHex(tc.issuerApplicationData));
  return readJournaledIccData(iccData).map(({ tag, value }) => ({ tag, value: final.get(tag) ?? value }));
}
