import { describe, expect, test } from "vitest";
import { fromHex, toHex, toLatin1 } from "../../../../main/domain/bytes.ts";
import type { KernelResult, TransactionInput } from "../../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../../main/domain/emv/kernel/transaction.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import type { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { play } from "../../domain/emv/scripted-card.ts";
import { figures, type Host, INPUT, type Run, runWith } from "./kernel-run.ts";

/**
 * Offline approval: kernel, card and issuer with the action codes of the fact book and of the cards (money.md
 * rule 7). The floor limit is 100 yuan.
 */

const [UNIONPAY] = INPUT.applications;
if (UNIONPAY === undefined) throw new Error("the terminal knows UnionPay");
const ALWAYS = { thresholdFen: 0n, targetPercent: 99, maximumTargetPercent: 99 };
const BELOW_100 = { applications: [{ ...UNIONPAY, floorLimitFen: 10_000n }] };
const CHOSEN = { applications: [{ ...UNIONPAY, floorLimitFen: 10_000n, randomSelection: ALWAYS }] };

function newCard(name: string, protocol?: "T=0" | "T=1"): VirtualCard {
  const card = createCard(name, protocol && { protocol });
  if (card === undefined) throw new Error(`no card ${name}`);
  return card;
}

function outcome(run: Run) {
  if (run.result.kind === "ended") return { kind: "ended", reason: run.result.reason };
  const { cryptogramType, tvr, authorisationResponseCode } = run.result.cryptogram;
  return {
    kind: `${run.result.kind} ${run.result.by}`,
    arc: authorisationResponseCode,
    cryptogram: cryptogramType,
    tvr: toHex(tvr),
    checks: run.checks,
  };
}

describe("a debit card with CDA and limits of its own", () => {
  test.each(["T=0", "T=1"] as const)("approves a small amount offline over %s: Y1", async (protocol) => {
    const run = await runWith(newCard("debit-offline", protocol), "cannot be reached", BELOW_100);
    expect(outcome(run)).toEqual({
      kind: "approved offline",
      arc: "Y1",
      cryptogram: "TC",
      tvr: "0000000000",
      checks: ["TC"],
    });
    expect(figures(run)).toMatchObject({ cvmResults: "1F0602", signature: false });
    if (run.result.kind !== "approved") return;
    const { cryptogram, iccData } = run.result;
    expect(toHex(cryptogram.tsi)).toBe("E800");
    const uploaded = (tag: number) =>
      toHex(iccData.find((object) => object.tag === tag)?.value ?? new Uint8Array());
    expect(toLatin1(fromHex(uploaded(0x8a)))).toBe("Y1");
    expect(uploaded(0x9f27)).toBe("40");
    expect(uploaded(0x9f26)).toBe(toHex(cryptogram.applicationCryptogram));
  });

  test.each<{
    name: string;
    host: Host;
    change: Partial<TransactionInput>;
    earlierAmountFen?: bigint;
    expected: Record<string, unknown>;
  }>([
    {
      name: "chosen by chance, with a host: online",
      host: "approves",
      change: { ...CHOSEN, randomNumber: 1 },
      expected: {
        kind: "approved online",
        arc: "00",
        cryptogram: "TC",
        tvr: "0000001000",
        checks: ["ARQC", "TC"],
      },
    },
    {
      name: "chosen by chance, the line down: Y3",
      host: "cannot be reached",
      change: { ...CHOSEN, randomNumber: 1 },
      expected: {
        kind: "approved offline",
        arc: "Y3",
        cryptogram: "TC",
        tvr: "0000001000",
        checks: ["ARQC", "TC"],
      },
    },
    {
      name: "chosen by chance, an unknown outcome: never a TC",
      host: "is silent",
      change: { ...CHOSEN, randomNumber: 1 },
      expected: { kind: "declined outcomeUnknown", arc: "Z3", cryptogram: "AAC", checks: ["ARQC", "AAC"] },
    },
    {
      name: "at the floor limit, the line down: Z3 by the default action codes",
      host: "cannot be reached",
      change: { ...BELOW_100, amountFen: 10_000n },
      expected: {
        kind: "declined offline",
        arc: "Z3",
        cryptogram: "AAC",
        tvr: "0000008000",
        checks: ["ARQC", "AAC"],
      },
    },
    {
      name: "the second part of a split over the floor limit, the line down: Z3",
      host: "cannot be reached",
      change: { ...BELOW_100, amountFen: 5_000n },
      earlierAmountFen: 5_000n,
      expected: { kind: "declined offline", arc: "Z3", cryptogram: "AAC", tvr: "0000008000" },
    },
    {
      name: "forced online, the line down: Z3",
      host: "cannot be reached",
      change: { ...BELOW_100, forceOnline: true },
      expected: {
        kind: "declined offline",
        arc: "Z3",
        cryptogram: "AAC",
        tvr: "0000000800",
        checks: ["ARQC", "AAC"],
      },
    },
    {
      name: "forced online, with a host: online",
      host: "approves",
      change: { ...BELOW_100, forceOnline: true },
      expected: { kind: "approved online", tvr: "0000000800", checks: ["ARQC", "TC"] },
    },
    {
      name: "a service that the card does not allow: Z1 by the denial action codes",
      host: "approves",
      change: { ...BELOW_100, transactionType: 0x09 },
      expected: {
        kind: "declined offline",
        arc: "Z1",
        cryptogram: "AAC",
        tvr: "0010000000",
        checks: ["AAC"],
      },
    },
    {
      name: "without a CA key, with a host: online without a signature",
      host: "approves",
      change: { ...BELOW_100, caKeys: [] },
      expected: { kind: "approved online", tvr: "0400000000", checks: ["ARQC", "TC"] },
    },
    {
      name: "without a CA key, the line down: Z3 by the card's default action code",
      host: "cannot be reached",
      change: { ...BELOW_100, caKeys: [] },
      expected: { kind: "declined offline", arc: "Z3", tvr: "0400000000", checks: ["ARQC", "AAC"] },
    },
    {
      name: "above the floor limit, with a host: both cryptograms are signed",
      host: "approves",
      change: {},
      expected: { kind: "approved online", tvr: "0000008000", checks: ["ARQC", "TC"] },
    },
  ])("$name", async ({ host, change, earlierAmountFen, expected }) => {
    const run = await runWith(newCard("debit-offline"), host, change, earlierAmountFen);
    expect(outcome(run)).toMatchObject(expected);
  });
});

