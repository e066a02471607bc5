import { expect, test } from "vitest";
import type { UploadProgress } from "../../../main/application/upload.ts";
import { saleIdOf } from "../../../main/domain/payment/state.ts";
import { err } from "../../../main/domain/result.ts";
import type { Journal } from "../../../main/ports/journal.ts";
import { must } from "../../support/journal.ts";
import { openOfflineShop, sellOffline } from "../../support/offline-shop.ts";

/** Offline approvals and their way to the host (money.md rules 1 and 7), over the whole terminal. */

test("two cards are approved without a line, and the host knows both after one upload", async () => {
  const { shop, relay } = await openOfflineShop();
  await relay.cut();
  await sellOffline(shop, 2);
  expect(shop.compare()).toEqual({ till: 2_001n, host: 0n });
  await relay.heal();
  const seen: UploadProgress[] = [];
  const result = await shop.terminal.upload({ onProgress: (progress) => seen.push(progress) });
  expect(result).toEqual({ acknowledged: 2, acknowledgedFen: 2_001n, refused: 0, stillDue: 0 });
  expect(shop.compare()).toEqual({ till: 2_001n, host: 2_001n });
  expect(seen.at(0)).toMatchObject({ doneCount: 0, totalCount: 2, totalFen: 2_001n });
  expect(seen.at(-1)).toMatchObject({ doneCount: 2, doneFen: 2_001n, remainingMs: 0 });
});

test("an upload without a line says so, and every record stays due", async () => {
  const { shop, relay } = await openOfflineShop();
  await relay.cut();
  await sellOffline(shop, 3);
  const result = await shop.terminal.upload();
  expect(result).toMatchObject({ acknowledged: 0, stillDue: 3, stoppedBy: "hostUnreachable" });
  expect(shop.terminal.world.batches.get("10000001")?.offlineSince).toBeDefined();
});

test("the host loses an answer: the same record goes again, 94 ends it, and it is booked once", async () => {
  const { shop, relay } = await openOfflineShop({ behaviour: [{ on: "upload", nth: 2, do: "loseAnswer" }] });
  await relay.cut();
  await sellOffline(shop, 4);
  await relay.heal();
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 4, refused: 0, stillDue: 0 });
  expect(shop.compare()).toEqual({ till: 4_006n, host: 4_006n });
});

test("the host refuses every third record for good: the rest goes on, and those leave the totals by name", async () => {
  const { shop, relay } = await openOfflineShop({
    behaviour: [{ on: "upload", every: 3, do: "refuse", code: "14" }],
  });
  await relay.cut();
  await sellOffline(shop, 7);
  await relay.heal();
  const result = await shop.terminal.upload();
  expect(result).toMatchObject({ acknowledged: 5, refused: 2, stillDue: 0 });
  const { till, host } = shop.compare();
  expect(till).toBe(host);
  const refused = [...shop.terminal.world.payments.values()].filter((p) => p.upload?.status === "refused");
  expect(refused.map(({ amountFen }) => amountFen)).toEqual([1_002n, 1_005n]);
});

test.each(["68", "90", "96", "98"])(
  "code %s is no end: the same record goes again after a while",
  async (code) => {
    const { shop, relay } = await openOfflineShop({
      behaviour: [{ on: "upload", nth: 1, do: "refuse", code }],
    });
    await relay.cut();
    await sellOffline(shop, 3);
    await relay.heal();
    expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 3, refused: 0, stillDue: 0 });
    const { till, host } = shop.compare();
    expect(till).toBe(host);
  },
);

test.each(["77", "A0"])("code %s: a sign-in first, then the same record", async (code) => {
  const { shop, relay } = await openOfflineShop({
    behaviour: [{ on: "upload", nth: 2, do: "refuse", code }],
  });
  await relay.cut();
  await sellOffline(shop, 3);
  await relay.heal();
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 3, refused: 0, stillDue: 0 });
  const { till, host } = shop.compare();
  expect(till).toBe(host);
});

test("94 to a record that was never sent before is a refusal, and a person looks at it", async () => {
  const { shop, relay } = await openOfflineShop({
    behaviour: [{ on: "upload", nth: 1, do: "refuse", code: "94" }],
  });
  await relay.cut();
  await sellOffline(shop, 1);
  await relay.heal();
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 0, refused: 1, stillDue: 0 });
});

test("a pause finishes the record in flight, and the next upload goes on behind it", async () => {
  const { shop, relay } = await openOfflineShop();
  await relay.cut();
  await sellOffline(shop, 25);
  await relay.heal();
  const pause = new AbortController();
  const paused = await shop.terminal.upload({
    pause: pause.signal,
    onProgress: ({ doneCount }) => {
      if (doneCount > 0) pause.abort();
    },
  });
  expect(paused).toMatchObject({ acknowledged: 1, stillDue: 24, stoppedBy: "paused" });
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 24, stillDue: 0 });
  expect(shop.compare().host).toBe(shop.compare().till);
});

test("the line flaps all the time, and everything arrives once", async () => {
  const { shop, relay } = await openOfflineShop();
  await relay.cut();
  await sellOffline(shop, 12);
  await relay.heal();
  await relay.delay(20);
  let up = true;
  const flapping = setInterval(() => {
    up = !up;
    void (up ? relay.heal() : relay.cut());
  }, 150);
  for (let rounds = 0; rounds < 30; rounds++) {
    if ((await shop.terminal.upload()).stillDue === 0) break;
  }
  clearInterval(flapping);
  await relay.heal();
  await shop.terminal.upload();
  expect(shop.compare().host).toBe(shop.compare().till);
});

