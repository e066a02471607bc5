import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { runTransaction } from "../../../main/domain/emv/kernel/transaction.ts";
import type { CaPublicKey } from "../../../main/domain/emv/parameters.ts";
import { explainTlv } from "../../../main/domain/emv/tlv-lens.ts";
import { application, TERMINAL, transactionInput } from "../domain/emv/kernel-fixtures.ts";
import {
  commandsOf,
  play,
  type Surroundings,
  scriptedCard,
  type TestCard,
  tpduCard,
} from "../domain/emv/scripted-card.ts";
import { readVectors } from "./emv-vectors.ts";

type Trace = {
  readonly id: string;
  readonly exchanges?: readonly { readonly c: string; readonly r: string | null }[];
};

type CaKeyVector = Readonly<Record<"id" | "rid" | "index" | "modulus" | "exponent" | "sha1", string>>;

/**
 * A recorded card: each command, under the application that was selected then, gets the last answer that it
 * was given there (some traces begin with a failed attempt). GENERATE AC is recognised by its P1 alone, since
 * the trace's unpredictable numbers differ; what was sent is compared afterwards.
 */
function recordedCard({ exchanges }: Trace): TestCard {
  const answers = new Map<string, string>();
  let selected = "";
  const keyOf = (command: string): string => {
    if (command.startsWith("00A404")) selected = command;
    return selected + (command.startsWith("80AE") ? command.slice(0, 8) : command);
  };
  for (const { c, r } of exchanges ?? []) {
    const key = keyOf(c);
    if (r !== null) answers.set(key, r);
  }
  selected = "";
  return (command) => fromHex(answers.get(keyOf(toHex(command))) ?? "6A82");
}

/** Sale abroad, as these test cards saw it: Belgian terminal 0036 in the traces. */
function abroad(date: string, amountFen: bigint, unpredictableNumber: string, change = {}) {
  return transactionInput({
    amountFen,
    time: { epochMs: Date.parse(`${date}Z`), utcOffsetMinutes: 0 },
    unpredictableNumber: fromHex(unpredictableNumber),
    terminal: {
      ...TERMINAL,
      countryCode: 36,
      currencyCode: 36,
      merchantName: new Uint8Array(),
      terminalCapabilities: fromHex("E02800"),
    },
    ...change,
  });
}

/** What the issuer's answer was in these traces: eight bytes that no card takes for a cryptogram. */
const HOST: Surroundings = {
  host: {
    kind: "hostAnswered",
    approved: true,
    responseCode: "00",
    iccData: fromHex("91081122334455667788"),
  },
};

function traces() {
  const vectors = readVectors<Trace>("emv/apdu_traces.json");
  return vectors === undefined ? undefined : new Map(vectors.map((vector) => [vector.id, vector]));
}

function traceOf(all: ReadonlyMap<string, Trace>, id: string): Trace {
  const trace = all.get(id);
  if (trace === undefined) throw new Error(`no trace ${id}`);
  return trace;
}

const cryptogramCommands = ({ exchanges }: Trace): string[] =>
  (exchanges ?? []).map(({ c }) => c).filter((c) => c.startsWith("80AE"));

test("the recorded UnionPay card is read, authenticated by DDA, sent online and completed as in its trace", () => {
  const all = traces();
  const keys = readVectors<CaKeyVector>("emv/capk.json");
  if (all === undefined || keys === undefined) return;
  const trace = traceOf(all, "emv-bertlv-contact-upi");
  const key = keys.find(({ id }) => id === "A000000333-09");
  if (key === undefined) throw new Error("no CA key 09");
  const caKey: CaPublicKey = {
    rid: fromHex(key.rid),
    index: Number.parseInt(key.index, 16),
    modulus: fromHex(key.modulus),
    exponent: fromHex(key.exponent),
    checksum: fromHex(key.sha1),
    expiry: "20301231",
  };
  const input = abroad("2015-03-16T16:01:36", 6580n, "7863AFC6", { caKeys: [caKey] });
  const { result, requests } = play(
    runTransaction({
      ...input,
      terminal: { ...input.terminal, terminalCapabilities: fromHex("E02840") },
      applications: [application("A0000003330101", true, { applicationVersion: fromHex("0020") })],
    }),
    recordedCard(trace),
    HOST,
  );
  const recorded = (trace.exchanges ?? []).map(({ c }) => c);
  // The terminal of the recording checked the velocity before it authenticated the card; the order is its own.
  const velocity = recorded.filter((c) => c.startsWith("80CA"));
  const recordedCommands = recorded
    .filter((c) => !c.startsWith("80CA"))
    .flatMap((c) => (c.startsWith("0088") ? [c, ...velocity] : [c]));
  expect(commandsOf(requests)).toEqual(recordedCommands.map((c) => c.replace("3510540E", "7863AFC6")));
  expect(result).toMatchObject({ kind: "approved", by: "online" });
  if (result.kind !== "approved") return;
  expect(toHex(result.cryptogram.tvr)).toBe("0000008040");
  expect(toHex(result.cryptogram.tsi)).toBe("F800");
  expect(toHex(result.cryptogram.cvmResults)).toBe("5E0300");
  expect(toHex(result.cryptogram.applicationCryptogram)).toBe("E5869B494D460AB4");
  expect(result.facts.label).toBe("UICC CREDIT");
  expect(result.facts.card.track2?.reveal()).toBe("6210948000000011D301020100000");
});

