import { describe, expect, test } from "vitest";
import { toHex } from "../../../../../main/domain/bytes.ts";
import type { TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { terminalRiskManagement } from "../../../../../main/domain/emv/kernel/terminal-risk-management.ts";
import type { ApplicationParameters } from "../../../../../main/domain/emv/parameters.ts";
import { application, TERMINAL, transactionWith } from "../kernel-fixtures.ts";
import { commandsOf, lookupCard, play, type TestCard } from "../scripted-card.ts";

const NO_CARD: TestCard = () => {
  throw new Error("the card is not asked anything");
};

/** Floor limit of 100 yuan unless said, a card without limits unless said. */
function manage(
  change: Partial<TransactionInput>,
  parameters: Partial<ApplicationParameters> = {},
  cardObjects: Readonly<Record<string, string>> = {},
  card: TestCard = NO_CARD,
  earlierAmountFen = 0n,
  onExceptionFile = false,
) {
  const own = application("A000000333010101", true, { floorLimitFen: 10_000n, ...parameters });
  const transaction = transactionWith(cardObjects, change, own);
  const { result, requests } = play(
    terminalRiskManagement(transaction, earlierAmountFen, onExceptionFile),
    card,
  );
  return { transaction, result, tvr: toHex(transaction.tvr), commands: commandsOf(requests) };
}

describe("the floor limit (EMV Book 3, 10.6.1)", () => {
  test.each([
    { name: "below", amountFen: 9_999n, tvr: "0000000000" },
    { name: "equal", amountFen: 10_000n, tvr: "0000008000" },
    { name: "above (openemv risk management 2)", amountFen: 15_000n, tvr: "0000008000" },
    { name: "any amount over a limit of zero", amountFen: 1n, floorLimitFen: 0n, tvr: "0000008000" },
    {
      name: "below together with the same card's earlier part",
      amountFen: 5_000n,
      earlier: 4_999n,
      tvr: "0000000000",
    },
    { name: "reached together with it", amountFen: 5_000n, earlier: 5_000n, tvr: "0000008000" },
    { name: "far above together (openemv 4)", amountFen: 5_000n, earlier: 39_321n, tvr: "0000008000" },
  ])("$name", ({ amountFen, floorLimitFen = 10_000n, earlier = 0n, tvr }) => {
    const found = manage({ amountFen }, { floorLimitFen }, {}, NO_CARD, earlier);
    expect(found.tvr).toBe(tvr);
    expect(toHex(found.transaction.tsi)).toBe("0800");
  });

  test("is looked at whatever the AIP says", () => {
    expect(manage({}, { floorLimitFen: 0n }, { "82": "7400" }).tvr).toBe("0000008000");
  });
});

describe("the exception file (EMV Book 4, 6.3.5)", () => {
  test.each([
    { name: "a card that stands on it", onExceptionFile: true, tvr: "1000000000" },
    { name: "a card that does not", onExceptionFile: false, tvr: "0000000000" },
  ])("$name: $tvr", ({ onExceptionFile, tvr }) => {
    expect(manage({}, {}, {}, NO_CARD, 0n, onExceptionFile).tvr).toBe(tvr);
  });
});

describe("a transaction that the merchant forces online (EMV Book 4, 6.5.3)", () => {
  test.each([
    { name: "asked for, terminal with a line", forceOnline: true, terminalType: 0x22, tvr: "0000000800" },
    {
      name: "asked for, terminal that is always online",
      forceOnline: true,
      terminalType: 0x21,
      tvr: "0000000800",
    },
    { name: "asked for, terminal without a line", forceOnline: true, terminalType: 0x23, tvr: "0000000000" },
    { name: "not asked for", forceOnline: false, terminalType: 0x22, tvr: "0000000000" },
  ])("$name: $tvr", ({ forceOnline, terminalType, tvr }) => {
    expect(manage({ forceOnline, terminal: { ...TERMINAL, terminalType } }).tvr).toBe(tvr);
  });
});

describe("random selection (EMV Book 3, 10.6.2)", () => {
  // Threshold 50 yuan, floor limit 100 yuan: the target rises from 20 to 80 percent in between.
  const randomSelection = { thresholdFen: 5_000n, targetPercent: 20, maximumTargetPercent: 80 };

  test.each([
    { name: "below the threshold, at the target", amountFen: 1n, randomNumber: 20, selected: true },
    { name: "below the threshold, past the target", amountFen: 4_999n, randomNumber: 21, selected: false },
    { name: "at the threshold, at the target", amountFen: 5_000n, randomNumber: 20, selected: true },
    { name: "at the threshold, past the target", amountFen: 5_000n, randomNumber: 21, selected: false },
    { name: "half way up, at 50", amountFen: 7_500n, randomNumber: 50, selected: true },
    { name: "half way up, at 51", amountFen: 7_500n, randomNumber: 51, selected: false },
    // 20 + 60 * 4999 / 5000 = 79.988
    { name: "just below the floor limit, at 79", amountFen: 9_999n, randomNumber: 79, selected: true },
    { name: "just below the floor limit, at 80", amountFen: 9_999n, randomNumber: 80, selected: false },
  ])("$name: selected $selected", ({ amountFen, randomNumber, selected }) => {
    expect(manage({ amountFen, randomNumber }, { randomSelection }).tvr).toBe(
      selected ? "0000001000" : "0000000000",
    );
  });

  /** Mulberry32: a seeded source, so that the share below is the same in every run. */
  function seeded(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  test.each([
    // The numbers 1 to 99 are equally likely, so a target of 20 takes 20 of 99.
    { name: "below the threshold", amountFen: 100n, numbers: 20 },
    { name: "a quarter up the line: 20 + 60 / 4 = 35", amountFen: 6_250n, numbers: 35 },
    { name: "half way up: 50", amountFen: 7_500n, numbers: 50 },
    { name: "just below the floor limit: 79.988", amountFen: 9_999n, numbers: 79 },
  ])("over many draws the share is its target's: $name", ({ amountFen, numbers }) => {
    const next = seeded(20261123);
    const draws = 4_000;
    let selected = 0;
    for (let i = 0; i < draws; i++) {
      const randomNumber = 1 + Math.floor(next() * 99);
      if (manage({ amountFen, randomNumber }, { randomSelection }).tvr === "0000001000") selected += 1;
    }
    const share = numbers / 99;
    const deviation = Math.sqrt((share * (1 - share)) / draws);
    expect(Math.abs(selected / draws - share)).toBeLessThan(4 * deviation);
  });

  test("takes as many of a hundred amounts as its target says", () => {
    const count = (percent: number) =>
      Array.from({ length: 99 }, (_, i) => i + 1).filter((randomNumber) => {
        const selection = { thresholdFen: 5_000n, targetPercent: percent, maximumTargetPercent: percent };
        return manage({ amountFen: 100n, randomNumber }, { randomSelection: selection }).tvr !== "0000000000";
      }).length;
    expect([0, 1, 50, 99].map(count)).toEqual([0, 1, 50, 99]);
  });

  test("is not made above the floor limit, which sends the transaction online already", () => {
    expect(manage({ amountFen: 20_000n, randomNumber: 1 }, { randomSelection }).tvr).toBe("0000008000");
    expect(manage({ amountFen: 5_000n, randomNumber: 1 }, { randomSelection }, {}, NO_CARD, 5_000n).tvr).toBe(
      "0000008000",
    );
  });

  test("is not made by a terminal that has no choice", () => {
    for (const terminalType of [0x21, 0x23]) {
      const terminal = { ...TERMINAL, terminalType };
      expect(manage({ randomNumber: 1, terminal }, { randomSelection }).tvr).toBe("0000000000");
    }
  });

  test("is not made without parameters", () => {
    expect(manage({ randomNumber: 1 }).tvr).toBe("0000000000");
  });
});

const ATC = "80CA9F3600";
const LAST_ONLINE_ATC = "80CA9F1300";

describe("velocity checking (EMV Book 3, 10.6.3)", () => {
  // The cases of openemv/emv-utils@c29b155, tests/emv_terminal_risk_management_test.c, and more.
  test.each([
    {
      name: "one transaction offline (openemv 1)",
      atc: "9F360204D29000",
      last: "9F130204D19000",
      tvr: "0000000000",
    },
    { name: "not possible (openemv 5)", atc: "6A81", last: "6A81", tvr: "0000006000" },
    {
      name: "lower limit matched (openemv 6)",
      atc: "9F360204D29000",
      last: "9F130204C09000",
      tvr: "0000000000",
    },
    {
      name: "lower limit exceeded (openemv 7)",
      atc: "9F360204D29000",
      last: "9F130204BF9000",
      tvr: "0000004000",
    },
    {
      name: "upper limit matched (openemv 8)",
      atc: "9F360204D29000",
      last: "9F1302049E9000",
      tvr: "0000004000",
    },
    {
      name: "upper limit exceeded (openemv 9)",
      atc: "9F360204D29000",
      last: "9F1302049D9000",
      tvr: "0000006000",
    },
    { name: "new card (openemv 10)", atc: "9F360200059000", last: "9F130200009000", tvr: "0008000000" },
    { name: "new card without ATC (openemv 11)", atc: "6A81", last: "9F130200009000", tvr: "0008006000" },
    { name: "no last online ATC", atc: "9F360204D29000", last: "6A88", tvr: "0000006000" },
    {
      name: "never online and far too often",
      atc: "9F360200409000",
      last: "9F130200009000",
      tvr: "0008006000",
    },
    { name: "counters that are equal", atc: "9F360204D29000", last: "9F130204D29000", tvr: "0000006000" },
    { name: "an ATC that went back", atc: "9F360204D19000", last: "9F130204D29000", tvr: "0000006000" },
    { name: "an ATC of one byte", atc: "9F3601D29000", last: "9F130204D19000", tvr: "0000006000" },
    {
      name: "another object than was asked for",
      atc: "9F170204D29000",
      last: "9F130204D19000",
      tvr: "0000006000",
    },
    { name: "an ATC with a warning", atc: "9F360204D26283", last: "9F130204D19000", tvr: "0000006000" },
    { name: "bytes that are no object", atc: "FF9F9000", last: "9F130204D19000", tvr: "0000006000" },
  ])("$name: $tvr", ({ atc, last, tvr }) => {
    const card = lookupCard({ [ATC]: atc, [LAST_ONLINE_ATC]: last });
    const found = manage({}, {}, { "9F14": "12", "9F23": "34" }, card);
    expect(found.tvr).toBe(tvr);
    expect(found.commands).toEqual([ATC, LAST_ONLINE_ATC]);
  });

  test.each([
    { name: "neither limit", objects: {} },
    { name: "only the lower limit", objects: { "9F14": "12" } },
    { name: "only the upper limit", objects: { "9F23": "34" } },
    { name: "an empty limit", objects: { "9F14": "", "9F23": "34" } },
  ])("is skipped for a card with $name", ({ objects }) => {
    expect(manage({}, {}, objects).tvr).toBe("0000000000");
  });

  test("ends the transaction when the card is gone", () => {
    for (const removedAt of [ATC, LAST_ONLINE_ATC]) {
      const card: TestCard = (command) =>
        toHex(command) === removedAt ? undefined : Uint8Array.of(0x6a, 0x88);
      const found = manage({}, {}, { "9F14": "12", "9F23": "34" }, card);
      expect(found.result).toMatchObject({ ok: false, fault: { reason: "cardRemoved" } });
    }
  });
});
