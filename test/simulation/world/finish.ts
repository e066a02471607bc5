import { countOf, netFen } from "../../../main/domain/batch/state.ts";
import { isOpen, type PaymentState } from "../../../main/domain/payment/state.ts";
import { openItems } from "../../../main/domain/shift/report.ts";
import { writeOffKindOf } from "../../../main/domain/unknown/write-off.ts";
import { currentBatch } from "../../../main/domain/world.ts";
import { verifyJournal } from "../../../main/store/verify-journal.ts";
import { closeShift, openShift, settle, tidyUp, upload } from "./actions.ts";
import { DATABASE_KEY } from "./books.ts";
import { nameOf, TID } from "./invariants.ts";
import { OPERATOR, type SimulatedShop } from "./shop.ts";
import { healEverything } from "./troubles.ts";
import { Violation } from "./violation.ts";

/** Rounds after which nothing may be owed any more. A reversal needs two when its first "not found" comes too early. */
const ROUND_COUNT_MAX = 8;

/** Longer than the time within which a "not found" is not believed, and than a message that the host holds. */
const ROUND_MS = 130_000;

const HOUR_MS = 3_600_000;

/** All faults end, and the shop does what a shop does: then nothing may be pending, and both sides agree. */
export async function healAndFinish(shop: SimulatedShop): Promise<void> {
  shop.note("== all faults end");
  healEverything(shop);
  // Outages and cables that were to end later end now.
  await shop.pass(5 * HOUR_MS);
  healEverything(shop);
  await (shop.isRunning ? shop.restart() : shop.start());
  await giveKeys(shop);
  await openShift(shop);
  for (let round = 1; round <= ROUND_COUNT_MAX; round++) {
    await settleUp(shop);
    shop.check();
    if (isNothingOwed(shop)) return finishDay(shop);
  }
  throw new Violation(`after ${ROUND_COUNT_MAX} rounds without faults ${owed(shop)}`);
}

/** A pad that came without keys gets them from two people, as it would in a shop. */
async function giveKeys(shop: SimulatedShop): Promise<void> {
  const status = await shop.run(shop.terminal.parts.secureModule?.status() ?? Promise.resolve(undefined));
  if (status?.ok === true && status.value.masterKeyKcv === undefined) await shop.loadMasterKey();
  if (status?.ok === true && status.value.macKeyKcv === undefined) await shop.run(shop.terminal.signIn());
}

async function settleUp(shop: SimulatedShop): Promise<void> {
  await shop.run(shop.terminal.dispatchOutbox());
  await shop.pass(ROUND_MS);
  await tidyUp(shop);
  await upload(shop);
  await settle(shop);
  await shop.run(shop.terminal.retryPrinting());
}

function isNothingOwed(shop: SimulatedShop): boolean {
  const batch = currentBatch(shop.terminal.world);
  if (batch === undefined) return true;
  const { reversalsDue, uploadsDue, totals, settlement } = batch;
  return (
    reversalsDue.length + uploadsDue.length + (batch.noticesDue?.length ?? 0) + countOf(totals) === 0 &&
    settlement === undefined &&
    unprinted(shop) === 0
  );
}

function unprinted(shop: SimulatedShop): number {
  return shop.books.documents().filter(({ print }) => print === "failed" || print === "pending").length;
}

function owed(shop: SimulatedShop): string {
  const batch = currentBatch(shop.terminal.world);
  return [
    `reversals ${batch?.reversalsDue.length}, uploads ${batch?.uploadsDue.length}, notices ${batch?.noticesDue?.length ?? 0}`,
    `${batch?.totals.saleCount} sales in batch ${batch?.batchNumber}, settlement ${batch?.settlement?.phase ?? "none"}`,
    `trouble ${batch?.settlement?.lastTrouble ?? "none"}, ${unprinted(shop)} papers are owed`,
  ].join("; ");
}

async function finishDay(shop: SimulatedShop): Promise<void> {
  await decideWhatIsOpen(shop);
  await closeShift(shop);
  await shop.run(shop.terminal.retryPrinting());
  shop.check();
  shop.invariants.checkPapers(shop.counter.pieceCount);
  compareBatches(shop);
  const verified = verifyJournal({ dataDir: shop.books.directory, databaseKey: DATABASE_KEY });
  if (!verified.ok) throw new Violation(`the journal does not verify: ${JSON.stringify(verified.fault)}`);
}

/** Only what a person has to decide is left, and it is named; the owner then writes it off. */
async function decideWhatIsOpen(shop: SimulatedShop): Promise<void> {
  const named = openItems(shop.terminal.world);
  const open = shop.books.payments().filter((one) => isOpen(one));
  for (const payment of open) {
    const kind = writeOffKindOf(payment);
    if (!named.some(({ stan }) => stan === payment.stan))
      throw new Violation(`${nameOf(payment)} is open and stands on no list`);
    if (kind === undefined && payment.signature !== "pending")
      throw new Violation(`${nameOf(payment)} is open, and nobody can decide it`);
    if (kind === undefined) continue;
    const { paymentId } = payment;
    const [reason, acquirerReference] = ["found out by telephone", "REF 7"];
    await shop.must(
      shop.terminal.submit([{ kind: "writeOff", paymentId, reason, operator: OPERATOR, acquirerReference }]),
    );
  }
  const left = shop.books.payments().find((one) => isOpen(one) && one.signature !== "pending");
  if (left !== undefined) throw new Violation(`${nameOf(left)} is still open after it was written off`);
}

/** What it means for the customers' accounts, electronic cash included. */
function chargeOf({ kind, from, amountFen }: PaymentState): bigint {
  if (kind === "sale") return amountFen;
  if (kind === "void") return -amountFen;
  return from === "cash" ? -amountFen : 0n;
}

/** Batch by batch: what the till counts, and what it named as waiting for a person, is what the host has. */
function compareBatches(shop: SimulatedShop): void {
  const payments = shop.books.payments();
  for (const batchNumber of new Set(payments.map((payment) => payment.batchNumber))) {
    const mine = payments.filter((payment) => payment.batchNumber === batchNumber);
    const open = mine.filter(({ phase }) => phase === "unresolved");
    for (const payment of open) {
      if (payment.reversal?.status !== "parked" && payment.tornReason === undefined)
        throw new Violation(`${nameOf(payment)} is unresolved and ${payment.reversal?.status}`);
    }
    const parkedFen = open.reduce((sum, payment) => {
      const entry = shop.ledger.transaction({ tid: TID, batchNumber, stan: payment.stan });
      const isHeld = entry?.state === "approved" || entry?.state === "voided";
      return isHeld ? sum + chargeOf(payment) : sum;
    }, 0n);
    const tillFen = mine
      .filter(({ phase, upload: duty }) => phase === "approved" && duty?.status !== "refused")
      .reduce((sum, payment) => sum + chargeOf(payment), 0n);
    const hostFen = shop.ledger.totals(TID, batchNumber).netFen;
    if (tillFen + parkedFen !== hostFen)
      throw new Violation(`batch ${batchNumber}: till ${tillFen}, parked ${parkedFen}, host ${hostFen}`);
  }
  const settled = currentBatch(shop.terminal.world)?.lastSettled;
  if (settled?.balanced === true) {
    const hostFen = shop.ledger.totals(TID, settled.batchNumber).netFen;
    const parked = payments.some(
      ({ phase, batchNumber }) => phase === "unresolved" && batchNumber === settled.batchNumber,
    );
    if (!parked && hostFen !== netFen(settled.totals))
      throw new Violation(
        `batch ${settled.batchNumber} was balanced at ${netFen(settled.totals)} and is ${hostFen}`,
      );
  }
}
