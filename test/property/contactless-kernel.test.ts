import fc from "fast-check";
import { expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../main/domain/bytes.ts";
import type {
  ContactlessKernel,
  ContactlessOutcome,
  ContactlessResponse,
} from "../../main/domain/emv/contactless/protocol.ts";
import {
  type RecoveryOutcome,
  recoverTornTransaction,
} from "../../main/domain/emv/contactless/recover-torn-transaction.ts";
import { COMBINATIONS_MAX } from "../../main/domain/emv/contactless/select-application.ts";
import { runContactless } from "../../main/domain/emv/contactless/transaction.ts";
import { runLoad } from "../../main/domain/emv/electronic-cash/load.ts";
import { readElectronicCash } from "../../main/domain/emv/electronic-cash/read-electronic-cash.ts";
import type { Kernel, KernelResponse } from "../../main/domain/emv/kernel/protocol.ts";
import { RECORDS_MAX } from "../../main/domain/emv/kernel/read-application-data.ts";
import { runTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import { EXCHANGES_PER_COMMAND_MAX } from "../../main/domain/emv/transport.ts";
import type { VirtualCard } from "../../simulators/card/virtual-card.ts";
import { input, TERMINAL, tapCard } from "../unit/simulators/card/contactless/tap.ts";
import { input as cashInput, purseCard } from "../unit/simulators/card/electronic-cash/pay.ts";

/** PPSE, applications, options, records, each with its repetitions, and the exception file. */
const REQUESTS_MAX = (2 + COMBINATIONS_MAX + RECORDS_MAX) * EXCHANGES_PER_COMMAND_MAX + 1;

/** The ninth request of an offline approval: eight commands, and the exception file before the last of them. */
const LAST_RECORD = 9;

type Answer = (command: Uint8Array, count: number) => ContactlessResponse;

type Run<R> = { readonly outcome: R; readonly askedExceptionFile: boolean };

function drive<R>(kernel: ContactlessKernel<R>, answer: Answer, listed: boolean): Run<R> {
  let count = 0;
  let askedExceptionFile = false;
  let turn = kernel.next();
  while (turn.done !== true) {
    count += 1;
    expect(count).toBeLessThanOrEqual(REQUESTS_MAX);
    if (turn.value.kind === "command") turn = kernel.next(answer(turn.value.command, count));
    else {
      askedExceptionFile = true;
      turn = kernel.next({ kind: "exceptionFile", listed });
    }
  }
  return { outcome: turn.value, askedExceptionFile };
}

/** Laws that no card can break. */
function checkLaws({ outcome, askedExceptionFile }: Run<ContactlessOutcome>, listed: boolean): void {
  const verified = outcome.trace.some(({ detail }) => /^fDDA version 0[01] succeeded$/.test(detail));
  const isApprovable = outcome.kind === "torn" && outcome.torn.verdict.kind === "approve";
  if (outcome.kind === "approvedOffline" || isApprovable) {
    expect(verified).toBe(true);
    expect(askedExceptionFile && !listed).toBe(true);
  }
  if (outcome.kind === "approvedOffline") expect(outcome.cryptogramType).toBe("TC");
  expect(JSON.stringify(outcome.trace)).not.toMatch(/\d{12}/);
}

const PIECES: readonly Uint8Array[] = [
  "6F31840E325041592E5359532E4444463031A51FBF0C1C611A4F08A000000333010101500B50424F4320437265646974870101",
  "6F608408A000000333010101A554500B50424F43204372656469748701019F38189F66049F02069F03069F1A0295055F2A029A039C019F37045F2D087A68656E667264659F1101019F120F4341524420494D4147452030303239BF0C059F4D020B0A",
  "774982027C009404080101009F360200109F26081122334455667788" +
    "9F2701409F10080701010310000001" +
    "57116228000100001117D301220101234567899F5F3401019F6C020000",
  "70085A0862280001000011175F2403301231",
  "70099F7406454343303031",
  "7000",
].map(fromHex);

const statusWord = fc
  .constantFrom("9000", "6283", "6A81", "6A82", "6A83", "6985", "6986", "6984", "6110", "6C10", "0000")
  .map(fromHex);

const anyResponse: fc.Arbitrary<ContactlessResponse> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.constantFrom<ContactlessResponse>(
      { kind: "cardGone" },
      { kind: "severalCards" },
      { kind: "cancelled" },
    ),
  },
  {
    weight: 12,
    arbitrary: fc
      .oneof(
        fc.uint8Array({ maxLength: 260 }),
        fc.tuple(fc.constantFrom(...PIECES), statusWord).map(([data, sw]) => concatBytes(data, sw)),
        statusWord,
      )
      .map((response) => ({ kind: "response", response }) as const),
  },
);

