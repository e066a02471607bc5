import { describe, expect, test } from "vitest";
import { toHex } from "../../../../../main/domain/bytes.ts";
import { cardholderVerification } from "../../../../../main/domain/emv/kernel/cardholder-verification.ts";
import type { KernelResponse, VerificationRequest } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { NO_ABILITIES } from "../../../../../main/domain/emv/kernel/session.ts";
import { application, FACTS, transactionWith } from "../kernel-fixtures.ts";
import { lookupCard, play } from "../scripted-card.ts";

/** No amounts, then rules. */
const rules = (text: string): string => `0000000000000000${text.replaceAll(" ", "")}`;

describe("an identity document, CVM 20 of PBOC (emv-pboc section 7)", () => {
  const HOLDER = { "9F61": "313130313031313939303031303131323334", "9F62": "00" };

  function check(
    list: string,
    holder: Readonly<Record<string, string>>,
    answered: KernelResponse | "notAble",
  ) {
    const abilities = { ...NO_ABILITIES, identityDocument: answered !== "notAble" };
    const objects = { "82": "7C00", "8E": rules(list), ...holder };
    const transaction = transactionWith(objects, {}, application("A000000333010101", true), abilities);
    const asked: VerificationRequest[] = [];
    const { result } = play(
      cardholderVerification(transaction, { facts: FACTS, signedRecords: [] }),
      lookupCard({}),
      {
        verify: (request) => {
          asked.push(request);
          if (answered === "notAble") throw new Error("this lane is not asked");
          return answered;
        },
      },
    );
    const [byte1, , byte3] = transaction.tvr;
    return { result, asked, byte1, byte3, results: toHex(transaction.cvmResults) };
  }

  test.each<{
    name: string;
    list: string;
    holder?: Readonly<Record<string, string>>;
    answered: KernelResponse | "notAble";
    expected: Readonly<Record<string, unknown>>;
    asked: number;
  }>([
    {
      name: "accepted: successful",
      list: "2000",
      answered: { kind: "identityDocument", accepted: true },
      expected: { byte1: 0, byte3: 0, results: "200002" },
      asked: 1,
    },
    {
      name: "not accepted: failed",
      list: "2000",
      answered: { kind: "identityDocument", accepted: false },
      expected: { byte1: 0, byte3: 0x80, results: "200001" },
      asked: 1,
    },
    {
      name: "not accepted, and a signature behind",
      list: "6000 1E00",
      answered: { kind: "identityDocument", accepted: false },
      expected: { byte3: 0, results: "1E0000" },
      asked: 1,
    },
    {
      name: "on a lane where nobody looks at documents: not supported",
      list: "6000 1F00",
      answered: "notAble",
      expected: { byte1: 0, byte3: 0, results: "1F0002" },
      asked: 0,
    },
    {
      name: "passed over by condition 03 on such a lane",
      list: "2003",
      answered: "notAble",
      expected: { byte3: 0x80, results: "3F0001" },
      asked: 0,
    },
    {
      name: "without number at the card: data missing",
      list: "2000",
      holder: { "9F62": "00" },
      answered: { kind: "identityDocument", accepted: true },
      expected: { byte1: 0x20, byte3: 0x80, results: "200001" },
      asked: 0,
    },
    {
      name: "without type at the card: data missing",
      list: "2000",
      holder: { "9F61": "3131" },
      answered: { kind: "identityDocument", accepted: true },
      expected: { byte1: 0x20, byte3: 0x80, results: "200001" },
      asked: 0,
    },
  ])("$name", ({ list, holder = HOLDER, answered, expected, asked }) => {
    const done = check(list, holder, answered);
    expect(done).toMatchObject(expected);
    expect(done.asked).toHaveLength(asked);
  });

  test("people see type and number, and no log does", () => {
    const { asked } = check("2000", HOLDER, { kind: "identityDocument", accepted: true });
    const [request] = asked;
    if (request?.kind !== "checkIdentityDocument") throw new Error("a document is asked for");
    expect(request.documentType).toBe(0);
    expect(request.documentNumber.reveal()).toBe("110101199001011234");
    expect(JSON.stringify(request)).not.toContain("1101");
  });

  test.each([
    { answered: { kind: "cancelled" } as const, reason: "cancelled" },
    { answered: { kind: "cardGone" } as const, reason: "cardRemoved" },
  ])("$reason ends the session", ({ answered, reason }) => {
    expect(check("2000", HOLDER, answered).result).toMatchObject({ ok: false, fault: { reason } });
  });
});

test("the trace names each rule, and why it was passed over or what came of it", () => {
  const objects = { "82": "7C00", "8E": rules("4204 4200 1F00") };
  const transaction = transactionWith(objects);
  const read = { facts: FACTS, signedRecords: [] };
  play(cardholderVerification(transaction, read), lookupCard({}), { pin: "bypassed" });
  expect(transaction.trace).toEqual([
    {
      step: "cardholderVerification",
      clause: "EMV Book 3, annex C3",
      detail: "rule 1 (enciphered PIN verified online; if manual cash): the condition does not hold",
    },
    {
      step: "cardholderVerification",
      clause: "EMV Book 3, 10.5",
      detail: "rule 2 (enciphered PIN verified online; always): the PIN was bypassed",
    },
    {
      step: "cardholderVerification",
      clause: "EMV Book 3, 10.5",
      detail: "rule 3 (no CVM required; always): no CVM required",
    },
  ]);
});
