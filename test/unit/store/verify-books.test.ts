import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { differenceSentence } from "../../../main/cli/verify-say.ts";
import { decodeCanonical, encodeCanonical } from "../../../main/domain/canonical-json.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { step } from "../../../main/domain/step.ts";
import { emptyWorld } from "../../../main/domain/world.ts";
import type { JournalDifference } from "../../../main/store/journal-difference.ts";
import { type VerifyRequest, verifyJournal } from "../../../main/store/verify-journal.ts";
import { must, openTestJournal, TEST_KEY } from "../../support/journal.ts";
import { approved, declined, notSent, Scenario, TEA } from "../../support/scenario.ts";
import { tempDir } from "../../support/temp-dir.ts";

const AT = { epochMs: Date.UTC(2026, 10, 23, 1), utcOffsetMinutes: 480 };
const RECORD = Uint8Array.of(1, 2, 3);
const DIGEST = createHash("sha256").update(RECORD).digest("hex");

type Of<T extends TerminalEvent["type"]> = Extract<TerminalEvent, { type: T }>;

/** Two shifts with cash, cards, a void, a refused upload that is written off, and a settlement. */
function twoShifts(): TerminalEvent[] {
  const shop = new Scenario().openShift().signIn();
  shop.payCash(shop.openSale([TEA, 1000]), 5000n);
  shop.payCard(shop.openSale([TEA, 2000]));
  const mixed = shop.openSale([TEA, 1000]);
  shop.payCash(mixed, 1000n);
  shop.payCard(mixed);
  const voided = shop.openSale([TEA, 3000]);
  shop.payCash(voided, 5000n);
  shop.do({ kind: "startVoid", saleId: voided, operator: "li" });
  shop.do({ kind: "finishVoid", saleId: voided, operator: "li" });
  shop.do({ kind: "reportX", operator: "li" });
  const offline = [1, 2].map(() => shop.payOffline(shop.openSale([TEA, 1000])));
  shop.see({ kind: "uploadsStarting", paymentIds: offline });
  const outcomes = [approved(), declined("14")];
  const results = offline.map((paymentId, i) => ({
    paymentId,
    outcome: outcomes[i] ?? notSent,
    wasSentBefore: false,
  }));
  shop.see({ kind: "uploadsFinished", results, neverSent: [] });
  const refused = offline[1];
  if (refused === undefined) throw new Error("no second payment");
  shop.do({
    ...{ kind: "writeOff", paymentId: refused, reason: "lost", operator: "li" },
    acquirerReference: "case 7",
  });
  shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n }).openShift();
  shop.do({ kind: "startSettlement", operator: "li" });
  shop.see({
    kind: "settlementAnswered",
    outcome: { ...approved(), answer: { ...answerOf(approved()), settlementFlag: "balanced" } } as never,
  });
  shop.see({ kind: "settlementPhaseDone" });
  shop.see({ kind: "batchEndAnswered", outcome: approved() });
  shop.payCard(shop.openSale([TEA, 1000]));
  const text = encodeCanonical(shop.events).replaceAll(/"(aa){32}"|"d1"/g, `"${DIGEST}"`);
  return decodeCanonical(text) as TerminalEvent[];
}

function answerOf(outcome: ReturnType<typeof approved>): object {
  return outcome.outcome === "approved" ? outcome.answer : {};
}

/** Writes a database in which everything follows from these rows: hashes, states, all of it. */
async function databaseOf(events: readonly TerminalEvent[]): Promise<VerifyRequest> {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  let world = emptyWorld();
  for (const [i, event] of events.entries()) {
    const stepped = step(world, event, AT);
    world = stepped.world;
    const sealed = i === 0 ? { sealed: [{ digest: DIGEST, sealed: RECORD }] } : {};
    must(await journal.commit({ at: AT, events: [event], slices: stepped.changed, ...sealed }));
  }
  await journal.close();
  return { dataDir: dir, databaseKey: TEST_KEY };
}

/** Changes the nth event of a type. */
function changed<T extends TerminalEvent["type"]>(
  type: T,
  change: (event: Of<T>) => TerminalEvent | undefined,
  nth = 0,
): TerminalEvent[] {
  let seen = 0;
  return twoShifts().flatMap((event) => {
    if (event.type !== type) return [event];
    seen += 1;
    return seen - 1 === nth ? (change(event as Of<T>) ?? []) : [event];
  });
}

