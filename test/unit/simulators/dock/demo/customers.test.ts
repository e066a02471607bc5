import { describe, expect, test } from "vitest";
import { accountsOf, customers } from "../../../../../simulators/dock/demo/customers.ts";
import { CUSTOMERS } from "../../../../../simulators/dock/demo/day-plan.ts";
import { TEST_ACCOUNTS } from "../../../../../simulators/issuer/accounts-table.ts";

/** ISO/IEC 7812-1, the other way round than the code computes it: the whole number is divisible by ten. */
function isLuhnValid(pan: string): boolean {
  const digits = [...pan].map(Number).reverse();
  const sum = digits.reduce((total, digit, i) => {
    if (i % 2 === 0) return total + digit;
    return total + ([0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit] ?? 0);
  }, 0);
  return sum % 10 === 0;
}

describe("the people of the village", () => {
  const people = customers();

  test("are all whom a plan may name, each with a card of the kind that the name says", () => {
    expect([...people.keys()].sort()).toEqual(Object.values(CUSTOMERS).flat().sort());
    expect(people.get("credit-1")?.profile.protocol).toBe("T=1");
    expect(people.get("offline-1")?.account.kind).toBe("debit");
  });

  test("have numbers of their own, with a right check digit, of the length of their kind", () => {
    const pans = accountsOf(people).map(({ pan }) => pan);
    expect(new Set(pans).size).toBe(TEST_ACCOUNTS.length + people.size);
    for (const { account } of people.values()) {
      expect(isLuhnValid(account.pan)).toBe(true);
      expect(account.pan.startsWith(account.kind === "debit" ? "62280001" : "62280002")).toBe(true);
      expect(account.pan).toHaveLength(account.kind === "debit" ? 19 : 16);
    }
  });

  test("hold one card each: the account in the card is the account at the bank", () => {
    for (const [name, { account, profile }] of people) {
      expect(profile.name).toBe(name);
      expect(profile.applications.map((application) => application.account)).toEqual([account]);
    }
  });
});
