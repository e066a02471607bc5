import type { Item } from "../../../main/domain/catalogue/item.ts";
import { SAMPLE_CATALOGUE } from "../../../main/domain/catalogue/sample-catalogue-table.ts";
import type { Command } from "../../../main/domain/command.ts";
import { commandId, documentId, type SaleId, saleId, shiftId } from "../../../main/domain/ids.ts";
import { type PaymentState, saleIdOf } from "../../../main/domain/payment/state.ts";
import type { SaleState } from "../../../main/domain/sale/state.ts";
import { dueFen } from "../../../main/domain/sale/totals.ts";
import { currentShift } from "../../../main/domain/world.ts";
import { choosePresentation, type Presentation, presentedAgain } from "./customer.ts";
import { OPERATOR, type SimulatedShop } from "./shop.ts";
import { cardFaults } from "./troubles.ts";
import { Violation } from "./violation.ts";

/** What people do at a till in the course of a day, rightly or wrongly. Each adds a line to the trace. */
export type Action = (shop: SimulatedShop) => Promise<void>;

type Answer = { readonly ok: true } | { readonly ok: false; readonly fault: object };

const cashSale: Action = async (shop) => {
  const id = await openSale(shop, amountOf(shop));
  if (id === undefined) return;
  const givenFen = shop.random.chance(0.5) ? BigInt(shop.random.int(1, 40)) * 5_000n : undefined;
  await pay(shop, id, givenFen);
};

const cardSale: Action = async (shop) => {
  const id = await openSale(shop, amountOf(shop));
  if (id !== undefined) await settleSale(shop, id);
};

const basketSale: Action = async (shop) => {
  const items = Array.from({ length: shop.random.int(1, 4) }, () => shop.random.pick(SAMPLE_CATALOGUE));
  const id = await openSale(shop, ...items);
  if (id === undefined) return;
  if (shop.random.chance(0.3)) {
    const quantityMilli = shop.random.int(1, 3) * 1000;
    await ask(shop, "quantity", [{ kind: "setQuantity", saleId: id, lineNumber: 1, quantityMilli }]);
  }
  await settleSale(shop, id);
};

const splitSale: Action = async (shop) => {
  const id = await openSale(shop, amountOf(shop));
  const sale = id === undefined ? undefined : shop.terminal.world.sales.get(id);
  if (id === undefined || sale === undefined) return;
  const part = dueFen(sale) / 2n;
  const first = shop.random.pick(["cash", "card"] as const);
  if (first === "cash") await pay(shop, id, part);
  else await charge(shop, id, part);
  // Somebody goes away in the middle; somebody else tidies up later.
  if (shop.random.chance(0.8)) await settleSale(shop, id);
};

/** Pays what is due, by card and then in cash, as a shop does that wants its money. */
async function settleSale(shop: SimulatedShop, id: SaleId): Promise<void> {
  const payment = await charge(shop, id);
  if (payment?.phase === "approved") {
    if (payment.signature === "pending") await sign(shop, payment);
    return;
  }
  const next = shop.random.weighted([
    ["cash", 4],
    ["again", 2],
    ["cancel", 1],
    ["leave", 1],
  ] as const);
  if (next === "cash") await pay(shop, id);
  else if (next === "again") await charge(shop, id);
  else if (next === "cancel")
    await ask(shop, "cancel", [{ kind: "cancelSale", saleId: id, operator: OPERATOR }]);
}

async function sign(shop: SimulatedShop, payment: PaymentState): Promise<void> {
  if (shop.random.chance(0.1)) return;
  const accepted = shop.random.chance(0.9);
  const { paymentId } = payment;
  await ask(shop, `signature ${accepted ? "accepted" : "refused"}`, [
    { kind: "confirmSignature", paymentId, accepted, operator: OPERATOR },
  ]);
  if (!accepted) await takeBack(shop, saleIdOf(payment));
}

const voidSomething: Action = async (shop) => {
  const sales = shop.books.sales().filter(({ status }) => status !== "cancelled");
  if (sales.length === 0) return;
  const recent = sales.slice(-8);
  // A tired cashier also tries what was voided before.
  const sale = shop.random.pick(shop.random.chance(shop.swarm.mistakes) ? sales : recent);
  await takeBack(shop, sale.saleId);
};

