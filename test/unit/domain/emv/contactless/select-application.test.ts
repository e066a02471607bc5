import { expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { ContactlessParameters } from "../../../../../main/domain/emv/contactless/parameters.ts";
import { runContactless } from "../../../../../main/domain/emv/contactless/transaction.ts";
import { encodeTlv } from "../../../../../simulators/issuer/tlv.ts";
import { input, PARAMETERS } from "../../../simulators/card/contactless/tap.ts";

/** Combination selection (emv-pboc section 2.2). A card of our own script says what it has and what it was asked. */

type Entry = { readonly aid: string; readonly priority?: number; readonly kernel?: string };

function ppse(entries: readonly Entry[]): Uint8Array {
  const listed = entries.map(({ aid, priority, kernel }) =>
    encodeTlv(
      0x61,
      encodeTlv(0x4f, fromHex(aid)),
      ...(priority === undefined ? [] : [encodeTlv(0x87, Uint8Array.of(priority))]),
      ...(kernel === undefined ? [] : [encodeTlv(0x9f2a, fromHex(kernel))]),
    ),
  );
  return encodeTlv(
    0x6f,
    encodeTlv(0x84, fromAscii("2PAY.SYS.DDF01")),
    encodeTlv(0xa5, encodeTlv(0xbf0c, ...listed)),
  );
}

const OK = fromHex("9000");

/** The AIDs that the kernel selected, in order; every one of them answers with that status word. */
function selectedAids(
  directory: Uint8Array,
  applications: readonly ContactlessParameters[] = [PARAMETERS],
  sw = "6A82",
): { readonly aids: readonly string[]; readonly outcome: string } {
  const kernel = runContactless({ ...input(5_000n), applications });
  const aids: string[] = [];
  let turn = kernel.next();
  while (turn.done !== true) {
    if (turn.value.kind !== "command") throw new Error(turn.value.kind);
    const name = toHex(turn.value.command.subarray(5, -1));
    if (name !== toHex(fromAscii("2PAY.SYS.DDF01"))) aids.push(name);
    const response = aids.length === 0 ? Uint8Array.of(...directory, ...OK) : fromHex(sw);
    turn = kernel.next({ kind: "response", response });
  }
  const { value } = turn;
  return { aids, outcome: "reason" in value ? `${value.kind} ${value.reason}` : value.kind };
}

const DEBIT = "A000000333010101";
const CREDIT = "A000000333010102";
const FOREIGN = "A0000000031010";

test.each<{ name: string; entries: readonly Entry[]; expected: readonly string[] }>([
  {
    name: "priority 1 is tried before 2",
    entries: [
      { aid: CREDIT, priority: 2 },
      { aid: DEBIT, priority: 1 },
    ],
    expected: [DEBIT, CREDIT],
  },
  {
    name: "no priority comes last",
    entries: [{ aid: CREDIT }, { aid: DEBIT, priority: 15 }],
    expected: [DEBIT, CREDIT],
  },
  {
    name: "of equal priority the card's order counts",
    entries: [
      { aid: CREDIT, priority: 1 },
      { aid: DEBIT, priority: 1 },
    ],
    expected: [CREDIT, DEBIT],
  },
  {
    name: "the bit for confirmation is no priority",
    entries: [
      { aid: CREDIT, priority: 0x82 },
      { aid: DEBIT, priority: 0x81 },
    ],
    expected: [DEBIT, CREDIT],
  },
  { name: "an AID of another scheme is passed over", entries: [{ aid: FOREIGN, priority: 1 }], expected: [] },
  {
    name: "an AID that stands there twice is tried once",
    entries: [
      { aid: DEBIT, priority: 1 },
      { aid: DEBIT, priority: 2 },
    ],
    expected: [DEBIT],
  },
  {
    name: "an entry for another kernel is passed over",
    entries: [{ aid: DEBIT, kernel: "03" }],
    expected: [],
  },
  { name: "an entry for this kernel is taken", entries: [{ aid: DEBIT, kernel: "07" }], expected: [DEBIT] },
  { name: "kernel 0 is the scheme's own", entries: [{ aid: DEBIT, kernel: "00" }], expected: [DEBIT] },
])("$name", ({ entries, expected }) => {
  const { aids, outcome } = selectedAids(ppse(entries));
  expect(aids).toEqual(expected);
  expect(outcome).toBe("tryAnotherInterface noContactlessApplication");
});

test("an exact AID does not take a longer one", () => {
  const exact = { ...PARAMETERS, application: { ...PARAMETERS.application, partialMatch: false } };
  expect(selectedAids(ppse([{ aid: DEBIT }]), [exact]).aids).toEqual([]);
});

test("an AID above its limit is not tried, the next one is", () => {
  const low: ContactlessParameters = {
    ...PARAMETERS,
    application: { ...PARAMETERS.application, aid: fromHex(DEBIT) },
    transactionLimitFen: 1_000n,
  };
  const high: ContactlessParameters = {
    ...PARAMETERS,
    application: { ...PARAMETERS.application, aid: fromHex(CREDIT) },
  };
  const entries = [
    { aid: DEBIT, priority: 1 },
    { aid: CREDIT, priority: 2 },
  ];
  expect(selectedAids(ppse(entries), [low, high]).aids).toEqual([CREDIT]);
});

test.each([
  { name: "6A81 to the PPSE is a blocked card", directory: "6A81", expected: "ended cardBlocked" },
  {
    name: "6A82 to the PPSE is a card without this directory",
    directory: "6A82",
    expected: "tryAnotherInterface noContactlessApplication",
  },
  {
    name: "a directory of nonsense has no application",
    directory: "6FFF9000",
    expected: "tryAnotherInterface noContactlessApplication",
  },
  { name: "an answer without a status word is no card", directory: "90", expected: "ended cardNotUsable" },
])("$name", ({ directory, expected }) => {
  const kernel = runContactless(input(5_000n));
  kernel.next();
  const { done, value } = kernel.next({ kind: "response", response: fromHex(directory) });
  if (done !== true) throw new Error("the kernel asked on");
  expect("reason" in value ? `${value.kind} ${value.reason}` : value.kind).toBe(expected);
});

test("an application that is blocked is told as such", () => {
  expect(selectedAids(ppse([{ aid: DEBIT }]), [PARAMETERS], "6283").outcome).toBe("ended applicationBlocked");
});

/**
 * DGI 9102 (PPSE) and 9103 (contactless FCI) of a published PBOC test card: "Script for a PBOC Java Card applet",
 * file 12127530594, restated from a published card profile.
 */
const PUBLISHED_PPSE =
  "6F31840E325041592E5359532E4444463031A51FBF0C1C611A4F08A000000333010101500B50424F4320437265646974870101";
const PUBLISHED_FCI =
  "6F608408A000000333010101A554500B50424F43204372656469748701019F38189F66049F02069F03069F1A0295055F2A029A03" +
  "9C019F37045F2D087A68656E667264659F1101019F120F4341524420494D4147452030303239BF0C059F4D020B0A";

test("a published card is selected by its PPSE and told what its PDOL asks for", () => {
  const kernel = runContactless(input(5_000n));
  const commands: string[] = [];
  const answers = [`${PUBLISHED_PPSE}9000`, `${PUBLISHED_FCI}9000`, "6985"];
  let turn = kernel.next();
  for (const answer of answers) {
    if (turn.done === true || turn.value.kind !== "command") throw new Error("the kernel stopped");
    commands.push(toHex(turn.value.command));
    turn = kernel.next({ kind: "response", response: fromHex(answer) });
  }
  expect(commands).toEqual([
    "00A404000E325041592E5359532E444446303100",
    "00A4040008A00000033301010100",
    "80A80000238321" +
      "26004080" +
      "000000005000" +
      "000000000000" +
      "0156" +
      "0000000000" +
      "0156" +
      "261123" +
      "00" +
      "1E78EEBC" +
      "00",
  ]);
});
