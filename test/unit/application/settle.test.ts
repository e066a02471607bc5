import { expect, test } from "vitest";
import type { SettleResult } from "../../../main/application/settle.ts";
import { saleIdOf } from "../../../main/domain/payment/state.ts";
import { err } from "../../../main/domain/result.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { must } from "../../support/journal.ts";
import { openOfflineShop, sellOffline } from "../../support/offline-shop.ts";
import type { Shop } from "../../support/shop.ts";

/** Settlement (money.md rule 10) over the whole terminal, with a host that has books of its own. */

async function smallDay(shop: Shop): Promise<void> {
  shop.insert("debit");
  await shop.payCard(30_000n);
  shop.insert("credit");
  const second = await shop.payCard(41_000n);
  await shop.do({ kind: "confirmSignature", paymentId: second.paymentId, accepted: true, operator: "li" });
  shop.insert("debit");
  const taken = await shop.payCard(55_000n);
  must(await shop.terminal.voidSale(saleIdOf(taken), "li"));
  await sellOffline(shop, 2);
}

async function settle(shop: Shop): Promise<SettleResult> {
  return must(await shop.terminal.settle({ operator: "li" }));
}

test("a balanced batch: queue emptied, totals agree, certificates sent, next batch begun", async () => {
  const { shop } = await openOfflineShop();
  await smallDay(shop);
  const batchNumber = shop.batchNumber();
  expect(await settle(shop)).toMatchObject({ settled: true, batchNumber, balanced: true });
  const host = shop.host.ledger.totals("10000001", batchNumber);
  expect(host.netFen).toBe(73_001n);
  // Each certificate is the one that its card gave at the end, and the bank can check it.
  const certificates = shop.host.ledger.certificates("10000001", batchNumber);
  expect(certificates.map(({ verdict }) => verdict)).toEqual(certificates.map(() => "valid"));
  expect(certificates.length).toBeGreaterThan(0);
  expect(shop.batchNumber()).toBe(batchNumber + 1);
  const after = shop.terminal.world.batches.get("10000001");
  expect(after).toMatchObject({
    totals: { saleCount: 0, saleFen: 0n },
    lastSettled: {
      batchNumber,
      balanced: true,
      totals: { saleCount: 5, saleFen: 128_001n, voidFen: 55_000n },
    },
  });
  expect(after?.settlement).toBeUndefined();
  // Cards go on in the new batch, and the host books them there.
  shop.insert("debit");
  expect((await shop.payCard(1_200n)).phase).toBe("approved");
  expect(shop.compare()).toEqual({ till: 1_200n, host: 1_200n });
});

test("its report is a paper, and the cards that were paid with are erased with the batch", async () => {
  const { shop } = await openOfflineShop();
  await smallDay(shop);
  const before = [...shop.terminal.world.payments.values()].flatMap(({ card }) => card?.sealedDigest ?? []);
  await settle(shop);
  await shop.terminal.idle();
  const paper = [...shop.terminal.world.documents.values()].find(({ kind }) => kind === "settlementReport");
  expect(paper).toMatchObject({ print: "printed" });
  for (const digest of before) {
    expect(must(await shop.terminal.parts.journal.sealedRecord(digest))).toBeUndefined();
  }
});

test("a host that counts otherwise gets every record, and the batch is closed", async () => {
  const { shop } = await openOfflineShop({
    behaviour: [{ on: "settlement", nth: 1, do: "wrongTotals", flag: "2" } as BehaviourRule],
  });
  await smallDay(shop);
  const batchNumber = shop.batchNumber();
  expect(await settle(shop)).toMatchObject({ settled: true, batchNumber, balanced: false });
  expect(shop.batchNumber()).toBe(batchNumber + 1);
});

test("an empty batch is not settled, and the refusal says why", async () => {
  const { shop } = await openOfflineShop();
  expect(await shop.terminal.settle({ operator: "li" })).toMatchObject({
    ok: false,
    fault: { refusal: { kind: "batchEmpty" } },
  });
});

test("without a line nothing is frozen, and cards wait for nothing", async () => {
  const { shop, relay } = await openOfflineShop();
  await smallDay(shop);
  await relay.cut();
  expect(await settle(shop)).toEqual({ settled: false, stoppedBy: "hostUnreachable" });
  expect(shop.terminal.world.batches.get("10000001")?.settlement).toBeUndefined();
});

test.each([
  { name: "loses the totals", on: "settlement", do: "loseRequest" },
  { name: "loses its answer to the totals", on: "settlement", do: "loseAnswer" },
  { name: "loses a certificate", on: "batchChip", do: "loseRequest" },
  { name: "loses its answer to a certificate", on: "batchChip", do: "loseAnswer" },
  { name: "loses the end", on: "batchEnd", do: "loseRequest" },
  { name: "loses its answer to the end", on: "batchEnd", do: "loseAnswer" },
  { name: "resets the line at the end", on: "batchEnd", do: "close" },
])("the host $name: the message is repeated, and the batch is settled once", async ({ on, do: what }) => {
  const rule = { on, nth: 1, do: what } as BehaviourRule;
  const { shop } = await openOfflineShop({ behaviour: [rule] });
  await smallDay(shop);
  const batchNumber = shop.batchNumber();
  expect(await settle(shop)).toMatchObject({ settled: true, batchNumber, balanced: true });
  expect(shop.batchNumber()).toBe(batchNumber + 1);
});