async function takeBack(shop: SimulatedShop, id: SaleId): Promise<void> {
  const held = cardOf(shop, id);
  const name = held?.card;
  if (held !== undefined) {
    const isWrong = shop.random.chance(shop.swarm.mistakes / 4);
    shop.counter.present({
      ...held,
      ...(isWrong ? { card: "credit", way: "slot" } : {}),
      faults: cardFaults(shop, held.way),
    });
  }
  const voided = await shop.run(shop.terminal.voidSale(id, OPERATOR));
  shop.note(
    `void ${name ?? "cash"}: ${voided.ok ? (voided.value.failed === undefined ? voided.value.sale.status : `stuck, ${voided.value.failed.phase}`) : why(voided)}`,
  );
}

/** Electronic cash from an account or for cash, which is handed over before. */
const loadPurse: Action = async (shop) => {
  const { random, wallet } = shop;
  const from = random.pick(["cash", "boundAccount", "otherAccount"] as const);
  const card = random.weighted([
    [wallet.dual, 5],
    ["purse", 2],
    ["debit", 0.5],
  ] as const);
  shop.counter.present({ card, way: "slot", faults: cardFaults(shop) });
  const amountFen = BigInt(random.int(1, random.pick([2_000, 30_000, 90_000])));
  const loaded = await shop.run(shop.terminal.loadCard({ from, amountFen, operator: OPERATOR }));
  const end = loaded.ok ? `${endOf(loaded.value)} ${loaded.value.load?.outcome ?? ""}` : why(loaded);
  shop.note(`load ${card} from ${from}: ${end}`);
};

/** Leftovers of broken days are finished, paid in cash or taken back. */
export const tidyUp: Action = async (shop) => {
  for (const sale of [...shop.terminal.world.sales.values()]) await tidySale(shop, sale);
};

async function tidySale(shop: SimulatedShop, { saleId: id, status, lines }: SaleState): Promise<void> {
  if (status === "voiding") await takeBack(shop, id);
  else if (status === "open" && lines.length > 0 && shop.random.chance(0.6)) await pay(shop, id);
  else if (status === "open") {
    const cancelled = await ask(shop, "cancel", [{ kind: "cancelSale", saleId: id, operator: OPERATOR }]);
    if (!cancelled) await takeBack(shop, id);
  }
}

const report: Action = async (shop) => {
  await ask(shop, "X", [{ kind: "reportX", operator: OPERATOR }]);
};

const changeShift: Action = async (shop) => {
  if (await closeShift(shop)) await openShift(shop);
};

export async function closeShift(shop: SimulatedShop): Promise<boolean> {
  const countedFen = BigInt(shop.random.int(0, 500_000));
  return ask(shop, "Z", [{ kind: "closeShift", operator: OPERATOR, countedFen }]);
}

export async function openShift(shop: SimulatedShop): Promise<void> {
  if (currentShift(shop.terminal.world) !== undefined) return;
  const id = shiftId(shop.entropy.uuid());
  const floatFen = BigInt(shop.random.int(0, 50)) * 1_000n;
  await ask(shop, "open shift", [{ kind: "openShift", shiftId: id, operator: OPERATOR, floatFen }]);
}

const reprint: Action = async (shop) => {
  const documents = shop.books.documents();
  if (documents.length === 0) return;
  const { documentId: id } = shop.random.pick(documents);
  const printed = await shop.run(shop.terminal.printAgain(documentId(id), OPERATOR));
  shop.note(`reprint: ${printed.ok ? "asked" : why(printed)}`);
};

export const upload: Action = async (shop) => {
  const pause = new AbortController();
  if (shop.random.chance(0.1)) shop.time.at(shop.random.int(1, 5_000), () => pause.abort());
  const done = await shop.run(shop.terminal.upload({ pause: pause.signal }));
  shop.note(
    `upload: ${done.acknowledged} of ${done.acknowledged + done.refused + done.stillDue}, ${done.stoppedBy ?? "to the end"}`,
  );
};

export const settle: Action = async (shop) => {
  const pause = new AbortController();
  if (shop.random.chance(0.1)) shop.time.at(shop.random.int(1, 10_000), () => pause.abort());
  const done = await shop.run(shop.terminal.settle({ operator: OPERATOR, pause: pause.signal }));
  if (!done.ok) shop.note(`settle: ${why(done)}`);
  else if (done.value.settled)
    shop.note(`settle: batch ${done.value.batchNumber} ${done.value.balanced ? "balanced" : "not balanced"}`);
  else shop.note(`settle: stopped, ${done.value.stoppedBy}`);
};

