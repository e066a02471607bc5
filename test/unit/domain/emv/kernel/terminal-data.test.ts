import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { NO_ABILITIES } from "../../../../../main/domain/emv/kernel/session.ts";
import { KEY_ALGORITHM } from "../../../../../main/domain/emv/key-algorithm.ts";
import type { CaPublicKey } from "../../../../../main/domain/emv/parameters.ts";
import { application, CA_KEY_80, TERMINAL, transactionWith } from "../kernel-fixtures.ts";

const UNIONPAY = application("A000000333010101", true);

const objectOf = (transaction: ReturnType<typeof transactionWith>, tag: number): string =>
  toHex(transaction.terminal.get(tag) ?? fromHex(""));

describe("terminal capabilities (9F33) claim what the lane can do, and no more (money.md rule 13)", () => {
  const everything = { ...TERMINAL, terminalCapabilities: fromHex("FFFFFF") };

  test.each([
    { name: "an ordinary lane", abilities: NO_ABILITIES, claimed: "E068E8" },
    { name: "a reader with a keypad", abilities: { ...NO_ABILITIES, plaintextPin: true }, claimed: "E0E8E8" },
    { name: "a pad that enciphers", abilities: { ...NO_ABILITIES, encipheredPin: true }, claimed: "E078E8" },
    {
      name: "somebody who looks at documents: no bit of its own",
      abilities: { ...NO_ABILITIES, identityDocument: true },
      claimed: "E068E8",
    },
  ])("$name: $claimed", ({ abilities, claimed }) => {
    const transaction = transactionWith({}, { terminal: everything }, UNIONPAY, abilities);
    expect(objectOf(transaction, 0x9f33)).toBe(claimed);
  });
});

describe("the SM indicator (DF69; emv-pboc section 5)", () => {
  const sm2: CaPublicKey = {
    ...CA_KEY_80,
    algorithm: KEY_ALGORITHM.sm2,
    modulus: new Uint8Array(64).fill(1),
    exponent: new Uint8Array(),
  };

  test.each<{ name: string; caKeys: readonly CaPublicKey[]; indicator: string }>([
    { name: "an SM2 key of the card's scheme", caKeys: [CA_KEY_80, sm2], indicator: "01" },
    { name: "RSA keys only", caKeys: [CA_KEY_80], indicator: "00" },
    { name: "no keys", caKeys: [], indicator: "00" },
    {
      name: "an SM2 key of another scheme",
      caKeys: [{ ...sm2, rid: fromHex("A000000003") }],
      indicator: "00",
    },
  ])("$name: $indicator", ({ caKeys, indicator }) => {
    expect(objectOf(transactionWith({}, { caKeys }), 0xdf69)).toBe(indicator);
  });
});

describe("amounts (9F02, 9F03, 81, 9F04)", () => {
  test.each([
    {
      name: "a purchase",
      amountFen: 1234n,
      cashbackFen: undefined,
      expected: ["000000001234", "000000000000", "000004D2", "00000000"],
    },
    {
      name: "a purchase with cashback in it",
      amountFen: 11_234n,
      cashbackFen: 10_000n,
      expected: ["000000011234", "000000010000", "00002BE2", "00002710"],
    },
    {
      name: "an amount beyond four bytes has no binary form",
      amountFen: 5_000_000_000n,
      cashbackFen: 0n,
      expected: ["005000000000", "000000000000", "", ""],
    },
  ])("$name", ({ amountFen, cashbackFen, expected }) => {
    const change = cashbackFen === undefined ? { amountFen } : { amountFen, cashbackFen };
    const transaction = transactionWith({}, change);
    expect([0x9f02, 0x9f03, 0x81, 0x9f04].map((tag) => objectOf(transaction, tag))).toEqual(expected);
  });

  test("cashback of more than the whole amount is a bug of the caller", () => {
    expect(() => transactionWith({}, { amountFen: 1n, cashbackFen: 2n })).toThrow("cashback");
  });
});
