import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import { Sensitive } from "../../../../../main/domain/sensitive.ts";
import { TEST_TMK_HEX } from "../../../../../simulators/acquirer/keys.ts";
import { Ledger } from "../../../../../simulators/acquirer/ledger.ts";
import type { TransactionKind, TransactionState } from "../../../../../simulators/acquirer/ledger-types.ts";
import { readHostBooks, writeAlteredCopy } from "../../../../../simulators/dock/demo/host-books.ts";
import { must } from "../../../../support/journal.ts";
import { tempDir } from "../../../../support/temp-dir.ts";

const TID = "10000001";

type Row = readonly [kind: TransactionKind, state: TransactionState, amountFen: bigint, tid?: string];

/** A ledger file with these rows, as a host books them: two in one batch, the others in the next. */
function ledgerOf(rows: readonly Row[]): string {
  const file = join(tempDir(), "ledger.sqlite");
  const ledger = must(Ledger.open(file, new Sensitive(fromHex(TEST_TMK_HEX))));
  for (const [i, [kind, state, amountFen, tid = TID]] of rows.entries()) {
    const { seq } = ledger.append({ at: "2026-10-24 10:00:00", direction: "request", mti: "0200" });
    ledger.book({
      ...{ tid, batchNumber: i < 2 ? 2 : 3, stan: i + 1, mti: "0200", kind, state, amountFen },
      ...{ panMasked: "622800******1015", panDigest: "AB", responseCode: "00", requestSeq: seq },
      ...{ origin: "online", rrn: `1024${i}`, approvalCode: undefined, cryptogram: undefined },
      ...{ atc: undefined, original: undefined, reconciliation: undefined, variant: undefined },
      ...{ entryMode: undefined, isFallback: false, issuerScript: undefined, paidByDigest: undefined },
    });
  }
  ledger.close();
  return file;
}

describe("the host's books as its file has them", () => {
  test("count what stands over all batches of the terminal: a voided sale and its void, nothing declined or reversed", () => {
    const file = ledgerOf([
      ["sale", "approved", 1_000n],
      ["sale", "voided", 500n],
      ["void", "approved", 500n],
      ["sale", "declined", 700n],
      ["sale", "reversed", 800n],
      ["void", "reversed", 900n],
      ["sale", "approved", 250n],
      ["sale", "approved", 9_999n, "10000002"],
    ]);
    expect(readHostBooks(file, TID)).toEqual({
      cardSaleCount: 3,
      cardSaleFen: 1_750n,
      cardVoidCount: 1,
      cardVoidFen: 500n,
    });
  });

  test("are empty when nothing was booked", () => {
    expect(readHostBooks(ledgerOf([]), TID)).toEqual({
      cardSaleCount: 0,
      cardSaleFen: 0n,
      cardVoidCount: 0,
      cardVoidFen: 0n,
    });
  });

  test("differ in an altered copy by exactly one yuan, and the ledger itself is as before", () => {
    const file = ledgerOf([
      ["sale", "declined", 100n],
      ["sale", "approved", 1_000n],
    ]);
    const copy = join(tempDir(), "copy.sqlite");
    const altered = writeAlteredCopy(file, copy, TID);
    expect(altered).toEqual({ stan: 2, beforeFen: 1_000n, afterFen: 1_100n });
    expect(readHostBooks(file, TID).cardSaleFen).toBe(1_000n);
    expect(readHostBooks(copy, TID).cardSaleFen).toBe(1_100n);
  });
});