const signIn: Action = async (shop) => {
  const done = await shop.run(shop.terminal.signIn());
  shop.note(`sign in: ${done.ok ? done.value : done.fault.kind}`);
};

const dispatch: Action = async (shop) => {
  const done = await shop.run(shop.terminal.dispatchOutbox());
  shop.note(
    `reversals: ${done.stillDue} still due${done.stoppedBy === undefined ? "" : `, ${done.stoppedBy}`}`,
  );
};

const look: Action = async (shop) => {
  const status = await shop.run(shop.terminal.offlineStatus());
  const tried = await shop.run(shop.terminal.retryPrinting());
  shop.note(
    `status: ${status?.unsentCount} unsent, ${status?.reversalsDue} reversals due; ${tried} papers tried again`,
  );
};

/** Two people at one till: what one of them does falls into what the other does. */
const atOnce: Action = async (shop) => {
  const id = await openSale(shop, amountOf(shop));
  const other = await openSale(shop, amountOf(shop));
  if (id === undefined || other === undefined) return;
  const { terminal } = shop;
  holdOut(shop);
  const beside = shop.random.pick(["cash", "upload", "settle", "close", "signIn"] as const);
  const afterMs = shop.random.int(0, 3_000);
  const second = async (): Promise<unknown> => {
    await shop.time.sleep(afterMs);
    switch (beside) {
      case "cash":
        return terminal.submit([{ kind: "tenderCash", saleId: other }]);
      case "upload":
        return terminal.upload();
      case "settle":
        return terminal.settle({ operator: OPERATOR });
      case "signIn":
        return terminal.signIn();
      default:
        return terminal.submit([{ kind: "closeShift", operator: OPERATOR, countedFen: 0n }]);
    }
  };
  const [paid] = await shop.run(
    Promise.all([terminal.takeCardPayment({ saleId: id, operator: OPERATOR }), second()]),
  );
  shop.note(`card beside ${beside}: ${paid.ok ? endOf(paid.value) : why(paid)}`);
};

/** The same command twice, as a shaky hand or a repeated message sends it: it is done once. */
const twice: Action = async (shop) => {
  const id = await openSale(shop, amountOf(shop));
  if (id === undefined) return;
  const command = commandId(shop.entropy.uuid());
  const { terminal } = shop;
  const first = await shop.run(terminal.submit([{ kind: "tenderCash", saleId: id }], command));
  const before = shop.books.writer.head().seq;
  const isQuiet = shop.power.diskFault === 0;
  await shop.run(terminal.idle());
  const between = shop.books.writer.head().seq;
  const second = await shop.run(terminal.submit([{ kind: "tenderCash", saleId: id }], command));
  shop.note(`cash twice: ${first.ok}, ${second.ok}`);
  if (first.ok && !second.ok && isQuiet)
    throw new Violation("a command that was done is refused when it is repeated");
  if (first.ok && shop.books.writer.head().seq !== between)
    throw new Violation(`a repeated command wrote rows (${before}, ${between})`);
};

/** Everything that should be refused. Whatever it answers, the books must not mind. */
const mistake: Action = async (shop) => {
  const id = saleId(shop.entropy.uuid());
  const sales = shop.books.sales();
  const known = sales.length === 0 ? id : shop.random.pick(sales).saleId;
  const commands: readonly Command[] = [
    { kind: "tenderCash", saleId: known, givenFen: 0n },
    { kind: "tenderCash", saleId: known, givenFen: -5n },
    { kind: "closeShift", operator: OPERATOR, countedFen: -1n },
    { kind: "openShift", shiftId: shiftId(shop.entropy.uuid()), operator: OPERATOR, floatFen: 1n },
    { kind: "cancelSale", saleId: known, operator: OPERATOR },
    { kind: "finishVoid", saleId: known, operator: OPERATOR },
    { kind: "addLine", saleId: known, item: goods(100n), quantityMilli: 1500 },
    { kind: "addLine", saleId: known, item: goods(100n), quantityMilli: 0 },
    { kind: "removeLine", saleId: known, lineNumber: 77 },
  ];
  const chosen = shop.random.pick(commands);
  if ("saleId" in chosen && sales.length === 0) return;
  await ask(shop, `mistake (${chosen.kind})`, [chosen]);
};

