import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../../../main/cli/program.ts";
import type { ContactlessInput } from "../../../../main/domain/emv/contactless/protocol.ts";
import { runContactless } from "../../../../main/domain/emv/contactless/transaction.ts";
import { explainToCashier } from "../../../../main/domain/emv/trace/explain-cashier.ts";
import { explainToEngineer } from "../../../../main/domain/emv/trace/explain-engineer.ts";
import { replayTrace } from "../../../../main/domain/emv/trace/replay-trace.ts";
import { saleIdOf } from "../../../../main/domain/payment/state.ts";
import { createCardTraceFiles } from "../../../../main/system/card-trace-files.ts";
import { must } from "../../../support/journal.ts";
import { cardNamed, TappingShop } from "./tapping-shop.ts";

test("who changes their mind before the tap has paid nothing", async () => {
  const lane = await TappingShop.open();
  const calledOff = new AbortController();
  Object.assign(lane.shop.terminal.parts, { cancel: () => calledOff.signal });
  lane.customer = (step) => {
    if (step === "waitingForCard") calledOff.abort();
  };
  expect(await lane.shop.payCard(1_000n)).toMatchObject({ phase: "ended", endReason: "cancelled" });
});

describe("the same card and amount a moment later", () => {
  const pay = async (isConfirmed: boolean) => {
    const asked: bigint[] = [];
    const lane = await TappingShop.open({
      interaction: {
        confirmSameCard: async (amountFen) => {
          asked.push(amountFen);
          return isConfirmed;
        },
      },
    });
    const card = cardNamed("tap-debit");
    expect(await lane.pay(card, 1_000n)).toMatchObject({ phase: "approved", approvedOffline: true });
    expect(asked).toEqual([]);
    lane.customer = (step) => {
      if (step !== "presentAgain") return;
      lane.takeAway();
      lane.tap(card);
    };
    return { asked, second: await lane.pay(card, 1_000n) };
  };

  test("is asked about before the card takes the money, and tapped again when it is meant", async () => {
    const { asked, second } = await pay(true);
    expect(asked).toEqual([1_000n]);
    expect(second).toMatchObject({
      phase: "approved",
      approvedOffline: true,
      cashBalance: { beforeFen: 29_000n, afterFen: 28_000n },
    });
  });

  test("takes nothing when it was a mistake", async () => {
    const { asked, second } = await pay(false);
    expect(asked).toEqual([1_000n]);
    expect(second).toMatchObject({ phase: "ended", endReason: "sameCardNotConfirmed" });
  });
});

test("an answer that never comes: unpaid, the reversal due, and both sides agree when it has gone", async () => {
  const lane = await TappingShop.open({ behaviour: [{ on: "sale", nth: 1, do: "loseAnswer" }] });
  const paid = await lane.pay(cardNamed("tap-credit"), 1_000n);
  expect(paid).toMatchObject({ verdict: "unknown", reversal: { reason: "98" } });
  const sale = lane.shop.terminal.world.sales.get(saleIdOf(paid));
  expect(sale?.tenders).toMatchObject([{ kind: "card", status: "failed" }]);
  await lane.shop.terminal.idle();
  for (let round = 0; round < 3 && lane.shop.terminal.reversalsDue > 0; round++)
    await lane.shop.terminal.dispatchOutbox();
  expect(lane.shop.terminal.reversalsDue).toBe(0);
  expect(lane.shop.compare()).toEqual({ till: 0n, host: 0n });
});

/** Durable writes up to the payment's end, whatever is written behind it. */
test.each([
  { name: "from the card itself", card: "tap-debit", commits: 2 },
  { name: "by the host", card: "tap-credit", commits: 3 },
])("a tap that is decided $name needs $commits commits", async ({ card, commits }) => {
  const written: string[][] = [];
  const lane = await TappingShop.open({
    substitutes: {
      journal: (journal) => ({
        ...journal,
        commit: (commit) => {
          written.push(commit.events.map(({ type }) => type));
          return journal.commit(commit);
        },
      }),
    },
  });
  const saleId = await lane.shop.sale(1_000n);
  lane.tap(cardNamed(card));
  written.length = 0;
  must(await lane.shop.terminal.takeCardPayment({ saleId, operator: "li" }));
  await lane.shop.terminal.idle();
  const end = written.findIndex((types) => types.includes("paymentApproved"));
  expect(end).toBeGreaterThan(0);
  expect(end + 1, JSON.stringify(written)).toBe(commits);
});

test.each([
  { card: "tap-debit", amountFen: 1_000n, sentence: /^Approved/ },
  { card: "tap-credit", amountFen: 1_000n, sentence: /host|bank|online/i },
])(
  "a tap with $card leaves a trace that is explained and replayed",
  async ({ card, amountFen, sentence }) => {
    const lane = await TappingShop.open({ substitutes: { isTestCard: () => true } });
    const { paymentId, stan } = await lane.pay(cardNamed(card), amountFen);
    await lane.shop.terminal.idle();
    const trace = must(await createCardTraceFiles(lane.shop.dataDirectory).find(paymentId));
    if (trace === undefined) throw new Error("the tap left no trace");
    expect(trace).toMatchObject({ kernel: "contactless", stan, masked: false });
    expect(explainToCashier(trace, "en")).toMatch(sentence);
    const report = replayTrace(trace, (input) => runContactless(input as ContactlessInput));
    expect(report).toEqual({ commands: report.commands, compared: report.commands, unchecked: [] });
  },
);

test("a card that is inserted after its tap leaves both in the trace, and both are replayed", async () => {
  const lane = await TappingShop.open({ substitutes: { isTestCard: () => true } });
  lane.customer = (step) => {
    if (step !== "insertCard") return;
    lane.takeAway();
    lane.shop.insert("debit");
  };
  const { paymentId } = await lane.pay(cardNamed("tap-refuses"), 1_000n);
  await lane.shop.terminal.idle();
  const trace = must(await createCardTraceFiles(lane.shop.dataDirectory).find(paymentId));
  if (trace === undefined) throw new Error("the payment left no trace");
  expect(trace.kernel).toBe("contact");
  expect(trace.earlier?.map(({ kernel }) => kernel)).toEqual(["contactless"]);
  const [tap] = trace.earlier ?? [];
  if (tap === undefined) throw new Error("the tap left no trace");
  expect(replayTrace(tap, (input) => runContactless(input as ContactlessInput)).difference).toBeUndefined();
  expect(explainToEngineer(trace, "en").join("\n")).toContain("contactless");
  const file = join(lane.shop.dataDirectory, "exported.json");
  writeFileSync(file, JSON.stringify(trace));
  let said = "";
  const stream = { write: (text: string) => (said += text) };
  const shell = { stdin: Readable.from([""]), stdout: stream, stderr: stream, environment: {} };
  expect(await runCommandLine(shell as never, ["replay", file, "--json"]), said).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ earlier: [{ unchecked: [] }] });
});