const inputs = [
  input(5_000n),
  input(15_000n),
  input(0n),
  input(5_000n, { terminal: { ...TERMINAL, terminalType: 0x23 } }),
  input(5_000n, { transactionType: 0x01 }),
];

test("any answers at all lead to an outcome within bounds, and to no approval", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...inputs),
      fc.array(anyResponse, { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (transaction, responses, listed) => {
        const answer: Answer = (_, count) =>
          responses[(count - 1) % responses.length] ?? { kind: "cardGone" };
        const run = drive(runContactless(transaction), answer, listed);
        checkLaws(run, listed);
        expect(run.outcome.kind).not.toBe("approvedOffline");
      },
    ),
    { numRuns: 2000 },
  );
});

type Damage = (answer: Uint8Array, salt: number) => ContactlessResponse;

const heard = (response: Uint8Array): ContactlessResponse => ({ kind: "response", response });

const DAMAGES: readonly Damage[] = [
  (bytes, salt) =>
    heard(bytes.map((byte, i) => (i === salt % bytes.length ? byte ^ (1 << (salt % 8)) : byte))),
  (bytes, salt) => heard(bytes.subarray(0, salt % (bytes.length + 1))),
  (bytes, salt) =>
    heard(
      concatBytes(bytes.subarray(0, -2), fromHex(["6A81", "6283", "6110", "6C20", "6985"][salt % 5] ?? "")),
    ),
  (bytes) => heard(concatBytes(bytes.subarray(0, -2), bytes)),
  (_, salt) => heard(concatBytes(PIECES[salt % PIECES.length] ?? new Uint8Array(), fromHex("9000"))),
  (_, salt) =>
    [{ kind: "cardGone" }, { kind: "severalCards" }, { kind: "cancelled" }][salt % 3] as ContactlessResponse,
];

/** A genuine card, some of whose answers are damaged on their way. */
function damagedCard(card: VirtualCard, damaged: readonly (readonly [number, Damage, number])[]): Answer {
  card.powerOn();
  return (command, count) => {
    const answer = card.exchange(command);
    if (answer.kind !== "response") return { kind: "cardGone" };
    const damage = damaged.find(([at]) => at === count);
    return damage === undefined ? heard(answer.response) : damage[1](answer.response, damage[2]);
  };
}

const anyDamages = (commandMax: number) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: commandMax }), fc.constantFrom(...DAMAGES), fc.nat()), {
    maxLength: 3,
  });

test("a genuine card whose answers are damaged is approved only if its signature was verified", () => {
  let approvedCount = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...inputs),
      fc.constantFrom("tap-debit", "tap-long-key", "tap-old", "phone", "tap-asks-online"),
      anyDamages(10),
      fc.nat(9).map((chance) => chance === 0),
      (transaction, name, damaged, listed) => {
        const run = drive(runContactless(transaction), damagedCard(tapCard(name), damaged), listed);
        checkLaws(run, listed);
        if (run.outcome.kind === "approvedOffline") approvedCount += 1;
      },
    ),
    { numRuns: 300 },
  );
  // The run would prove nothing if no card had come through.
  expect(approvedCount).toBeGreaterThan(0);
});

