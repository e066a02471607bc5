import { assertDefined } from "../../../main/domain/assert.ts";
import type { Item } from "../../../main/domain/catalogue/item.ts";
import { BASKET_KINDS, BUSYNESS } from "./baskets-table.ts";
import { SeededRandom } from "./seeded-random.ts";

/** A shop day as data: a pure function of its seed, so that the same seed plays the same day. */

/** How a customer wants to pay. `online` and `offline` say where the card will find its approval. */
type Tender =
  | { readonly kind: "cash"; readonly amountFen?: number }
  | { readonly kind: "card"; readonly customer: string };

/** What goes wrong at the counter during a sale. */
type SaleTrouble =
  /** The host books the sale and its answer never comes; the customer pays in cash. */
  | "lostAnswer"
  /** kill -9 while the host is asked; after the restart the customer pays in cash. */
  | "killed"
  /** The roll ends in the middle of the receipt. */
  | "paperOut"
  /** A card that must ask its bank, while there is no line; the customer pays in cash. */
  | "needsItsBank";

export type SaleWay = "cash" | "split" | "online" | "offline";

export type PlannedSale = {
  readonly kind: "sale";
  readonly number: number;
  /** Seconds since midnight. */
  readonly atSecond: number;
  readonly way: SaleWay;
  readonly items: readonly { readonly code: string; readonly count: number }[];
  readonly totalFen: number;
  readonly tenders: readonly Tender[];
  readonly trouble?: SaleTrouble;
};

export type DayStep =
  | PlannedSale
  | {
      readonly kind: "void";
      readonly atSecond: number;
      readonly ofSale: number;
      /** Absent: the card is not there, as the acquirer may allow. */
      readonly customer?: string;
    }
  | { readonly kind: "lineDown" | "lineUp" | "upload" | "voidsWithoutCard"; readonly atSecond: number };

export type DayPlan = {
  readonly seed: number;
  readonly sales: readonly PlannedSale[];
  readonly steps: readonly DayStep[];
  readonly outage: { readonly fromSecond: number; readonly toSecond: number };
};

export const OPENING_SECOND = 8 * 3600;
export const CLOSING_SECOND = 20 * 3600;
const SLOT_SECONDS = 1800;
const OUTAGE_SECONDS = 2 * 3600;

/** Customers by the kind of card that they carry; each is one account and one card. */
export const CUSTOMERS = {
  debit: ["debit-1", "debit-2", "debit-3", "debit-4", "debit-5", "debit-6", "debit-7", "debit-8"],
  credit: ["credit-1", "credit-2", "credit-3", "credit-4", "credit-5"],
  offline: [
    "offline-1",
    "offline-2",
    "offline-3",
    "offline-4",
    "offline-5",
    "offline-6",
    "offline-7",
    "offline-8",
    "offline-9",
    "offline-10",
    "offline-11",
    "offline-12",
  ],
} as const;

/** A basket that is paid with a card offline stays below what a careful shop risks on one card. */
const OFFLINE_BASKET_MAX_FEN = 9_000;
const BASKET_ATTEMPTS_MAX = 50;

/** Notes that people hand over first when they split. */
const SPLIT_NOTES_FEN = [500, 1_000, 2_000, 5_000] as const;

type Draft = { atSecond: number; way: SaleWay; trouble?: SaleTrouble };

export function planDay(seed: number, catalogue: readonly Item[]): DayPlan {
  const random = new SeededRandom(seed);
  const fromSecond = 11 * 3600 + random.whole(0, 2) * SLOT_SECONDS;
  const outage = { fromSecond, toSecond: fromSecond + OUTAGE_SECONDS };
  const drafts = [
    ...troubledDrafts(random, outage),
    ...outageDrafts(random, outage),
    ...usualDrafts(random, outage),
  ];
  drafts.sort((a, b) => a.atSecond - b.atSecond);
  leaveTimeForTrouble(drafts);
  const people = new People(random);
  const sales = drafts.map((draft, i) => plannedSale(draft, i + 1, { random, catalogue, people }));
  const steps: DayStep[] = [
    ...sales,
    ...voidsOf(sales, outage, random),
    { kind: "lineDown", atSecond: outage.fromSecond },
    { kind: "lineUp", atSecond: outage.toSecond },
    { kind: "upload", atSecond: outage.toSecond + 60 },
    { kind: "voidsWithoutCard", atSecond: 17 * 3600 },
  ];
  steps.sort((a, b) => a.atSecond - b.atSecond);
  return { seed, sales, steps, outage };
}

