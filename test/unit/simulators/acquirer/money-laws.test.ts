import fc from "fast-check";
import { expect, test } from "vitest";
import type { Ledger } from "../../../../simulators/acquirer/ledger.ts";
import { end, flags, settle, upload } from "./settling.ts";
import { ofVoid, reversal, type Session, sale, TID, voidSale } from "./terminal.ts";
import { withSession } from "./with-host.ts";

/** Few STANs and amounts, so that repeats, late originals and wrong references are frequent. */
const stan = fc.integer({ min: 1, max: 5 });
const fen = fc.constantFrom(1, 100, 2_000_000);
const act = fc.oneof(
  fc.record({ kind: fc.constant("sale" as const), stan, fen }),
  fc.record({ kind: fc.constant("void" as const), stan, fen, original: stan }),
  fc.record({ kind: fc.constant("reverseSale" as const), stan, fen }),
  fc.record({ kind: fc.constant("reverseVoid" as const), stan, fen, original: stan }),
  fc.record({ kind: fc.constant("upload" as const), stan, fen, atc: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("settle" as const), stan, isRight: fc.boolean() }),
  fc.record({
    kind: fc.constant("end" as const),
    stan,
    management: fc.constantFrom<"207" | "202">("207", "202"),
  }),
);

type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

async function perform(session: Session, ledger: Ledger, step: Act): Promise<string | undefined> {
  const rrnOf = (number: number) =>
    ledger.entries().find((entry) => entry.stan === number)?.rrn ?? "000000000000";
  switch (step.kind) {
    case "sale":
      return (await sale(session, step.stan, step.fen)).fields[39];
    case "void": {
      const original = { stan: step.original, rrn: rrnOf(step.original) };
      return (await voidSale(session, step.stan, step.fen, original)).fields[39];
    }
    case "reverseSale":
      return (await reversal(session, step.stan, step.fen)).fields[39];
    case "reverseVoid":
      return (await reversal(session, step.stan, step.fen, ofVoid(session, step.original))).fields[39];
    case "upload":
      return (await upload(session, step.stan, step.fen, step.atc)).fields[39];
    case "settle": {
      const { saleCount, saleFen, voidCount, voidFen } = ledger.totals(TID, 1);
      const counted = step.isRight ? saleCount : saleCount + 1;
      const answer = await settle(session, step.stan, {
        debit: [counted, Number(saleFen)],
        credit: [voidCount, Number(voidFen)],
      });
      if (answer.fields[39] === "00" && !ledger.isBatchClosed(TID, 1))
        expect(flags(answer)).toBe(step.isRight ? "11" : "21");
      return answer.fields[39];
    }
    case "end":
      return (await end(session, step.stan, step.management, 0)).fields[39];
  }
}

/** What a person would compute from the rows: money out of the accounts is what counts in the batch. */
function check(ledger: Ledger): void {
  const spentFen = ledger
    .accounts()
    .reduce((sum, { openingFen, balanceFen }) => sum + openingFen - balanceFen, 0n);
  expect(spentFen).toBe(ledger.totals(TID, 1).netFen);
  const entries = ledger.entries();
  const approvedVoids = entries.filter(({ kind, state }) => kind === "void" && state === "approved");
  const voidedSales = entries.filter(({ kind, state }) => kind === "sale" && state === "voided");
  expect(approvedVoids.map(({ original }) => original?.stan).sort()).toEqual(
    voidedSales.map((entry) => entry.stan).sort(),
  );
}

test("whatever is asked in whatever order, accounts and totals agree, an acknowledged reversal holds, and a closed batch takes nothing in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 16 }), (steps) =>
      withSession({}, async (session, { ledger }) => {
        const undone = new Set<number>();
        for (const step of steps) {
          const wasClosed = ledger.isBatchClosed(TID, 1);
          const countBefore = ledger.entries().length;
          const code = await perform(session, ledger, step);
          if (wasClosed) expect(ledger.entries()).toHaveLength(countBefore);
          if (
            (step.kind === "reverseSale" || step.kind === "reverseVoid") &&
            (code === "00" || code === "25")
          )
            undone.add(step.stan);
          check(ledger);
          for (const number of undone) {
            const entry = ledger.entries().find((candidate) => candidate.stan === number);
            expect(["reversed", "declined", undefined]).toContain(entry?.state);
          }
        }
      }),
    ),
    { numRuns: 80 },
  );
});
