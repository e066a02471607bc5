import { expect, test } from "vitest";
import { buildCardSlip } from "../../../../main/domain/receipt/build-card-slip.ts";
import { openOfflineShop, sellOffline } from "../../../support/offline-shop.ts";
import { Shop } from "../../../support/shop.ts";
import { cardNamed } from "./tapping-shop.ts";

test("electronic cash in the slot: paid offline, with the balance before and after on the slip", async () => {
  const shop = await Shop.open();
  shop.counter.reader.insert(cardNamed("purse"));
  const paid = await shop.payCard(1_000n);
  expect(paid).toMatchObject({
    phase: "approved",
    approvedOffline: true,
    card: { entryMode: "contactChip" },
    cashBalance: { currencyCode: 156, beforeFen: expect.any(BigInt), afterFen: expect.any(BigInt) },
  });
  const { beforeFen = 0n, afterFen = 0n } = paid.cashBalance ?? {};
  expect(beforeFen - afterFen).toBe(1_000n);
  const { world } = shop.terminal;
  const slip = buildCardSlip(world, paid.paymentId, "customer", paid.startedAt);
  expect(JSON.stringify(slip.lines)).toContain("Card balance after");
});

test("a list that cannot be read makes the chip go online, and a listed card is told so by its TVR", async () => {
  const shop = await Shop.open();
  const asked: string[] = [];
  Object.assign(shop.terminal.parts, {
    hotlist: {
      check: async () => {
        asked.push("check");
        return { ok: false, fault: { kind: "damaged", detail: "" } };
      },
      close: async () => undefined,
    },
  });
  shop.insert("debit");
  const paid = await shop.payCard(1_000n);
  expect(paid).toMatchObject({ phase: "approved", approvedOffline: false });
  // Byte 4 bit 4: the merchant forced the transaction online.
  expect(Number.parseInt(paid.cryptogram?.tvr.slice(6, 8) ?? "", 16) & 0x08).toBe(0x08);
  Object.assign(shop.terminal.parts, {
    hotlist: {
      check: async () => ({ ok: true, value: { listed: true, version: 3 } }),
      close: async () => undefined,
    },
  });
  const listed = await shop.payCard(1_100n);
  expect(listed.card).toMatchObject({ hotlistVersion: 3 });
  // Byte 1 bit 5: the card is on the exception file.
  expect(Number.parseInt(listed.cryptogram?.tvr.slice(0, 2) ?? "", 16) & 0x10).toBe(0x10);
});

test("a chip that has paid offline is asked about when it pays the same a moment later", async () => {
  const asked: bigint[] = [];
  const confirmSameCard = async (amountFen: bigint) => {
    asked.push(amountFen);
    return false;
  };
  const { shop } = await openOfflineShop({ interaction: { confirmSameCard } });
  await sellOffline(shop, 1);
  expect(asked).toEqual([]);
  expect(await shop.payCard(1_000n)).toMatchObject({ phase: "ended", endReason: "sameCardNotConfirmed" });
  expect(asked).toEqual([1_000n]);
});