test("a recovery with any answers ends, and says paid only for the same card and a verified signature", () => {
  const torn = drive(
    runContactless(input(5_000n)),
    damagedCard(tapCard("tap-debit"), [[LAST_RECORD, () => ({ kind: "cardGone" }), 0]]),
    false,
  ).outcome;
  if (torn.kind !== "torn") throw new Error(torn.kind);
  fc.assert(
    fc.property(
      fc.array(anyResponse, { minLength: 1, maxLength: 8 }),
      anyDamages(5),
      fc.boolean(),
      (responses, damaged, isGenuine) => {
        const script: Answer = (_, count) =>
          responses[(count - 1) % responses.length] ?? { kind: "cardGone" };
        const answer = isGenuine ? damagedCard(tapCard("tap-debit"), damaged) : script;
        const { outcome }: Run<RecoveryOutcome> = drive(recoverTornTransaction(torn.torn), answer, false);
        // A card that was never torn shows the balance of before, so nobody is told that it has paid.
        if (!isGenuine || damaged.length === 0) expect(outcome.kind).not.toBe("approvedOffline");
      },
    ),
    { numRuns: 500 },
  );
});

function driveContact<R>(
  kernel: Kernel<R>,
  answer: (command: Uint8Array, count: number) => KernelResponse,
): R {
  let count = 0;
  let turn = kernel.next();
  while (turn.done !== true) {
    count += 1;
    expect(count).toBeLessThan(5_000);
    switch (turn.value.kind) {
      case "command":
        turn = kernel.next(answer(turn.value.command, count));
        break;
      case "chooseApplication":
        turn = kernel.next({ kind: "applicationChosen", index: 0 });
        break;
      case "cardIdentified":
        turn = kernel.next({ kind: "proceed" });
        break;
      case "captureOnlinePin":
        turn = kernel.next({ kind: "pin", entry: "entered" });
        break;
      default:
        turn = kernel.next({ kind: "unableToGoOnline" });
    }
  }
  return turn.value;
}

test("electronic cash with damaged answers ends, never approves a load without the host, and keeps its sums", () => {
  fc.assert(
    fc.property(
      anyDamages(24).map((damages) =>
        damages.map(([at, , salt]) => [at, DAMAGES[salt % 5] ?? DAMAGES[0], salt] as const),
      ),
      fc.constantFrom("pay", "load", "read"),
      (damaged, work) => {
        const card = purseCard();
        card.powerOn();
        const answer = (command: Uint8Array, count: number): KernelResponse => {
          const answered = card.exchange(command);
          if (answered.kind !== "response") return { kind: "cardGone" };
          const damage = damaged.find(([at]) => at === count)?.[1];
          const changed =
            damage === undefined ? heard(answered.response) : damage(answered.response, count * 7);
          return changed.kind === "response" ? changed : { kind: "cardGone" };
        };
        if (work === "pay") {
          const result = driveContact(runTransaction(cashInput(5_000n)), answer);
          if (result.kind === "approved") expect(result.cryptogram.cryptogramType).toBe("TC");
        } else if (work === "load") {
          const result = driveContact(runLoad({ ...cashInput(5_000n), from: "fromAccount" }), answer);
          expect(result.outcome).toBe("notLoaded");
          expect(result.transaction.kind).not.toBe("approved");
        } else driveContact(readElectronicCash(cashInput(0n)), answer);
        expect([25_000n, 30_000n]).toContain(card.memory()?.balances.get(0x9f79));
      },
    ),
    { numRuns: 300 },
  );
});

test("the same transaction asks the same of the same card", () => {
  const commands = (): readonly string[] => {
    const said: string[] = [];
    const answer = damagedCard(tapCard("tap-debit"), []);
    drive(
      runContactless(input(5_000n)),
      (command, count) => {
        said.push(toHex(command));
        return answer(command, count);
      },
      false,
    );
    return said;
  };
  expect(commands()).toEqual(commands());
});
