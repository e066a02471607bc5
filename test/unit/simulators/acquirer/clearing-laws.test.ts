import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { Ledger } from "../../../../simulators/acquirer/ledger.ts";
import { clear, clearingFields, type Kind, mtiOf, reverse } from "./clearing.ts";
import { iccData } from "./icc-data.ts";
import { load, reverseLoad } from "./loading.ts";
import { ascii, ask, type Session, sale, signed } from "./terminal.ts";
import { withSession } from "./with-host.ts";

/** Few STANs and amounts, so that repeats, late originals and wrong references are frequent. */
const stan = fc.integer({ min: 1, max: 6 });
const fen = fc.constantFrom(1, 100, 110);
const naming = fc.constantFrom<Kind>(
  "refund",
  "preAuthVoid",
  "completion",
  "completionAdvice",
  "completionVoid",
  "tip",
  "correction",
);
const act = fc.oneof(
  fc.record({ do: fc.constant("sale" as const), stan, fen }),
  fc.record({
    do: fc.constant("open" as const),
    kind: fc.constantFrom<Kind>("preAuth", "offlineSale"),
    stan,
    fen,
  }),
  fc.record({ do: fc.constant("follow" as const), kind: naming, stan, fen, original: stan }),
  fc.record({ do: fc.constant("undo" as const), kind: naming, stan, fen, original: stan }),
  fc.record({
    do: fc.constant("load" as const),
    stan,
    fen,
    from: fc.constantFrom("cash" as const, "boundAccount" as const),
  }),
  fc.record({
    do: fc.constant("undoLoad" as const),
    stan,
    fen,
    from: fc.constantFrom("cash" as const, "boundAccount" as const),
  }),
);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function perform(session: Session, ledger: Ledger, step: Act): Promise<void> {
  switch (step.do) {
    case "sale":
      await sale(session, step.stan, step.fen);
      return;
    case "open":
      await clear(session, step.kind, step.stan, step.fen, { 38: ascii("V00001") });
      return;
    case "follow":
    case "undo": {
      const original = ledger.entries().find((entry) => entry.stan === step.original);
      const named = {
        37: ascii(original?.rrn ?? "000000000000"),
        38: ascii(original?.approvalCode ?? "000000"),
        61: `0012${session.batch}${step.original.toString().padStart(6, "0")}`,
      };
      await (step.do === "follow" ? clear : reverse)(session, step.kind, step.stan, step.fen, named);
      return;
    }
    case "load":
      await load(session, step.stan, step.fen, 7, step.from, { 55: iccData(step.fen, step.stan).wire });
      return;
    case "undoLoad":
      await reverseLoad(session, step.stan, step.fen, step.from);
      return;
  }
}

/** What a person would compute from the rows. */
function check(ledger: Ledger): void {
  const spentFen = ledger
    .accounts()
    .reduce((sum, { openingFen, balanceFen }) => sum + openingFen - balanceFen, 0n);
  expect(spentFen).toBe(ledger.totals("00000001", 1).netFen);
  const entries = ledger.entries();
  for (const entry of entries) {
    const of = (kind: string, state: string) =>
      entries.filter((one) => one.kind === kind && one.state === state && one.original?.stan === entry.stan);
    const refundedFen = of("refund", "approved").reduce((sum, { amountFen }) => sum + amountFen, 0n);
    if (entry.kind === "sale" || entry.kind === "completion") {
      expect(refundedFen <= entry.amountFen).toBe(true);
      if (entry.state !== "approved") expect(refundedFen).toBe(0n);
    }
    if (entry.kind !== "preAuth") continue;
    const charged = of("completion", "approved");
    expect(charged).toHaveLength(entry.state === "completed" ? 1 : 0);
    for (const { amountFen } of charged) expect(amountFen * 100n <= entry.amountFen * 115n).toBe(true);
  }
}

test("whatever of the family is asked in whatever order, accounts and books agree and nothing is given back or charged twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 20 }), (steps) =>
      withSession({}, async (session, { ledger }) => {
        for (const step of steps) {
          await perform(session, ledger, step);
          check(ledger);
        }
      }),
    ),
    { numRuns: 120 },
  );
});

const ALL: readonly Kind[] = [
  "refund",
  "cashRefund",
  "preAuth",
  "preAuthVoid",
  "completion",
  "completionAdvice",
  "completionVoid",
  "offlineSale",
  "correction",
  "tip",
  "loadVoid",
  "balance",
];

/** Well-formed values that mean nothing, in wire form. */
const digitsOf = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((digits) => digits.join(""));
const FIELD_VALUES: Readonly<Record<number, fc.Arbitrary<string>>> = {
  3: digitsOf(6),
  4: digitsOf(12),
  11: digitsOf(6),
  22: digitsOf(3).map((digits) => `${digits}0`),
  23: digitsOf(3).map((digits) => `0${digits}`),
  25: digitsOf(2),
  37: digitsOf(12).map(ascii),
  38: digitsOf(6).map(ascii),
  55: fc.uint8Array({ maxLength: 80 }).map((bytes) => lengthOf(bytes.length) + toHex(bytes)),
  60: digitsOf(14).map((digits) => `0014${digits}`),
  61: digitsOf(16).map((digits) => `0016${digits}`),
  62: fc.uint8Array({ maxLength: 40 }).map((bytes) => lengthOf(bytes.length) + toHex(bytes)),
};
const lengthOf = (length: number): string => length.toString().padStart(4, "0");

const MTIS = ["0100", "0200", "0220", "0320", "0400", "0500", "0620", "0800", "0820"] as const;

test("a message under a right MAC with fields dropped or made up is answered, and the books still agree", async () => {
  const change = fc.oneof(
    ...Object.entries(FIELD_VALUES).map(([number, value]) =>
      fc.tuple(fc.constant(Number(number)), fc.option(value, { nil: undefined, freq: 3 })),
    ),
  );
  await withSession({}, async (session, host) => {
    let trouble: string | undefined;
    host.on("trouble", (detail) => {
      trouble = detail;
    });
    await sale(session, 1, 100);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ALL),
        fc.constantFrom(undefined, undefined, ...MTIS),
        fc.array(change, { maxLength: 3 }),
        async (kind, mti, changes) => {
          const fields: Record<number, string> = {
            ...clearingFields(session, kind, 2, 100, {
              38: ascii("V00001"),
              61: `0012${session.batch}000001`,
            }),
          };
          for (const [number, value] of changes) {
            if (value === undefined) delete fields[number];
            else fields[number] = value;
          }
          const answer = await ask(session.port, signed(session.macKey, mti ?? mtiOf(kind), fields));
          expect(answer.fields[39]).toMatch(/^[0-9A-Z]{2}$/);
          check(host.ledger);
        },
      ),
      { numRuns: 400 },
    );
    expect(trouble).toBeUndefined();
  });
});