describe("a card that is used again and again while the line is down", () => {
  const DOWN = "cannot be reached";

  test("approves alone, then wants the host, then declines, and starts again once the host has been heard", async () => {
    const card = newCard("debit-offline");
    const arcs: string[] = [];
    for (let i = 0; i < 34; i++) arcs.push(String(outcome(await runWith(card, DOWN, BELOW_100)).arc));
    // LCOL 16, UCOL 32 (9F14, 9F23).
    expect(arcs.slice(0, 16)).toEqual(Array.from({ length: 16 }, () => "Y1"));
    expect(arcs.slice(16, 32)).toEqual(Array.from({ length: 16 }, () => "Y3"));
    expect(arcs.slice(32)).toEqual(["Z3", "Z3"]);
    expect(card.memory()).toMatchObject({ lastOnlineNotCompleted: true, lastOnlineAtc: 0x0f });
    const online = await runWith(card, "approves", BELOW_100);
    expect(outcome(online)).toMatchObject({
      kind: "approved online",
      tvr: "0000006000",
      checks: ["ARQC", "TC"],
    });
    expect(card.memory()).toMatchObject({ lastOnlineNotCompleted: false, cumulativeOfflineFen: 0n });
    expect(outcome(await runWith(card, DOWN, BELOW_100))).toMatchObject({ arc: "Y1", tvr: "0000000000" });
  });

  test("is not reset by an answer that does not come from its issuer", async () => {
    const card = newCard("debit-offline");
    await runWith(card, DOWN, BELOW_100);
    const forged = await runWith(card, "answers wrongly", { ...BELOW_100, forceOnline: true });
    expect(outcome(forged)).toMatchObject({ kind: "declined hostApprovedCardDeclined" });
    expect(card.memory()).toMatchObject({ lastOnlineAtc: 0x0f, cumulativeOfflineFen: 1234n });
  });

  test("keeps to its own sums: 2,000 yuan until it wants the host, 5,000 until it declines", async () => {
    const card = newCard("debit-offline");
    const change = { applications: [{ ...UNIONPAY, floorLimitFen: 100_000n }], amountFen: 19_000n };
    const runs = [];
    for (let i = 0; i < 27; i++) runs.push(outcome(await runWith(card, DOWN, change)));
    expect(runs[9]).toMatchObject({ arc: "Y1", tvr: "0000000000" });
    expect(runs[10]).toMatchObject({ arc: "Y3", tvr: "0000000000", checks: ["ARQC", "TC"] });
    expect(runs[25]).toMatchObject({ arc: "Y3", tvr: "0000004000" });
    expect(runs[26]).toMatchObject({
      kind: "declined offline",
      arc: "Z3",
      cryptogram: "AAC",
      tvr: "0000004000",
    });
    expect(card.memory()?.cumulativeOfflineFen).toBe(26n * 19_000n);
  });

  test("abroad gives three alone and then wants the host", async () => {
    const card = newCard("debit-offline");
    const change = {
      ...BELOW_100,
      terminal: {
        ...INPUT.terminal,
        countryCode: 36,
        currencyCode: 36,
        terminalCapabilities: fromHex("E028C8"),
      },
    };
    const arcs: unknown[] = [];
    for (let i = 0; i < 4; i++) arcs.push(outcome(await runWith(card, DOWN, change)).arc);
    expect(arcs).toEqual(["Y1", "Y1", "Y1", "Y3"]);
    expect(card.memory()).toMatchObject({
      foreignCurrencyCount: 4,
      foreignCountryCount: 4,
      cumulativeOfflineFen: 0n,
    });
  });
});