test("a reversal goes first, and while it cannot be acknowledged nothing is uploaded", async () => {
  const { shop, relay } = await openOfflineShop({
    behaviour: [
      { on: "sale", nth: 1, do: "loseAnswer" },
      { on: "reversal", nth: 1, do: "loseRequest" },
      { on: "reversal", nth: 2, do: "loseRequest" },
    ],
  });
  shop.insert("debit");
  expect((await shop.payCard(50_000n)).phase).toBe("unresolved");
  await shop.terminal.idle();
  await relay.cut();
  await sellOffline(shop, 2);
  await relay.heal();
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 0, stoppedBy: "reversalsWaiting" });
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 2, stillDue: 0 });
  expect(shop.compare()).toEqual({ till: 2_001n, host: 2_001n });
});

test("a void of an offline sale uploads it first; without a line it is refused, and the sale stands", async () => {
  const { shop, relay } = await openOfflineShop();
  await relay.cut();
  await sellOffline(shop, 1);
  const [payment] = [...shop.terminal.world.payments.values()];
  if (payment === undefined) throw new Error("nothing was sold");
  const refused = await shop.terminal.voidSale(saleIdOf(payment), "li");
  expect(refused).toMatchObject({ ok: false, fault: { refusal: { kind: "notUploadedYet" } } });
  await relay.heal();
  const voided = must(await shop.terminal.voidSale(saleIdOf(payment), "li"));
  expect(voided.sale.status).toBe("voided");
  expect(shop.compare()).toEqual({ till: 0n, host: 0n });
});

test("the shop's limit is reached: the next card is forced online, and declined without a line", async () => {
  const { shop, relay } = await openOfflineShop({}, { countMax: 2 });
  await relay.cut();
  await sellOffline(shop, 2);
  shop.insert("debit-offline");
  const third = await shop.payCard(1_500n);
  expect(third.phase).toBe("declined");
  // TVR byte 4, bit 4: merchant forced transaction online.
  expect(Number.parseInt(third.cryptogram?.tvr.slice(6, 8) ?? "0", 16) & 0x08).toBe(0x08);
  await relay.heal();
  shop.insert("debit-offline");
  expect((await shop.payCard(1_600n)).phase).toBe("approved");
});

test.each([
  { name: "before the first record of a group", fullFrom: 1, booked: 0 },
  { name: "after its last", fullFrom: 2, booked: 3 },
])(
  "the disk is full $name: nothing is lost, and the next upload books each once",
  async ({ fullFrom, booked }) => {
    let isWatched = false;
    let uploads = 0;
    const journal = (opened: Journal): Journal => ({
      ...opened,
      commit: async (commit) => {
        const isUpload = commit.events.some(
          ({ type }) => type === "uploadsBegun" || type === "uploadsAnswered",
        );
        if (isWatched && isUpload) uploads += 1;
        return isWatched && uploads >= fullFrom
          ? err({ kind: "diskFull", detail: "test" })
          : opened.commit(commit);
      },
    });
    const { shop, relay } = await openOfflineShop({ substitutes: { journal } });
    await relay.cut();
    await sellOffline(shop, 3);
    await relay.heal();
    isWatched = true;
    expect(await shop.terminal.upload()).toMatchObject({
      acknowledged: 0,
      stillDue: 3,
      stoppedBy: "journal",
    });
    expect(shop.compare().host).toBe(booked === 0 ? 0n : 3_003n);
    isWatched = false;
    expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 3, refused: 0, stillDue: 0 });
    expect(shop.compare()).toEqual({ till: 3_003n, host: 3_003n });
  },
);

test("the clock goes back while there are unsent payments: no age can be believed, and cards go online", async () => {
  let backMs = 0;
  const { shop, relay } = await openOfflineShop({
    substitutes: {
      clock: (clock) => ({
        monotonicMs: () => clock.monotonicMs(),
        sleep: (ms, signal) => clock.sleep(ms, signal),
        businessNow: () => ({ ...clock.businessNow(), epochMs: clock.businessNow().epochMs - backMs }),
      }),
    },
  });
  await relay.cut();
  await sellOffline(shop, 1);
  backMs = 86_400_000;
  expect((await shop.payCard(1_500n)).phase).toBe("declined");
  expect((await shop.terminal.offlineStatus())?.readiness).toMatchObject({ hours: 0, limit: "clock" });
  // A day forward is past the age that this shop allows.
  backMs = -4 * 86_400_000;
  expect((await shop.payCard(1_600n)).phase).toBe("declined");
  await relay.heal();
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 1 });
  backMs = 0;
  expect((await shop.payCard(1_700n)).phase).toBe("approved");
});

test.each([
  { name: "that was never tried", triedBefore: false },
  { name: "that was begun without a line", triedBefore: true },
])("94 to a record $name is a refusal: the host has something else", async ({ triedBefore }) => {
  const { shop, relay } = await openOfflineShop({
    behaviour: [{ on: "upload", nth: 1, do: "refuse", code: "94" }],
  });
  await relay.cut();
  await sellOffline(shop, 2);
  if (triedBefore) expect(await shop.terminal.upload()).toMatchObject({ stoppedBy: "hostUnreachable" });
  await relay.heal();
  expect(await shop.terminal.upload()).toMatchObject({ acknowledged: 1, refused: 1 });
  const { till, host } = shop.compare();
  expect(till).toBe(host);
});
