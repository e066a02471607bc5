import type { OfflineLimits } from "../../main/domain/risk/offline-limits.ts";
import type { TerminalConfig } from "../../main/domain/till/config.ts";
import { type Relay, startRelay } from "../../simulators/network/relay.ts";
import { must } from "./journal.ts";
import { Shop, type ShopOptions } from "./shop.ts";

const LIMITS: OfflineLimits = {
  transactionMaxFen: 20_000n,
  countMax: 200,
  sumMaxFen: 2_000_000n,
  oldestUnsentMaxMs: 72 * 3_600_000,
};

/** Cards under this amount may be approved offline. */
const FLOOR_LIMIT_FEN = 10_000n;

export type OfflineShop = { readonly shop: Shop; readonly relay: Relay };

/** A shop that takes offline approvals, with a line between it and its host that can be cut. */
export async function openOfflineShop(
  options: ShopOptions = {},
  limits: Partial<OfflineLimits> = {},
): Promise<OfflineShop> {
  let relay: Relay | undefined;
  const withOffline = (config: TerminalConfig): TerminalConfig => {
    const changed: TerminalConfig = {
      ...config,
      limits: { ...config.limits, offline: { ...LIMITS, ...limits } },
      emv: {
        ...config.emv,
        // Without random selection: which payment goes online is the test's to say.
        applications: config.emv.applications.map(({ randomSelection: _none, ...application }) => ({
          ...application,
          floorLimitFen: FLOOR_LIMIT_FEN,
        })),
      },
    };
    return options.config?.(changed) ?? changed;
  };
  const shop = await Shop.open({
    ...options,
    config: withOffline,
    line: async (port) => {
      relay = must(await startRelay({ port: 0, to: { host: "127.0.0.1", port } }));
      return relay.port;
    },
  });
  if (relay === undefined) throw new Error("the line was not laid");
  return { shop, relay };
}

/** So many offline approvals by one card; each is checked to be one. */
export async function sellOffline(shop: Shop, count: number, amountFen = 1_000n): Promise<void> {
  shop.insert("debit-offline");
  for (let i = 0; i < count; i++) {
    const paid = await shop.payCard(amountFen + BigInt(i));
    if (paid.phase !== "approved" || paid.upload?.status !== "due")
      throw new Error(`payment ${i} is ${paid.phase}, not an offline approval`);
  }
}