describe("a copied card whose signatures are wrong", () => {
  test("is declined although it gives a TC: Z1", async () => {
    const run = await runWith(newCard("wrong-signature"), "approves", BELOW_100);
    expect(outcome(run)).toMatchObject({ kind: "declined offline", arc: "Z1", tvr: "0400000000" });
    if (run.result.kind !== "declined") return;
    expect(run.result.detail).toContain("EMV Book 2, 6.6.2");
    // What only stood inside the wrong signature is not known.
    expect(run.result.cryptogram).toMatchObject({
      cryptogramType: "TC",
      applicationCryptogram: new Uint8Array(),
    });
    expect(run.result.iccData.some(({ tag }) => tag === 0x9f26 || tag === 0x9f27)).toBe(false);
  });

  test("is completed with an AAC after an ARQC, and nobody is asked", async () => {
    const card = newCard("wrong-signature");
    const run = await runWith(card, "approves");
    expect(outcome(run)).toEqual({
      kind: "declined offline",
      arc: "Z1",
      cryptogram: "AAC",
      tvr: "0400008000",
      checks: ["AAC"],
    });
    expect(card.memory()).toMatchObject({ lastOnlineAtc: 0x0f, ddaFailedOnLastDecline: true });
  });
});

describe("a TC that is changed on its way, in answer to the second GENERATE AC", () => {
  /** The last byte of the issuer application data of the second answer is another one. */
  function changedAtTheEnd(): VirtualCard {
    const card = newCard("debit-offline", "T=1");
    const exchange = card.exchange.bind(card);
    let count = 0;
    card.exchange = (command) => {
      const answer = exchange(command);
      if (command[1] === 0xae) count += 1;
      if (command[1] !== 0xae || count !== 2 || answer.kind !== "response") return answer;
      const last = answer.response.length - 3;
      return { ...answer, response: answer.response.map((byte, i) => (i === last ? byte ^ 1 : byte)) };
    };
    return card;
  }

  test("is declined although the host approved, so that the reversal becomes due", async () => {
    const run = await runWith(changedAtTheEnd(), "approves");
    expect(outcome(run)).toMatchObject({
      kind: "declined hostApprovedCardDeclined",
      arc: "00",
      cryptogram: "ARQC",
      tvr: "0400008000",
    });
    expect(run.result.kind === "declined" && run.result.detail).toContain("EMV Book 2, 6.6.2");
  });

  test("is declined without a line: Z3", async () => {
    const run = await runWith(changedAtTheEnd(), "cannot be reached", { ...CHOSEN, randomNumber: 1 });
    expect(outcome(run)).toMatchObject({ kind: "declined offline", arc: "Z3", tvr: "0400001000" });
  });
});

test("a credit card with SDA approves below the floor limit, with a signature on paper", async () => {
  const run = await runWith(newCard("credit"), "cannot be reached", BELOW_100);
  expect(outcome(run)).toMatchObject({
    kind: "approved offline",
    arc: "Y1",
    tvr: "0200000000",
    checks: ["TC"],
  });
  expect(figures(run)).toMatchObject({ signature: true });
});

describe("whoever stands between card and terminal", () => {
  /** The card over T=1; one of its answers to GENERATE AC is changed on its way. The line is down. */
  function playWith(
    input: Partial<TransactionInput>,
    which: number,
    change: (answer: Uint8Array) => Uint8Array,
  ): KernelResult {
    const card = newCard("debit-offline", "T=1");
    card.powerOn();
    let count = 0;
    const heard = (command: Uint8Array): Uint8Array | undefined => {
      const answer = card.exchange(command);
      if (answer.kind !== "response") return undefined;
      if (command[1] !== 0xae) return answer.response;
      count += 1;
      return count === which ? change(answer.response) : answer.response;
    };
    return play(runTransaction({ ...INPUT, ...input }), heard, { host: { kind: "unableToGoOnline" } }).result;
  }

  test.each([
    { name: "the TC of an approval", input: BELOW_100, which: 1 },
    { name: "the ARQC before an approval without a line", input: { ...CHOSEN, randomNumber: 1 }, which: 1 },
    { name: "the TC of an approval without a line", input: { ...CHOSEN, randomNumber: 1 }, which: 2 },
  ])("cannot change a byte of $name", ({ input, which }) => {
    let length = 0;
    const genuine = playWith(input, which, (answer) => {
      length = answer.length;
      return answer;
    });
    expect(genuine.kind).toBe("approved");
    expect(length).toBeGreaterThan(150);
    for (let at = 0; at < length; at++) {
      const mask = 1 << (at % 8);
      const turned = (answer: Uint8Array) => answer.map((byte, i) => (i === at ? byte ^ mask : byte));
      expect(playWith(input, which, turned).kind, `bit ${mask} of byte ${at}`).not.toBe("approved");
    }
  });
});