/** A new roll, a restart and a second way of paying take their time; who comes next waits for it. */
const TROUBLE_SECONDS = 120;

function leaveTimeForTrouble(drafts: readonly Draft[]): void {
  let freeFrom = 0;
  for (const draft of drafts) {
    draft.atSecond = Math.max(draft.atSecond, freeFrom);
    freeFrom = draft.atSecond + (draft.trouble === undefined ? 0 : TROUBLE_SECONDS);
  }
}

type Outage = DayPlan["outage"];

function troubledDrafts(random: SeededRandom, outage: Outage): Draft[] {
  const within = (from: number, to: number) => random.whole(from, to - 1);
  return [
    { atSecond: within(9 * 3600, 9.75 * 3600), way: "cash", trouble: "paperOut" },
    { atSecond: within(10 * 3600, 10.75 * 3600), way: "cash", trouble: "killed" },
    {
      atSecond: within(outage.fromSecond + 600, outage.toSecond - 600),
      way: "cash",
      trouble: "needsItsBank",
    },
    { atSecond: within(15.5 * 3600, 16.75 * 3600), way: "cash", trouble: "lostAnswer" },
  ];
}

function outageDrafts(random: SeededRandom, outage: Outage): Draft[] {
  const count = (least: number, most: number, way: SaleWay): Draft[] =>
    Array.from({ length: random.whole(least, most) }, () => ({
      atSecond: random.whole(outage.fromSecond + 60, outage.toSecond - 60),
      way,
    }));
  return [...count(22, 26, "offline"), ...count(8, 12, "cash")];
}

function usualDrafts(random: SeededRandom, outage: Outage): Draft[] {
  const slots = BUSYNESS.map((weight, i) => ({ weight, value: OPENING_SECOND + i * SLOT_SECONDS })).filter(
    ({ value }) => value + SLOT_SECONDS <= outage.fromSecond || value >= outage.toSecond,
  );
  const ways = [
    { weight: 36, value: "cash" },
    { weight: 9, value: "split" },
    { weight: 55, value: "online" },
  ] as const;
  return Array.from({ length: random.whole(80, 90) }, () => ({
    // Nobody comes in the first and the last minutes.
    atSecond: random.weighted(slots) + random.whole(120, SLOT_SECONDS - 120),
    way: random.weighted(ways),
  }));
}

/** Who comes next: nobody twice before half of the others were there, as in a village. */
class People {
  readonly #random: SeededRandom;
  readonly #recent: string[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  next(kind: keyof typeof CUSTOMERS): string {
    const all: readonly string[] = CUSTOMERS[kind];
    const recent = this.#recent.filter((name) => all.includes(name)).slice(-Math.floor(all.length * 0.75));
    const name = this.#random.pick(all.filter((candidate) => !recent.includes(candidate)));
    this.#recent.push(name);
    return name;
  }
}

type Shop = { readonly random: SeededRandom; readonly catalogue: readonly Item[]; readonly people: People };

function plannedSale(draft: Draft, number: number, shop: Shop): PlannedSale {
  const { items, totalFen } = basket(draft, shop);
  return { kind: "sale", number, ...draft, items, totalFen, tenders: tendersOf(draft, totalFen, shop) };
}

function tendersOf({ way, trouble }: Draft, totalFen: number, { random, people }: Shop): Tender[] {
  const online = () =>
    people.next(
      random.weighted([
        { weight: 3, value: "debit" },
        { weight: 2, value: "credit" },
      ]),
    );
  switch (way) {
    case "cash":
      // A card that fails first; the purse comes out after it.
      if (trouble === undefined || trouble === "paperOut") return [{ kind: "cash" }];
      return [{ kind: "card", customer: people.next("debit") }, { kind: "cash" }];
    case "split": {
      const notes = SPLIT_NOTES_FEN.filter((note) => note < totalFen);
      const card: Tender = { kind: "card", customer: online() };
      return notes.length === 0 ? [card] : [{ kind: "cash", amountFen: random.pick(notes) }, card];
    }
    case "online":
      return [{ kind: "card", customer: online() }];
    case "offline":
      return [{ kind: "card", customer: people.next("offline") }];
    default:
      return way satisfies never;
  }
}

