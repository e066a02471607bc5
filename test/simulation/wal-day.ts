import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { saleIdOf } from "../../main/domain/payment/state.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { must } from "../support/journal.ts";
import { Shop } from "../support/shop.ts";
import { tempDir } from "../support/temp-dir.ts";
import { type CommitCopy, WalRecorder } from "./wal-recorder.ts";

export type RecordedDay = {
  readonly shop: Shop;
  readonly copies: readonly CommitCopy[];
  readonly databaseKey: Uint8Array;
};

/**
 * A whole day over the real terminal, with every commit's copy: set up, signed in, sold for cash, by card, taken
 * back, an answer lost and reversed, a declined card, the shift closed. The terminal is closed at its end.
 */
export async function recordDay(): Promise<RecordedDay> {
  const home = tempDir();
  // The shop makes its directory in here, so that its place is known before its first commit.
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, home);
  const place = (): string => join(home, readdirSync(home)[0] ?? "", "data");
  const recorder = new WalRecorder(place);
  try {
    const shop = await Shop.open({
      behaviour: [{ on: "sale", nth: 3, do: "loseAnswer" }],
      substitutes: { journal: recorder.watch },
    });
    expect(shop.dataDirectory).toBe(place());
    await playDay(shop);
    const { dataDirectory, keyDirectory } = shop;
    const { keys } = must(await openKeyFile({ dataDirectory, keyDirectory }));
    await shop.terminal.close();
    expect(shop.bugs).toEqual([]);
    return { shop, copies: recorder.copies, databaseKey: keys.databaseKey.reveal() };
  } finally {
    vi.unstubAllEnvs();
  }
}

async function playDay(shop: Shop): Promise<void> {
  const cash = await shop.sale(1234n);
  await shop.do({ kind: "tenderCash", saleId: cash, givenFen: 2000n });
  shop.insert("debit");
  const paid = await shop.payCard(3450n);
  expect(paid.phase).toBe("approved");
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided.sale.status).toBe("voided");
  shop.insert("credit");
  expect(await shop.payCard(1000n)).toMatchObject({ phase: "approved", signature: "pending" });
  shop.insert("debit");
  expect(await shop.payCard(2000n)).toMatchObject({ verdict: "unknown" });
  await shop.terminal.idle();
  expect(shop.terminal.reversalsDue).toBe(0);
  shop.insert("expired");
  expect(await shop.payCard(2100n)).toMatchObject({ phase: "declined" });
  shop.insert("debit");
  const split = await shop.sale(5000n);
  await shop.do({ kind: "tenderCash", saleId: split, givenFen: 2000n });
  must(await shop.terminal.takeCardPayment({ saleId: split, operator: "li" }));
  await shop.do({ kind: "reportX", operator: "li" });
  await shop.terminal.idle();
  await shop.do({ kind: "closeShift", operator: "li", countedFen: 13_000n });
  await shop.terminal.idle();
  expect(shop.compare()).toEqual({ till: 4000n, host: 4000n });
}