describe("books that nobody touched", () => {
  test("agree, over two shifts, a void, a refused upload, a write-off and a settlement", async () => {
    const events = twoShifts();
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["writtenOff", "batchEnded", "saleVoided", "xReported"]),
    );
    expect(must(verifyJournal(await databaseOf(events))).head.seq).toBe(events.length);
  });
});

describe("rows, hashes and states written anew by somebody who knows the program", () => {
  const cases: { name: string; events: () => TerminalEvent[]; wanted: Partial<JournalDifference> }[] = [
    {
      name: "cash kept back from a tender",
      events: () => changed("cashTendered", (event) => ({ ...event, amountFen: 1000n, changeFen: 4000n })),
      wanted: { kind: "booksContradict", why: "saleNotPaid", differenceFen: -230n },
    },
    {
      name: "more change than was given out",
      events: () => changed("cashTendered", (event) => ({ ...event, changeFen: event.changeFen + 100n })),
      wanted: { kind: "booksContradict", why: "changeWrong", differenceFen: -100n },
    },
    {
      name: "a total made smaller",
      events: () => changed("saleCompleted", (event) => ({ ...event, totalFen: event.totalFen - 10n })),
      wanted: { kind: "booksContradict", why: "saleNotPaid", differenceFen: 10n },
    },
    {
      name: "a rate of VAT left out",
      events: () => changed("saleCompleted", (event) => ({ ...event, vat: [] })),
      wanted: { kind: "booksContradict", why: "vatWrong", differenceFen: 1234n },
    },
    {
      name: "goods made cheaper",
      events: () => changed("lineAdded", (event) => ({ ...event, item: { ...event.item, priceFen: 1230n } })),
      wanted: { kind: "saleTotalWrong", receiptNumber: 1 },
    },
    {
      name: "a void that gives back more cash",
      events: () => changed("saleVoided", (event) => ({ ...event, cashReturnedFen: 9000n })),
      wanted: { kind: "booksContradict", why: "voidNotPaidBack" },
    },
    {
      name: "a receipt number left out",
      events: () => changed("saleCompleted", (event) => ({ ...event, receiptNumber: 100 })),
      wanted: { kind: "numberGap", series: "receipt", expected: 1, found: 100 },
    },
    {
      name: "a Z number used again",
      events: () => changed("shiftClosed", (event) => ({ ...event, zNumber: 2 })),
      wanted: { kind: "numberGap", series: "z", expected: 1, found: 2 },
    },
    {
      name: "a Z that was never issued",
      events: () =>
        twoShifts().filter((event) => event.type !== "documentIssued" || event.document.kind !== "zReport"),
      wanted: { kind: "documentMissing", document: "zReport", number: 1 },
    },
    {
      name: "a receipt of nothing",
      events: () => {
        const events = twoShifts();
        const receipt = events.find((event) => event.type === "documentIssued") as Of<"documentIssued">;
        const document = { ...receipt.document, id: "more" as never, number: 99 };
        return [...events, { ...receipt, document }];
      },
      wanted: { kind: "documentUnfounded", document: "saleReceipt", number: 99 },
    },
    {
      name: "settlement totals made smaller",
      events: () =>
        changed("settlementStarted", (event) => ({
          ...event,
          totals: { ...event.totals, saleFen: event.totals.saleFen - 1n },
        })),
      wanted: { kind: "batchDiffers", member: "saleFen" },
    },
    {
      name: "a Z that notes another journal",
      events: () =>
        changed("shiftClosed", (event) => ({
          ...event,
          heads: { journal: { number: 3, hash: "00".repeat(32) } },
        })),
      wanted: { kind: "headOnZWrong", zNumber: 1 },
    },
    {
      name: "a write-off number left out",
      events: () => changed("writtenOff", (event) => ({ ...event, number: 2 })),
      wanted: { kind: "numberGap", series: "writeOff", expected: 1, found: 2 },
    },
  ];

  test.each(cases)("$name", async ({ events, wanted }) => {
    const verified = verifyJournal(await databaseOf(events()));
    if (verified.ok || verified.fault.kind !== "differs") throw new Error("nothing was found");
    const { difference } = verified.fault;
    expect(difference).toMatchObject(wanted);
    const sentences = (["en", "zh-CN"] as const).map((language) => differenceSentence(difference, language));
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(/[{}]|undefined/);
      expect(sentence).toMatch(/\d/);
    }
    expect(sentences[1]).toMatch(/[\u4e00-\u9fff]/);
  });
});