function basket(draft: Draft, shop: Shop): Pick<PlannedSale, "items" | "totalFen"> {
  const limitFen = draft.way === "offline" ? OFFLINE_BASKET_MAX_FEN : Number.POSITIVE_INFINITY;
  const leastFen = draft.way === "split" ? 1_000 : 0;
  let filled = fillBasket(draft, shop);
  for (let attempt = 1; attempt < BASKET_ATTEMPTS_MAX; attempt++) {
    if (filled.totalFen <= limitFen && filled.totalFen > leastFen) break;
    filled = fillBasket(draft, shop);
  }
  return filled;
}

function fillBasket(draft: Draft, { random, catalogue }: Shop): Pick<PlannedSale, "items" | "totalFen"> {
  const part = partOfDay(draft.atSecond);
  const kind = random.weighted(BASKET_KINDS.map((value) => ({ weight: value.weights[part], value })));
  const [least, most] = kind.lines;
  // A receipt of more lines is longer than the rest of the roll.
  const lines = draft.trouble === "paperOut" ? most : random.whole(least, most);
  let totalFen = 0;
  const items = random.some(kind.goods, lines).map(([place, countMax]) => {
    const item = assertDefined(catalogue[place], "the table names goods of the catalogue");
    const count = random.whole(1, countMax);
    totalFen += Number(item.priceFen) * count;
    return { code: item.code, count };
  });
  return { items, totalFen };
}

function partOfDay(atSecond: number): 0 | 1 | 2 | 3 {
  if (atSecond < 11 * 3600) return 0;
  if (atSecond < 14 * 3600) return 1;
  return atSecond < 17 * 3600 ? 2 : 3;
}

/**
 * People who bring something back: a card sale and a cash sale in the morning, one that was paid offline after its
 * upload, a split in the afternoon, and a card sale in the evening whose card stayed at home.
 */
function voidsOf(sales: readonly PlannedSale[], outage: Outage, random: SeededRandom): DayStep[] {
  const voids: DayStep[] = [];
  const takeBack = (
    wanted: (sale: PlannedSale) => boolean,
    [from, to]: readonly [number, number],
    atSecond: number,
    withCard: boolean,
  ): void => {
    const taken = new Set(voids.flatMap((step) => (step.kind === "void" ? [step.ofSale] : [])));
    const found = sales.filter(
      (sale) =>
        wanted(sale) &&
        sale.trouble === undefined &&
        !taken.has(sale.number) &&
        sale.atSecond >= from &&
        sale.atSecond < to,
    );
    if (found.length === 0) return;
    const sale = random.pick(found);
    const card = sale.tenders.find((tender) => tender.kind === "card");
    const customer = card?.kind === "card" && withCard ? { customer: card.customer } : {};
    voids.push({ kind: "void", atSecond, ofSale: sale.number, ...customer });
  };
  const { fromSecond, toSecond } = outage;
  const is = (way: SaleWay) => (sale: PlannedSale) => sale.way === way;
  takeBack(is("online"), [OPENING_SECOND, 10.5 * 3600], 10.9 * 3600, true);
  takeBack(is("cash"), [OPENING_SECOND, 9.5 * 3600], 10.5 * 3600, true);
  takeBack(is("offline"), [fromSecond, toSecond], toSecond + 600, true);
  takeBack(is("offline"), [fromSecond, toSecond], toSecond + 2_400, true);
  takeBack(is("split"), [OPENING_SECOND, 16 * 3600], 16.8 * 3600, true);
  takeBack(is("online"), [toSecond, 17 * 3600], 17.5 * 3600, false);
  takeBack(is("online"), [toSecond, 18 * 3600], 18.5 * 3600, false);
  return voids;
}
