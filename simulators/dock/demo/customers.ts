import { assertDefined } from "../../../main/domain/assert.ts";
import type { CardProfile } from "../../card/profile.ts";
import { CARD_PROFILES } from "../../card/profiles/card-profiles.ts";
import { VirtualCard } from "../../card/virtual-card.ts";
import { TEST_ACCOUNTS, type TestAccount } from "../../issuer/accounts-table.ts";
import { CUSTOMERS } from "./day-plan.ts";

/** The people of the village as the demo's bank and counter know them: each has an account and one card. */

type Kind = keyof typeof CUSTOMERS;

/** Which test card a customer's is made after. */
const MODEL_OF: Readonly<Record<Kind, string>> = {
  debit: "debit",
  credit: "credit",
  offline: "debit-offline",
};

/** Where the customers' numbers begin within a model's numbers: far from those of the test cards. */
const FIRST_NUMBER: Readonly<Record<Kind, number>> = { debit: 50_000, credit: 60_000, offline: 70_000 };

export type Customer = { readonly profile: CardProfile; readonly account: TestAccount };

export function customers(): ReadonlyMap<string, Customer> {
  const found = new Map<string, Customer>();
  for (const kind of Object.keys(CUSTOMERS) as Kind[]) {
    const model = assertDefined(
      CARD_PROFILES.find(({ name }) => name === MODEL_OF[kind]),
      `there is a test card ${MODEL_OF[kind]}`,
    );
    for (const [i, name] of CUSTOMERS[kind].entries())
      found.set(name, customerAfter(model, name, FIRST_NUMBER[kind] + i));
  }
  return found;
}

/** What the bank behind the demo's host knows: the test cards and the customers. */
export function accountsOf(people: ReadonlyMap<string, Customer>): readonly TestAccount[] {
  return [...TEST_ACCOUNTS, ...[...people.values()].map(({ account }) => account)];
}

/** A new card of that customer. Its counters live as long as the object, so a day has one of each. */
export function cardOf({ profile }: Customer): VirtualCard {
  return new VirtualCard(profile);
}

function customerAfter(model: CardProfile, name: string, number: number): Customer {
  const [application] = model.applications;
  const after = assertDefined(application, "a test card has an application");
  const account = { ...after.account, cardName: name, pan: panAfter(after.account.pan, number) };
  return { account, profile: { ...model, name, applications: [{ ...after, account }] } };
}

/** The model's number with five other digits before the check digit. */
function panAfter(pan: string, number: number): string {
  const body = pan.slice(0, -6) + number.toString().padStart(5, "0");
  return body + checkDigit(body);
}

/** ISO/IEC 7812-1: each second digit from the right is doubled. */
function checkDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
