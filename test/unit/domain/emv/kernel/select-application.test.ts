import { describe, expect, test } from "vitest";
import { concatBytes, fromAscii, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import {
  buildCandidateList,
  DIRECTORY_RECORDS_MAX,
  NEXT_OCCURRENCES_MAX,
} from "../../../../../main/domain/emv/kernel/build-candidate-list.ts";
import { selectApplication } from "../../../../../main/domain/emv/kernel/select-application.ts";
import { startSession } from "../../../../../main/domain/emv/kernel/session.ts";
import { runTransaction } from "../../../../../main/domain/emv/kernel/transaction.ts";
import type { ApplicationParameters } from "../../../../../main/domain/emv/parameters.ts";
import { constructed, encodeTlv, primitive } from "../../../../../main/domain/emv/tlv.ts";
import { application, TERMINAL, transactionInput } from "../kernel-fixtures.ts";
import { commandsOf, lookupCard, play, type Surroundings, type TestCard } from "../scripted-card.ts";

const PSE = "00A404000E315041592E5359532E444446303100";
const DEBIT = "A000000333010101";
const CREDIT = "A000000333010102";

const hex = (...objects: Parameters<typeof encodeTlv>[0]): string => toHex(encodeTlv(objects));

const directory = (sfi: number): string =>
  `${hex(constructed(0x6f, [primitive(0x84, fromAscii("1PAY.SYS.DDF01")), constructed(0xa5, [primitive(0x88, Uint8Array.of(sfi)), primitive(0x9f11, Uint8Array.of(1))])]))}9000`;

type Entry = {
  readonly aid: string;
  readonly label?: string;
  readonly indicator?: number;
  readonly preferred?: string;
};

function entryObjects({ label, indicator, preferred }: Omit<Entry, "aid">) {
  return [
    ...(label === undefined ? [] : [primitive(0x50, fromAscii(label))]),
    ...(indicator === undefined ? [] : [primitive(0x87, Uint8Array.of(indicator))]),
    ...(preferred === undefined ? [] : [primitive(0x9f12, fromAscii(preferred))]),
  ];
}

const record = (...entries: readonly Entry[]): string =>
  `${hex(
    constructed(
      0x70,
      entries.map((entry) =>
        constructed(0x61, [primitive(0x4f, fromHex(entry.aid)), ...entryObjects(entry)]),
      ),
    ),
  )}9000`;

const fci = ({ aid, ...entry }: Entry, sw = "9000"): string =>
  hex(constructed(0x6f, [primitive(0x84, fromHex(aid)), constructed(0xa5, entryObjects(entry))])) + sw;

const select = (aid: string, next = false): string =>
  `00A404${next ? "02" : "00"}${toHex(Uint8Array.of(aid.length / 2))}${aid}00`;

const UNIONPAY = application("A0000003330101", true);

/** Builds the list and selects from it. */
function selectFrom(
  card: TestCard,
  applications: readonly ApplicationParameters[],
  surroundings: Surroundings = {},
) {
  const session = startSession(transactionInput({ applications }));
  const built = play(buildCandidateList(session), card);
  if (!built.result.ok) return { result: built.result, requests: built.requests };
  const selected = play(selectApplication(session, built.result.value), card, surroundings);
  return { result: selected.result, requests: [...built.requests, ...selected.requests] };
}

const selectedAid = (result: ReturnType<typeof selectFrom>["result"]): string | undefined =>
  result.ok ? toHex(result.value.aid) : undefined;

describe("one application in common", () => {
  const card = {
    [PSE]: directory(1),
    "00B2010C00": record({ aid: DEBIT, label: "PBOC DEBIT", indicator: 1 }),
    [select(DEBIT)]: fci({ aid: DEBIT, label: "PBOC DEBIT" }),
  };

  test("is taken without asking", () => {
    const { result, requests } = selectFrom(lookupCard({ ...card, "00B2020C00": "6A83" }), [UNIONPAY]);
    expect(selectedAid(result)).toBe(DEBIT);
    expect(requests.every(({ kind }) => kind === "command")).toBe(true);
  });

  test("is asked for if its priority says so, and not taken if people refuse", () => {
    const asking = lookupCard({
      ...card,
      "00B2010C00": record({ aid: DEBIT, indicator: 0x81 }),
      "00B2020C00": "6A83",
    });
    const { requests } = selectFrom(asking, [UNIONPAY]);
    expect(requests.find(({ kind }) => kind === "chooseApplication")).toMatchObject({
      candidates: [{ needsConfirmation: true, priority: 1 }],
    });
    const refused = selectFrom(asking, [UNIONPAY], { choose: () => "cancelled" });
    expect(refused.result).toMatchObject({ ok: false, fault: { reason: "cancelled" } });
  });

  test("has a directory that is read past records in error, and given up if it never ends", () => {
    const { result } = selectFrom(
      lookupCard({
        ...card,
        "00B2010C00": "6581",
        "00B2020C00": record({ aid: DEBIT }),
        "00B2030C00": "6A83",
      }),
      [UNIONPAY],
    );
    expect(selectedAid(result)).toBe(DEBIT);
    const endless = selectFrom(lookupCard({ [PSE]: directory(1) }, record({ aid: DEBIT })), [UNIONPAY]);
    expect(endless.result).toMatchObject({ ok: false, fault: { reason: "tooManySteps" } });
    expect(commandsOf(endless.requests)).toHaveLength(1 + DIRECTORY_RECORDS_MAX);
  });
});

test("applications are offered by priority, and those without one behind all others (EMV Book 1, 12.4 step 4)", () => {
  const [first, last] = ["A0000003330101A1", "A0000003330101A2"];
  const card = lookupCard({
    [PSE]: directory(1),
    "00B2010C00": record(
      { aid: DEBIT },
      { aid: last, indicator: 15 },
      { aid: first, indicator: 1 },
      { aid: CREDIT },
    ),
    "00B2020C00": "6A83",
  });
  const { requests } = selectFrom(card, [UNIONPAY], { choose: () => "cancelled" });
  const offered = requests.flatMap((request) =>
    request.kind === "chooseApplication" ? request.candidates : [],
  );
  expect(offered.map(({ aid }) => toHex(aid))).toEqual([first, last, DEBIT, CREDIT]);
});

describe("what the application is called (EMV Book 1, 12.4)", () => {
  test.each<{ name: string; codeTable: string; terminalCodeTables: string; label: string }>([
    {
      name: "the preferred name, in a code table that the terminal has",
      codeTable: "01",
      terminalCodeTables: "01",
      label: "Yinlian",
    },
    {
      name: "the label, where the terminal lacks the table",
      codeTable: "01",
      terminalCodeTables: "00",
      label: "PBOC DEBIT",
    },
    {
      name: "the preferred name in another table that the terminal claims",
      codeTable: "05",
      terminalCodeTables: "10",
      label: "Yinlian",
    },
    {
      name: "the label, for a table that the terminal claims only a neighbour of",
      codeTable: "05",
      terminalCodeTables: "EF",
      label: "PBOC DEBIT",
    },
    {
      name: "the label, for a table that there is not",
      codeTable: "0B",
      terminalCodeTables: "FF",
      label: "PBOC DEBIT",
    },
    {
      name: "the label, for a code table index of two bytes",
      codeTable: "0001",
      terminalCodeTables: "FF",
      label: "PBOC DEBIT",
    },
  ])("$name", ({ codeTable, terminalCodeTables, label }) => {
    const proprietary = constructed(0xa5, [
      primitive(0x50, fromAscii("PBOC DEBIT")),
      primitive(0x9f11, fromHex(codeTable)),
      primitive(0x9f12, fromAscii("Yinlian")),
    ]);
    const answer = hex(constructed(0x6f, [primitive(0x84, fromHex(DEBIT)), proprietary]));
    const session = startSession(
      transactionInput({
        applications: [application(DEBIT, false)],
        terminal: { ...TERMINAL, additionalTerminalCapabilities: fromHex(`6000F0A0${terminalCodeTables}`) },
      }),
    );
    const card = lookupCard({ [PSE]: "6A82", [select(DEBIT)]: `${answer}9000` });
    const { result: list } = play(buildCandidateList(session), card);
    if (!list.ok) throw new Error(list.fault.detail);
    const { result } = play(selectApplication(session, list.value), card);
    expect(result.ok && result.value.label).toBe(label);
  });

  test("a name with control characters cannot reach a printer", () => {
    const card = lookupCard({
      [PSE]: "6A82",
      [select(DEBIT)]:
        `${hex(constructed(0x6f, [primitive(0x84, fromHex(DEBIT)), constructed(0xa5, [primitive(0x50, fromHex("1B6D504F530A"))])]))}9000`,
    });
    const { result } = selectFrom(card, [application(DEBIT, false)]);
    expect(result.ok && result.value.label).toBe("mPOS");
  });

  test("a nameless application is called by its AID", () => {
    const card = lookupCard({ [PSE]: "6A82", [select(DEBIT)]: fci({ aid: DEBIT }) });
    const { result } = selectFrom(card, [application(DEBIT, false)]);
    expect(result.ok && result.value.label).toBe(DEBIT);
  });
});

describe("a selection that fails", () => {
  const two = {
    [PSE]: directory(1),
    "00B2010C00": record({ aid: DEBIT, indicator: 1 }, { aid: CREDIT, indicator: 2 }),
    "00B2020C00": "6A83",
    [select(CREDIT)]: fci({ aid: CREDIT }),
  };

  test.each([
    { name: "an error", answer: "6A82" },
    { name: "a block (6283)", answer: "6283" },
    { name: "another application's name", answer: fci({ aid: CREDIT }) },
    { name: "no FCI", answer: "9000" },
  ])("$name: people choose again from the rest, even if one remains", ({ answer }) => {
    const { result, requests } = selectFrom(lookupCard({ ...two, [select(DEBIT)]: answer }), [UNIONPAY]);
    expect(selectedAid(result)).toBe(CREDIT);
    const asked = requests.flatMap((request) =>
      request.kind === "chooseApplication" ? [request.candidates.map(({ aid }) => toHex(aid))] : [],
    );
    expect(asked).toEqual([[DEBIT, CREDIT], [CREDIT]]);
  });

  test("6A81 means that the card is blocked (openemv test_select_app3)", () => {
    const { result } = selectFrom(lookupCard({ ...two, [select(DEBIT)]: "6A81" }), [UNIONPAY]);
    expect(result).toMatchObject({ ok: false, fault: { reason: "cardBlocked" } });
  });

  test("everything blocked is told apart from nothing in common", () => {
    const card = lookupCard({ ...two, [select(DEBIT)]: "6283", [select(CREDIT)]: "6283" });
    expect(selectFrom(card, [UNIONPAY]).result).toMatchObject({
      ok: false,
      fault: { reason: "applicationBlocked" },
    });
    const foreign = [application("A0000000031010", true)];
    expect(selectFrom(card, foreign).result).toMatchObject({
      ok: false,
      fault: { reason: "noCommonApplication" },
    });
  });

  test("a choice that names no candidate is no choice", () => {
    const card = lookupCard({ ...two, [select(DEBIT)]: fci({ aid: DEBIT }) });
    const { result } = selectFrom(card, [UNIONPAY], { choose: () => 7 });
    expect(result).toMatchObject({ ok: false, fault: { reason: "cancelled" } });
  });

  test("6985 to GET PROCESSING OPTIONS removes the application and goes back to the rest", () => {
    const card = lookupCard({
      ...two,
      [select(DEBIT)]: fci({ aid: DEBIT }),
      "80A8000002830000": "6985",
    });
    const { result, requests } = play(runTransaction(transactionInput({ applications: [UNIONPAY] })), card);
    expect(result).toMatchObject({
      kind: "ended",
      reason: "noCommonApplication",
      phase: "beforeFirstGenerateAc",
    });
    expect(commandsOf(requests).slice(-4)).toEqual([
      select(DEBIT),
      "80A8000002830000",
      select(CREDIT),
      "80A8000002830000",
    ]);
  });
});

describe("the list of AIDs", () => {
  test("is used when the PSE's own data are unusable", () => {
    for (const pse of ["9000", "6F00" + "9000", directory(11), "6285"]) {
      const card = lookupCard({ [PSE]: pse, [select(DEBIT)]: fci({ aid: DEBIT }) });
      expect(selectedAid(selectFrom(card, [application(DEBIT, false)]).result)).toBe(DEBIT);
    }
  });

  test("finds all applications that begin with one AID, until the card repeats itself", () => {
    const repeating = lookupCard({
      [PSE]: "6A82",
      [select("A0000003330101")]: fci({ aid: DEBIT, indicator: 2 }),
      [select("A0000003330101", true)]: fci({ aid: CREDIT, indicator: 1 }),
      [select(CREDIT)]: fci({ aid: CREDIT }),
    });
    const { result, requests } = selectFrom(repeating, [UNIONPAY]);
    expect(selectedAid(result)).toBe(CREDIT);
    expect(commandsOf(requests)).toHaveLength(1 + 3 + 1);
  });

  test("ends with a card that has always one more", () => {
    let count = 0;
    const card: TestCard = (command) => {
      if (toHex(command) === PSE) return fromHex("6A82");
      count += 1;
      return concatBytes(fromHex(fci({ aid: `A0000003330101${toHex(Uint8Array.of(count))}` })));
    };
    const { result } = selectFrom(card, [UNIONPAY]);
    expect(result).toMatchObject({ ok: false, fault: { reason: "tooManySteps" } });
    expect(count).toBe(NEXT_OCCURRENCES_MAX + 1);
  });

  test("leaves out a longer name where only the exact one is wanted", () => {
    const card = lookupCard({ [PSE]: "6A82", [select("A0000003330101")]: fci({ aid: DEBIT }) });
    const { result } = selectFrom(card, [application("A0000003330101", false)]);
    expect(result).toMatchObject({ ok: false, fault: { reason: "noCommonApplication" } });
  });

  test("passes over 6A81 that is not the answer to the first SELECT", () => {
    const card = lookupCard({ [PSE]: "6A82", [select("A0000000031010")]: "6A82", [select(DEBIT)]: "6A81" });
    const { result } = selectFrom(card, [application("A0000000031010", true), application(DEBIT, true)]);
    expect(result).toMatchObject({ ok: false, fault: { reason: "noCommonApplication" } });
  });
});

test("of two terminal entries that match, the longer AID brings its parameters", () => {
  const card = lookupCard({
    [PSE]: directory(1),
    "00B2010C00": record({ aid: DEBIT }),
    "00B2020C00": "6A83",
    [select(DEBIT)]: fci({ aid: DEBIT }),
  });
  const { result } = selectFrom(card, [UNIONPAY, application(DEBIT, false, { floorLimitFen: 7n })]);
  expect(result.ok && result.value.parameters.floorLimitFen).toBe(7n);
});

test("a directory entry may name a sub-directory, whose entries are read too", () => {
  const ddf = "A00000033399";
  const sub = hex(
    constructed(0x6f, [primitive(0x84, fromHex(ddf)), constructed(0xa5, [primitive(0x88, fromHex("02"))])]),
  );
  const card = lookupCard({
    [PSE]: directory(1),
    "00B2010C00": `${hex(constructed(0x70, [constructed(0x61, [primitive(0x9d, fromHex(ddf))])]))}9000`,
    "00B2020C00": "6A83",
    [select(ddf)]: `${sub}9000`,
    "00B2011400": record({ aid: DEBIT }),
    "00B2021400": "6A83",
    [select(DEBIT)]: fci({ aid: DEBIT }),
  });
  expect(selectedAid(selectFrom(card, [UNIONPAY]).result)).toBe(DEBIT);
});
