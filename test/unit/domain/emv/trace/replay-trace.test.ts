import { describe, expect, test } from "vitest";
import type { TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../../../main/domain/emv/kernel/transaction.ts";
import type { CardTrace, CardTraceEntry } from "../../../../../main/domain/emv/trace/card-trace.ts";
import { replayTrace } from "../../../../../main/domain/emv/trace/replay-trace.ts";
import { PROFILE_RECORDS, type ProfileCardOptions } from "../profile-card.ts";
import { APPROVED_BY_HOST, ISSUER_AUTHENTICATION, SIGNATURE_ONLY, WITH_FLOOR_LIMIT } from "../sale.ts";
import type { Surroundings } from "../scripted-card.ts";
import { fetchedCard, recorded } from "./recorded.ts";

const replay = (trace: CardTrace) =>
  replayTrace(JSON.parse(JSON.stringify(trace)) as CardTrace, (input) =>
    runTransaction(input as TransactionInput),
  );

const OFFLINE = { applications: [WITH_FLOOR_LIMIT], terminal: SIGNATURE_ONLY };

const SALES: readonly {
  readonly name: string;
  readonly card?: ProfileCardOptions;
  readonly surroundings?: Surroundings;
  readonly change?: Partial<TransactionInput>;
}[] = [
  {
    name: "approved by the host",
    surroundings: { host: { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION } },
  },
  {
    name: "declined by the host",
    surroundings: { host: { kind: "hostAnswered", approved: false, responseCode: "51" } },
  },
  { name: "no line", surroundings: { host: { kind: "unableToGoOnline" } } },
  { name: "nobody knows", surroundings: { host: { kind: "outcomeUnknown" } } },
  { name: "approved by the card", change: OFFLINE },
  { name: "declined by the card", card: { first: 0x00 } },
  { name: "PIN not entered", surroundings: { pin: "bypassed" } },
  { name: "not gone on with", surroundings: { accept: false } },
  { name: "card taken out at GET PROCESSING OPTIONS", card: { removedAt: "80A8" } },
  { name: "card taken out at the second GENERATE AC", card: { removedAt: "80AE40" } },
  { name: "a record that is missing", card: { records: { "4/1": "" } } },
  {
    name: "authentication that fails",
    card: { records: { "4/3": `${PROFILE_RECORDS["4/3"]?.slice(0, -2)}01` } },
  },
];

describe("an unmasked trace", () => {
  test.each(SALES)("gives the same again: $name", ({ card, surroundings, change }) => {
    const { full } = recorded(card, surroundings, change);
    const report = replay(full);
    expect(report).toEqual({ commands: report.commands, compared: report.commands, unchecked: [] });
    expect(report.commands).toBeGreaterThan(4);
  });

  test("names the command and the byte that differ", () => {
    const { full } = recorded();
    const at = full.entries.findIndex((one) => one.kind === "command" && one.command.startsWith("80A8"));
    const entry = full.entries[at];
    if (entry?.kind !== "command") throw new Error("there is such a command");
    // Byte 16 of it is the last one of the amount.
    const command = `${entry.command.slice(0, 30)}35${entry.command.slice(32)}`;
    expect(entry.command.slice(28, 32)).toBe("1234");
    expect(replay(withEntry(full, at, { ...entry, command })).difference).toEqual({
      kind: "command",
      command: 5,
      byte: 16,
      expected: "35",
      actual: "34",
    });
  });

  test("names what follows from a changed answer", () => {
    const { full } = recorded();
    const index = full.entries.findIndex(({ kind }) => kind === "question");
    const last = full.entries.findLastIndex(({ kind }) => kind === "command");
    const changed = (at: number, from: string, to: string) =>
      replay(
        withEntry(full, at, JSON.parse(JSON.stringify(full.entries[at]).replace(from, to)) as CardTraceEntry),
      );
    expect(changed(index, '"proceed"', '"cancelled"').difference).toMatchObject({ kind: "endedEarly" });
    // The card's last word: an AAC in the place of its TC.
    expect(changed(last, "9F270140", "9F270100").difference).toEqual({ kind: "result", member: "kind" });
    const atc = full.entries.findIndex((one) => one.kind === "command" && one.command.startsWith("80CA9F36"));
    expect(changed(atc, "9F36020042", "9F36020099")).toMatchObject({
      difference: { kind: "command", byte: 23 },
    });
  });

  test("is checked against its end, whether too short or too long", () => {
    const { full } = recorded();
    const cut = { ...full, entries: full.entries.slice(0, 4) };
    expect(replay(cut).difference).toEqual({ kind: "wentOn", actual: "command" });
    const long = { ...full, entries: [...full.entries, ...full.entries.slice(0, 1)] };
    expect(replay(long).difference).toEqual({ kind: "endedEarly", command: 19 });
  });
});

describe("a masked trace", () => {
  test.each(SALES)("agrees as far as it goes, and says how far: $name", ({ card, surroundings, change }) => {
    const { masked } = recorded(card, surroundings, change);
    const report = replay(masked);
    expect(report.difference).toBeUndefined();
    // Whatever was not compared is named.
    if (report.compared < report.commands) expect(report.unchecked).not.toEqual([]);
  });

  test("checks every command of an online sale but the card's signature", () => {
    const { masked } = recorded({}, { host: { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION } });
    expect(replay(masked)).toEqual({
      commands: 19,
      compared: 18,
      unchecked: [{ command: 14, why: "dataAuthentication" }],
    });
  });

  test("agrees as well where answers are fetched by GET RESPONSE", () => {
    const { full, masked } = recorded({}, { host: APPROVED_BY_HOST }, {}, fetchedCard);
    const { commands, ...whole } = replay(full);
    expect(whole).toEqual({ compared: commands, unchecked: [] });
    const report = replay(masked);
    expect(report.difference).toBeUndefined();
    expect(report.compared).toBe(commands - 2);
    expect(report.unchecked.map(({ why }) => why)).toEqual(["dataAuthentication", "dataAuthentication"]);
  });

  test("names a changed byte where it is not masked", () => {
    const { masked } = recorded();
    const at = masked.entries.findIndex((one) => one.kind === "command" && one.command.startsWith("80AE80"));
    const entry = masked.entries[at];
    if (entry?.kind !== "command") throw new Error("there is such a command");
    const command = entry.command.replace("000000001234", "000000001235");
    expect(replay(withEntry(masked, at, { ...entry, command })).difference).toMatchObject({
      kind: "command",
      byte: 11,
      expected: "35",
      actual: "34",
    });
  });
});

function withEntry(trace: CardTrace, at: number, entry: CardTraceEntry): CardTrace {
  return { ...trace, entries: trace.entries.with(at, entry) };
}
