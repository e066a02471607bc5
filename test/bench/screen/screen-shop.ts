import { assertDefined } from "../../../main/domain/assert.ts";
import type { Item } from "../../../main/domain/catalogue/item.ts";
import { BenchShop, value } from "../bench-shop.ts";
import type { Place } from "./till-process.ts";

/** Goods that are put in by one transaction. */
const GOODS_AT_ONCE = 5_000;

/**
 * Sets up a shop with these goods, prepares it, and leaves its books to `use`, closed. Of devices it has a card reader that
 * is missing: they stand in another process in a real shop too.
 */
export function withShop<T>(
  goods: readonly Item[],
  prepare: (shop: BenchShop) => Promise<void>,
  use: (place: Place) => Promise<T>,
): Promise<T> {
  return BenchShop.with({}, async (shop) => {
    const config = assertDefined(shop.terminal.world.till.config, "the shop is set up");
    const { cardReader } = config.devices;
    const devices = cardReader === undefined ? {} : { cardReader };
    await shop.do({ kind: "configureTerminal", config: { ...config, devices } });
    for (let i = 0; i < goods.length; i += GOODS_AT_ONCE) {
      value(await shop.terminal.parts.journal.putItems(goods.slice(i, i + GOODS_AT_ONCE)));
    }
    await prepare(shop);
    await shop.terminal.close();
    return use(shop.place);
  });
}