const ACTIONS: readonly (readonly [Action, number])[] = [
  [cashSale, 6],
  [cardSale, 18],
  [basketSale, 4],
  [splitSale, 4],
  [voidSomething, 6],
  [loadPurse, 4],
  [tidyUp, 2],
  [report, 1.5],
  [changeShift, 1],
  [reprint, 1],
  [upload, 3],
  [settle, 2.5],
  [signIn, 0.7],
  [dispatch, 2],
  [look, 2],
  [atOnce, 2],
  [twice, 1],
];

export function chooseAction(shop: SimulatedShop): Action {
  if (shop.random.chance(shop.swarm.mistakes / 3)) return mistake;
  return shop.random.weighted(ACTIONS);
}

function amountOf({ random }: SimulatedShop): bigint {
  const most = random.weighted([
    [3_000, 4],
    [18_000, 4],
    [60_000, 2],
    [300_000, 0.5],
  ] as const);
  return BigInt(random.int(1, most));
}

function goods(priceFen: bigint): Item {
  return { code: "", nameZh: "商品", nameEn: "Goods", priceFen, vatRatePercent: 13, unit: "piece" };
}

async function openSale(
  shop: SimulatedShop,
  ...goodsOrFen: readonly (bigint | Item)[]
): Promise<SaleId | undefined> {
  const id = saleId(shop.entropy.uuid());
  const lines = goodsOrFen.map((one): Command => {
    const item = typeof one === "bigint" ? goods(one) : one;
    return { kind: "addLine", saleId: id, item, quantityMilli: 1000 };
  });
  const opened = await ask(shop, "sale", [{ kind: "openSale", saleId: id, operator: OPERATOR }, ...lines]);
  return opened ? id : undefined;
}

async function pay(shop: SimulatedShop, id: SaleId, givenFen?: bigint): Promise<boolean> {
  const tender = { kind: "tenderCash", saleId: id } as const;
  return ask(shop, "cash", [givenFen === undefined ? tender : { ...tender, givenFen }]);
}

async function charge(
  shop: SimulatedShop,
  id: SaleId,
  amountFen?: bigint,
): Promise<PaymentState | undefined> {
  const { card, way } = holdOut(shop);
  const request = { saleId: id, operator: OPERATOR };
  const paid = await shop.run(
    shop.terminal.takeCardPayment(amountFen === undefined ? request : { ...request, amountFen }),
  );
  shop.note(`${way} ${card}: ${paid.ok ? endOf(paid.value) : why(paid)}`);
  return paid.ok ? paid.value : undefined;
}

function endOf({ phase, stan, amountFen, endReason, approvedOffline, answer, fault }: PaymentState): string {
  const how = [
    approvedOffline === true ? "offline" : "",
    endReason ?? "",
    answer?.responseCode ?? "",
    fault?.kind ?? "",
  ];
  return `${phase} STAN ${stan} ${amountFen} ${how.filter((word) => word !== "").join(" ")}`;
}

async function ask(shop: SimulatedShop, name: string, commands: readonly Command[]): Promise<boolean> {
  const id = commandId(shop.entropy.uuid());
  const done: Answer = await shop.run(shop.terminal.submit(commands, id));
  shop.note(`${name}: ${done.ok ? "done" : why(done)}`);
  return done.ok;
}

/** The kinds of a fault, from the outside in. */
function why(answer: { readonly fault: object }): string {
  const words: string[] = [];
  for (let fault: unknown = answer.fault; typeof fault === "object" && fault !== null; ) {
    const { kind, refusal, fault: inner } = fault as { kind?: string; refusal?: unknown; fault?: unknown };
    words.push(kind ?? "?");
    fault = refusal ?? inner;
  }
  return words.join(", ");
}

/** Which card paid, and how: it is asked for again. */
function cardOf(shop: SimulatedShop, id: SaleId): Presentation | undefined {
  const payment = shop.books
    .payments()
    .find(
      (one) =>
        one.saleId === id && one.kind === "sale" && one.phase === "approved" && one.voidedBy === undefined,
    );
  return payment === undefined ? undefined : presentedAgain(payment, shop.wallet);
}

function holdOut(shop: SimulatedShop): Presentation {
  const { random, wallet, swarm } = shop;
  const chosen = choosePresentation(random, wallet, swarm.mistakes);
  const held = { ...chosen, faults: cardFaults(shop, chosen.way) };
  shop.counter.present(held);
  return held;
}
