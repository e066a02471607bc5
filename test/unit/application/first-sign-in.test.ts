import { expect, test } from "vitest";
import { currentBatch } from "../../../main/domain/world.ts";
import { openOfflineShop } from "../../support/offline-shop.ts";

/** money.md rule 9: the number of a batch is the host's, and nothing may stand in one that the host does not know. */

test("before the first sign-in no card is approved offline: it could never be uploaded", async () => {
  const { shop, relay } = await openOfflineShop({ isSignedIn: false });
  await relay.cut();
  shop.insert("debit-offline");
  const payment = await shop.payCard(1_000n);
  expect(payment.phase).toBe("declined");
  expect(currentBatch(shop.terminal.world)?.unsent.count).toBe(0);
  await relay.heal();
  expect(await shop.payCard(1_000n)).toMatchObject({ phase: "approved" });
});

test("a look for the line finds it again and leaves the keys as they are", async () => {
  const { shop, relay } = await openOfflineShop();
  const keys = currentBatch(shop.terminal.world)?.signedIn;
  await relay.cut();
  await shop.terminal.lookForLine();
  expect(currentBatch(shop.terminal.world)?.offlineSince).toBeDefined();
  await relay.heal();
  await shop.terminal.lookForLine();
  expect(currentBatch(shop.terminal.world)).toMatchObject({ signedIn: keys });
  expect(currentBatch(shop.terminal.world)?.offlineSince).toBeUndefined();
});