test("the recorded Mastercard is completed as in its trace, and its AAC after the approval is seen", () => {
  const all = traces();
  if (all === undefined) return;
  const trace = traceOf(all, "emv-bertlv-contact-mastercard");
  const { result, requests } = play(
    runTransaction({
      ...abroad("2012-03-16T12:00:00", 1000n, "8221F601"),
      applications: [application("A0000000041010", false, { applicationVersion: fromHex("0002") })],
    }),
    recordedCard(trace),
    HOST,
  );
  const commands = commandsOf(requests);
  expect(commands.filter((c) => c.startsWith("00B2")).slice(0, 5)).toEqual([
    "00B2021400",
    "00B2011C00",
    "00B2012400",
    "00B2012C00",
    "00B2022C00",
  ]);
  expect(commands.filter((c) => c.startsWith("80AE"))).toEqual(cryptogramCommands(trace));
  expect(result).toMatchObject({ kind: "declined", by: "hostApprovedCardDeclined" });
  if (result.kind === "ended") return;
  expect(result.cryptogram.cryptogramType).toBe("AAC");
});

test("the recorded Visa card is completed as in its trace", () => {
  const all = traces();
  if (all === undefined) return;
  const trace = traceOf(all, "emv-bertlv-contact-visa");
  const { result, requests } = play(
    runTransaction({
      ...abroad("2012-03-16T12:00:00", 1000n, "D3173A1F"),
      applications: [application("A0000000031010", false, { applicationVersion: fromHex("008C") })],
    }),
    recordedCard(trace),
    HOST,
  );
  expect(commandsOf(requests).filter((c) => c.startsWith("80AE"))).toEqual(cryptogramCommands(trace));
  expect(result).toMatchObject({ kind: "approved", by: "online" });
});

test("the recorded T=0 answers of a PBOC card are understood until its trace ends", () => {
  const all = traces();
  if (all === undefined) return;
  const trace = traceOf(all, "pboc-ec-t0-javashuo");
  const card = scriptedCard((trace.exchanges ?? []).map(({ c, r }) => [c, r ?? ""]));
  const ending: TestCard = (command) => (card.remaining() === 0 ? undefined : card(command));
  const { result, requests } = play(runTransaction(transactionInput()), tpduCard(ending));
  expect(card.remaining()).toBe(0);
  expect(commandsOf(requests).at(-1)).toBe("00B2010C27");
  expect(result).toMatchObject({ kind: "ended", reason: "cardRemoved" });
});

test("every recorded answer is explained without an error and without a card number in the clear", () => {
  const all = traces();
  if (all === undefined) return;
  let explained = 0;
  for (const { exchanges } of all.values()) {
    for (const { r } of exchanges ?? []) {
      // Answers of T=0 begin with a procedure byte, status words and failed reads are no objects.
      if (r === null || !/^(6F|70|77|80)/.test(r)) continue;
      const nodes = explainTlv(fromHex(r.slice(0, -4)), "en");
      const text = JSON.stringify(nodes);
      expect(text).not.toContain('"error"');
      for (const [, pan = ""] of r.matchAll(/5A08([0-9]{16})/g)) expect(text).not.toContain(pan);
      explained += 1;
    }
  }
  console.log(
    `${explained} answers explained; the contactless traces and the one of Amex (text) have no contact flow`,
  );
  expect(explained).toBeGreaterThan(30);
});
