import { maskPan } from "../../../main/domain/mask-pan.ts";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import type { CardFaultPlan } from "../../../simulators/card/card-fault.ts";
import { TEST_ACCOUNTS } from "../../../simulators/issuer/accounts-table.ts";
import type { Random } from "./random.ts";

/** A card, and the way in which a customer holds it out. */
export type Presentation = {
  readonly card: string;
  readonly way: "slot" | "field" | "stripe";
  readonly faults: readonly CardFaultPlan[];
  /** A second card of the purse is in the field too. */
  readonly beside?: string;
  /** Of a swipe: whether the stripe says that its card has a chip. */
  readonly hasChip?: boolean;
  readonly isUneven?: boolean;
};

/** What the customers of a world carry: one card for each account, whose counters nobody else moves. */
export type Wallet = {
  /** An account of its own for contacts, field and purse. */
  readonly dual: string;
  /** Approves small amounts behind the contacts; or has no purse, so that each tap goes online. */
  readonly second: string;
};

const DUAL_CARDS: readonly (readonly [string, number])[] = [
  ["tap-debit", 5],
  ["tap-long-key", 1],
  ["tap-asks-online", 1],
  ["tap-early", 1],
  ["tap-refuses", 0.5],
  ["phone", 1],
];

export function chooseWallet(random: Random): Wallet {
  return {
    dual: random.weighted(DUAL_CARDS),
    second: random.chance(0.6) ? "debit-offline" : "tap-credit",
  };
}

const ACCOUNT_OF: ReadonlyMap<string, string> = new Map([
  ...DUAL_CARDS.map(([card]): [string, string] => [card, "dual-interface"]),
  ["tap-credit", "debit-offline"],
  ["purse", "e-cash"],
]);

/** The account behind a card of that name. */
export function accountBehind(card: string) {
  const name = ACCOUNT_OF.get(card) ?? card;
  const account = TEST_ACCOUNTS.find(({ cardName }) => cardName === name);
  if (account === undefined) throw new Error(`there is no account for ${card}`);
  return account;
}

/** What somebody who pays holds out. */
export function choosePresentation(
  random: Random,
  { dual, second }: Wallet,
  mistakes: number,
): Omit<Presentation, "faults"> {
  const way = random.weighted([
    ["slot", 10],
    ["field", 7],
    ["stripe", 1.5],
  ] as const);
  if (way === "field") {
    const hasAntenna = second === "tap-credit";
    const card = random.weighted([[dual, 6] as const, [hasAntenna ? second : dual, 3] as const]);
    return random.chance(mistakes / 4) ? { card, way, beside: "debit" } : { card, way };
  }
  if (way === "stripe") {
    const card = random.pick(["debit", "credit"]);
    return { card, way, hasChip: random.chance(0.25), isUneven: random.chance(0.1) };
  }
  const card = random.weighted([
    ["debit", 4],
    [second, 5],
    ["credit", 3],
    [dual, 1],
    ["purse", 3],
    ["expired", 0.3],
    ["blocked", 0.3],
    ["wrong-certificate", 0.3],
    ["wrong-signature", 0.3],
  ] as const);
  return { card, way };
}

/** The same card in the same way again, as a void asks for it. */
export function presentedAgain(payment: PaymentState, { dual, second }: Wallet): Presentation | undefined {
  const account = TEST_ACCOUNTS.find(({ pan }) => maskPan(pan) === payment.card?.maskedPan)?.cardName;
  if (account === undefined) return undefined;
  const carried = new Map([
    ["dual-interface", dual],
    ["debit-offline", second],
    ["e-cash", "purse"],
  ]);
  const card = carried.get(account) ?? account;
  switch (payment.card?.entryMode) {
    case "contactlessChip":
      return { card, way: "field", faults: [] };
    case "magneticStripe":
      return { card, way: "stripe", faults: [], hasChip: false };
    default:
      return { card, way: "slot", faults: [] };
  }
}
