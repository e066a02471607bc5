import { expect, test } from "vitest";
import { toHex } from "../../../../../main/domain/bytes.ts";
import { cardObject, dataObject } from "../../../../../main/domain/emv/kernel/session.ts";
import { transactionWith } from "../kernel-fixtures.ts";

/** How data objects are looked up (EMV Book 3, 5.4 and 7.5). */

const hexOf = (value: Uint8Array | undefined): string | undefined => value && toHex(value);

test("an object of the terminal counts before one of the card, wherever that came from", () => {
  const transaction = transactionWith({ "9F02": "000000000001", "5F2A": "0840" }, { amountFen: 1234n });
  expect(hexOf(dataObject(transaction, 0x9f02))).toBe("000000001234");
  expect(hexOf(dataObject(transaction, 0x5f2a))).toBe("0156");
});

test("an object that only the card has is the card's, and an empty one is none", () => {
  const transaction = transactionWith({ "9F10": "07010103", "9F08": "" });
  expect(hexOf(dataObject(transaction, 0x9f10))).toBe("07010103");
  expect(hexOf(cardObject(transaction, 0x9f10))).toBe("07010103");
  expect(dataObject(transaction, 0x9f08)).toBeUndefined();
  expect(cardObject(transaction, 0x9f08)).toBeUndefined();
});