test("frozen and interrupted: cash goes on, cards wait with a sentence, and the next settle ends it", async () => {
  const { shop } = await openOfflineShop({
    behaviour: [1, 2, 3].map((nth) => ({ on: "batchEnd", nth, do: "loseRequest" }) as BehaviourRule),
  });
  await smallDay(shop);
  expect(await settle(shop)).toEqual({ settled: false, stoppedBy: "hostUnreachable" });
  shop.insert("debit");
  const card = await shop.terminal.takeCardPayment({ saleId: await shop.sale(900n), operator: "li" });
  expect(card).toMatchObject({ ok: false, fault: { refusal: { kind: "settling" } } });
  const cash = await shop.sale(900n);
  await shop.do({ kind: "tenderCash", saleId: cash });
  await shop.restart();
  expect(await settle(shop)).toMatchObject({ settled: true, balanced: true });
});

test("the host closes the batch and its answer is lost until new keys are due: the end is found out", async () => {
  const { shop } = await openOfflineShop({
    behaviour: [1, 2, 3].map((nth) => ({ on: "batchEnd", nth, do: "loseAnswer" }) as BehaviourRule),
  });
  await smallDay(shop);
  expect(await settle(shop)).toMatchObject({ settled: false });
  must(
    await shop.terminal.parts.runner.observe({
      kind: "signInFinished",
      result: { signedIn: false, reason: "test", keysTouched: true, reached: true },
    }),
  );
  expect(await settle(shop)).toMatchObject({ settled: true, balanced: true });
});

test("a host that refuses the totals closes nothing: the batch is open again, and cards work", async () => {
  const { shop } = await openOfflineShop({
    behaviour: [{ on: "settlement", nth: 1, do: "refuse", code: "58" } as BehaviourRule],
  });
  await smallDay(shop);
  expect(await settle(shop)).toEqual({ settled: false, stoppedBy: "settlementRefused" });
  shop.insert("debit");
  expect((await shop.payCard(1_300n)).phase).toBe("approved");
  expect(await settle(shop)).toMatchObject({ settled: true });
});

test("a shift is closed while its batch is open; the next one settles it, and both Zs name it", async () => {
  const { shop } = await openOfflineShop();
  await smallDay(shop);
  const batchNumber = shop.batchNumber();
  await shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
  await shop.openShift();
  shop.insert("debit");
  await shop.payCard(2_000n);
  expect(await settle(shop)).toMatchObject({ settled: true, batchNumber, balanced: true });
  shop.insert("debit");
  await shop.payCard(2_500n);
  await shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
  const paper = must(await shop.terminal.parts.journal.documentByNumber("zReport", 2));
  if (paper === undefined) throw new Error("there is no Z");
  const body = JSON.stringify(must(await shop.terminal.parts.journal.documentBody(paper))?.lines);
  for (const number of [batchNumber, batchNumber + 1]) expect(body).toContain(`${number}`.padStart(6, "0"));
});

test("an answer for another terminal settles nothing: the totals are repeated, frozen as they are", async () => {
  const { shop } = await openOfflineShop({
    behaviour: [{ on: "settlement", nth: 1, do: "otherTerminal" } as BehaviourRule],
  });
  await smallDay(shop);
  expect(await settle(shop)).toMatchObject({ settled: true, balanced: true });
});

test("a host that has forgotten the batch closes nothing; the batch is open again for cards and for a person", async () => {
  const { shop } = await openOfflineShop({
    behaviour: [{ on: "settlement", nth: 1, do: "forgetBatch" } as BehaviourRule],
  });
  await smallDay(shop);
  expect(await settle(shop)).toEqual({ settled: false, stoppedBy: "settlementRefused" });
  expect(await settle(shop)).toMatchObject({ settled: true });
});

test("the disk is full in the middle of a settlement: it goes on where the journal stands", async () => {
  let left = Number.POSITIVE_INFINITY;
  const { shop } = await openOfflineShop({
    substitutes: {
      journal: (opened) => ({
        ...opened,
        commit: async (commit) => {
          left -= 1;
          return left < 0 ? err({ kind: "diskFull", detail: "test" }) : opened.commit(commit);
        },
      }),
    },
  });
  await smallDay(shop);
  const batchNumber = shop.batchNumber();
  for (const commits of [4, 5, 3, 2, 2, 2, 2, 2]) {
    left = commits;
    const result = await shop.terminal.settle({ operator: "li" });
    if (result.ok && result.value.settled) break;
  }
  left = Number.POSITIVE_INFINITY;
  const last = shop.batchNumber() === batchNumber ? await settle(shop) : undefined;
  expect(last === undefined || last.settled).toBe(true);
  expect(shop.batchNumber()).toBe(batchNumber + 1);
});
