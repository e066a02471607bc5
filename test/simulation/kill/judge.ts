import { join } from "node:path";
import { decodeCanonical } from "../../../main/domain/canonical-json.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { isOpen, type PaymentState } from "../../../main/domain/payment/state.ts";
import type { SaleState } from "../../../main/domain/sale/state.ts";
import type { JournalHead } from "../../../main/ports/journal.ts";
import { openDatabase } from "../../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../../main/store/protocol.ts";
import { verifyJournal } from "../../../main/store/verify-journal.ts";
import { AGREES, heldOf, nameOf, sayOf } from "../world/invariants.ts";
import type { HostEntry } from "./host-entries.ts";

/** The books of a till whose process is gone, read from its disk by somebody else. */
export type DeadBooks = {
  readonly head: JournalHead;
  readonly payments: readonly PaymentState[];
  readonly sales: readonly SaleState[];
  readonly lastEvent: TerminalEvent["type"] | "nothing";
};

/** Whole journal, chain, states and double-entry books; the head of the last look has to be in it still. */
export function readDeadBooks(
  dataDirectory: string,
  databaseKey: Uint8Array,
  knownHead: JournalHead | undefined,
): DeadBooks | string {
  const known = knownHead === undefined ? {} : { knownHead };
  const verified = verifyJournal({ dataDir: dataDirectory, databaseKey, ...known });
  if (!verified.ok) return `the journal does not verify: ${JSON.stringify(verified.fault)}`;
  const database = openDatabase(join(dataDirectory, DATABASE_FILE), databaseKey, "readOnly");
  try {
    const states = <T>(table: string): T[] =>
      (database.prepare(`SELECT body FROM ${table}`).pluck().all() as string[]).map(
        (body) => decodeCanonical(body) as T,
      );
    const last = database.prepare("SELECT body FROM journal ORDER BY seq DESC LIMIT 1").pluck().get();
    return {
      head: verified.value.head,
      payments: states<PaymentState>("payment_state"),
      sales: states<SaleState>("sale_state"),
      lastEvent: typeof last === "string" ? (decodeCanonical(last) as TerminalEvent).type : "nothing",
    };
  } finally {
    database.close();
  }
}

/** What is not true of books and host together; `receipts` are those that the till had told of before it died. */
export function problemsOfDead(
  { payments, sales }: DeadBooks,
  entries: readonly HostEntry[],
  receipts: readonly number[],
): string[] {
  const problems: string[] = [];
  const atHost = new Map(entries.map((entry) => [keyOf(entry), entry]));
  for (const payment of payments) {
    const entry = atHost.get(keyOf(payment));
    atHost.delete(keyOf(payment));
    const [said, held] = [sayOf(payment), heldOf(entry)];
    if (!AGREES[said].has(held))
      problems.push(`${nameOf(payment)} is ${said} at the till and ${held} at the host`);
    if (entry !== undefined && held !== "nothing" && entry.amountFen !== payment.amountFen)
      problems.push(`${nameOf(payment)} has another amount at the host`);
  }
  for (const entry of atHost.values()) {
    if (heldOf(entry) !== "nothing") problems.push(`the till has never started STAN ${entry.stan}`);
  }
  const numbers = sales.flatMap(({ receiptNumber }) => receiptNumber ?? []);
  const completed = new Set(numbers);
  for (const number of receipts) {
    if (!completed.has(number)) problems.push(`receipt ${number} was handed out and is not in the books`);
  }
  if (completed.size !== numbers.length) problems.push("one receipt number stands for two sales");
  return problems;
}

/** After the last settlement nothing is open, and both sides hold the same. */
export function problemsAtTheEnd({ payments }: DeadBooks, entries: readonly HostEntry[]): string[] {
  // Whether a card was filled when its till was killed is for a person to find out.
  const open = payments
    .filter((payment) => isOpen(payment) && payment.load?.outcome !== "unclear")
    .map((payment) => `${nameOf(payment)} is still open`);
  const till = netOf(payments.filter(({ phase }) => phase === "approved"));
  const host = netOf(entries.filter(({ state }) => state === "approved" || state === "voided"));
  return till === host ? open : [...open, `the till has ${till}, the host ${host}`];
}

type Moved = { readonly kind: string; readonly amountFen: bigint };

/** Sales less voids; loads beside them. */
function netOf(moved: readonly Moved[]): string {
  const sumOf = (kind: string): bigint =>
    moved.reduce((sum, one) => (one.kind === kind ? sum + one.amountFen : sum), 0n);
  return `${sumOf("sale") - sumOf("void")} fen and loads of ${sumOf("load")}`;
}

function keyOf({ batchNumber, stan }: { readonly batchNumber: number; readonly stan: number }): string {
  return `${batchNumber}/${stan}`;
}
