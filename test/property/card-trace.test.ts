import fc from "fast-check";
import { expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../main/domain/bytes.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import type { CardTrace } from "../../main/domain/emv/trace/card-trace.ts";
import { CardTraceRecorder } from "../../main/domain/emv/trace/card-trace-recorder.ts";
import { explainToCashier } from "../../main/domain/emv/trace/explain-cashier.ts";
import { explainToEngineer } from "../../main/domain/emv/trace/explain-engineer.ts";
import { readCardTrace } from "../../main/domain/emv/trace/read-card-trace.ts";
import { replayTrace } from "../../main/domain/emv/trace/replay-trace.ts";
import { transactionInput } from "../unit/domain/emv/kernel-fixtures.ts";
import { profileCard } from "../unit/domain/emv/profile-card.ts";
import { play, type TestCard } from "../unit/domain/emv/scripted-card.ts";

const PAN = "6228000100001117";

/** Spoils one answer of a sale with the published test card. */
type Mutation = {
  readonly at: number;
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly isInserted: boolean;
};

const mutations: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(18),
  from: fc.nat(120),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    // The card's number under another tag, at the other nibble, and as text.
    fc.constantFrom(
      fromHex(`DF4A08${PAN}`),
      fromHex(`9F1F09F${PAN}F`),
      fromAscii(PAN),
      fromHex(`50085A${PAN.slice(2)}`),
    ),
  ),
  isInserted: fc.boolean(),
});

function spoilt(card: TestCard, { at, from, bytes, isInserted }: Mutation): TestCard {
  let count = 0;
  return (command) => {
    const response = card(command);
    count += 1;
    if (response === undefined || count - 1 !== at) return response;
    const place = Math.min(from, response.length - 2);
    const rest = isInserted ? place : Math.min(response.length - 2, place + bytes.length);
    return Uint8Array.of(...response.subarray(0, place), ...bytes, ...response.subarray(rest));
  };
}

function record(mutation: Mutation): { readonly full: CardTrace; readonly masked: CardTrace } {
  const input = transactionInput();
  const recorder = new CardTraceRecorder({ kernel: "contact", paymentId: "p", at: input.time }, input);
  play(recorder.record(runTransaction(input)), spoilt(profileCard(), mutation));
  return { full: recorder.document({ masked: false }), masked: recorder.document() };
}

const again = (trace: CardTrace) => {
  const read = readCardTrace(JSON.stringify(trace));
  if (!read.ok) throw new Error(`a trace that was written cannot be read: ${read.fault.path}`);
  return replayTrace(read.value, (input) => runTransaction(input as TransactionInput));
};

test("whatever a card answers, its trace is explained, replayed whole to the same end, and masked without its number", () => {
  fc.assert(
    fc.property(mutations, (mutation) => {
      const { full, masked } = record(mutation);
      for (const language of ["en", "zh-CN"] as const) {
        expect(explainToCashier(masked, language).length).toBeGreaterThan(5);
        expect(explainToEngineer(masked, language).length).toBeGreaterThan(5);
      }
      const report = again(full);
      expect(report).toEqual({ commands: report.commands, compared: report.commands, unchecked: [] });
      again(masked);
      const text = JSON.stringify(masked);
      expect(text).not.toContain(PAN);
      expect(text).not.toContain(toHex(fromAscii(PAN)));
    }),
    { numRuns: 200 },
  );
});
