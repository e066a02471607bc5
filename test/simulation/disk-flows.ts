import type { NotDone } from "../../main/application/runner.ts";
import type { SaleId } from "../../main/domain/ids.ts";
import type { Result } from "../../main/domain/result.ts";
import type { Shop } from "../support/shop.ts";

/** What the person at the till was told in the end. */
export type Told = "paid" | "notPaid" | "takenBack" | "notTakenBack" | "done" | `fault ${string}`;

type Flow = {
  /** What happened before, on a good disk. */
  prepare(shop: Shop): Promise<unknown>;
  run(shop: Shop): Promise<Told>;
  /** What the shop does next, when the disk is well again, and how that ends. */
  again(shop: Shop): Promise<Told>;
  readonly ends: Told;
};

/** Work of which every commit may fail, in a shop where all went well before. */
export const FLOWS = {
  "a card sale": { prepare: nothing, run: (shop) => cardSale(shop, 2000n), ...sellsOn() },
  "a cash sale": { prepare: nothing, run: (shop) => cashSale(shop, 1500n), ...sellsOn() },
  "a split sale": { prepare: nothing, run: splitSale, ...sellsOn() },
  "a void": {
    prepare: async (shop) => {
      shop.insert("debit");
      await shop.payCard(2200n);
    },
    run: voidLast,
    again: voidLast,
    ends: "takenBack",
  },
  "a lost answer": {
    prepare: async (shop) => shop.host.setBehaviour([{ on: "sale", nth: 1, do: "loseAnswer" }]),
    run: (shop) => cardSale(shop, 2300n),
    ...sellsOn(2),
  },
  "a declined card": {
    prepare: async (shop) => shop.host.setBehaviour([{ on: "sale", nth: 1, do: "refuse", code: "51" }]),
    run: (shop) => cardSale(shop, 2400n),
    ...sellsOn(2),
  },
  "a card sale that signs in first": {
    prepare: loseKeys,
    run: (shop) => cardSale(shop, 2600n),
    ...sellsOn(),
  },
  "a shift's end": { prepare: openIfClosed, run: closeShift, again: openAndClose, ends: "done" },
} satisfies Record<string, Flow>;

export type FlowName = keyof typeof FLOWS;

async function nothing(): Promise<void> {}

/** The next customer pays by card; a host that was to fail once may still have that before it. */
function sellsOn(tries = 1): Pick<Flow, "again" | "ends"> {
  const again = async (shop: Shop): Promise<Told> => {
    let end: Told = "notPaid";
    for (let i = 0; i < tries && end !== "paid"; i++) end = await cardSale(shop, 2900n + BigInt(i));
    return end;
  };
  return { again, ends: "paid" };
}

async function closeShift(shop: Shop): Promise<Told> {
  return told(
    await shop.terminal.submit([{ kind: "closeShift", operator: "li", countedFen: 10_000n }]),
    "done",
  );
}

async function openIfClosed(shop: Shop): Promise<void> {
  if (shop.terminal.world.till.currentShiftId === undefined) await shop.openShift();
}

async function openAndClose(shop: Shop): Promise<Told> {
  await openIfClosed(shop);
  return closeShift(shop);
}

function told(result: Result<unknown, NotDone>, otherwise: Told): Told {
  if (result.ok) return otherwise;
  return result.fault.kind === "journal" ? `fault ${result.fault.fault.kind}` : "notPaid";
}

async function open(shop: Shop, amountFen: bigint): Promise<SaleId | Told> {
  try {
    return await shop.sale(amountFen);
  } catch (error) {
    // The shop's helper throws what the till refused.
    const kind = /"kind":"journal","fault":\{"kind":"(\w+)"/.exec(String(error))?.[1];
    if (kind === undefined) throw error;
    return `fault ${kind}`;
  }
}

async function cardSale(shop: Shop, amountFen: bigint): Promise<Told> {
  shop.insert("debit");
  const sale = await open(shop, amountFen);
  if (sale.startsWith("fault ")) return sale as Told;
  const paid = await shop.terminal.takeCardPayment({ saleId: sale as SaleId, operator: "li" });
  return told(paid, paid.ok && paid.value.phase === "approved" ? "paid" : "notPaid");
}

async function cashSale(shop: Shop, amountFen: bigint): Promise<Told> {
  const sale = await open(shop, amountFen);
  if (sale.startsWith("fault ")) return sale as Told;
  const cash = { kind: "tenderCash", saleId: sale as SaleId, givenFen: amountFen } as const;
  return told(await shop.terminal.submit([cash]), "paid");
}

async function splitSale(shop: Shop): Promise<Told> {
  shop.insert("debit");
  const sale = await open(shop, 3000n);
  if (sale.startsWith("fault ")) return sale as Told;
  const cash = { kind: "tenderCash", saleId: sale as SaleId, givenFen: 1000n } as const;
  const first = told(await shop.terminal.submit([cash]), "done");
  if (first !== "done") return first;
  const paid = await shop.terminal.takeCardPayment({ saleId: sale as SaleId, operator: "li" });
  return told(paid, paid.ok && paid.value.phase === "approved" ? "paid" : "notPaid");
}

/** Also when it is taken back already: that is what was wanted. */
async function voidLast(shop: Shop): Promise<Told> {
  const journal = shop.terminal.parts.journal;
  const id = await journal.saleByNumber(shop.terminal.world.till.nextSaleNumber - 1);
  if (!id.ok || id.value === undefined) throw new Error("there is no sale to take back");
  const voided = await shop.terminal.voidSale(id.value, "li");
  if (!voided.ok && voided.fault.kind === "refused" && voided.fault.refusal.kind === "alreadyVoided")
    return "takenBack";
  return told(voided, voided.ok && voided.value.sale.status === "voided" ? "takenBack" : "notTakenBack");
}

/** The host asks for a new sign-in, as in the morning. */
async function loseKeys(shop: Shop): Promise<void> {
  const keys = { pinKey: shop.wrapped("11".repeat(16)), macKey: shop.wrapped("22".repeat(16)) };
  await shop.counter.devices.secureModule?.loadWorkingKeys(keys);
  shop.insert("debit");
  await shop.payCard(2500n);
}
