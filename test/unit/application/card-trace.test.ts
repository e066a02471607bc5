import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { installParameterPack, trustKeys } from "../../../main/config/parameter-pack-store.ts";
import type { TransactionInput } from "../../../main/domain/emv/kernel/protocol.ts";
import { readCard } from "../../../main/domain/emv/kernel/read-card.ts";
import { runTransaction } from "../../../main/domain/emv/kernel/transaction.ts";
import { explainToCashier } from "../../../main/domain/emv/trace/explain-cashier.ts";
import { replayTrace } from "../../../main/domain/emv/trace/replay-trace.ts";
import { describePayment } from "../../../main/domain/payment/describe.ts";
import { saleIdOf } from "../../../main/domain/payment/state.ts";
import { createCardTraceFiles } from "../../../main/system/card-trace-files.ts";
import { must } from "../../support/journal.ts";
import { samplePack, signed, TODAY, TRUSTED_PEM } from "../../support/parameter-packs.ts";
import { Shop } from "../../support/shop.ts";

/** Explanations and parameter packs in the whole terminal, with real drivers and a simulated host behind them. */

const replay = (trace: Parameters<typeof replayTrace>[0]) =>
  replayTrace(trace, (input) =>
    trace.kernel === "readCard"
      ? readCard(input as TransactionInput)
      : runTransaction(input as TransactionInput),
  );

const PROFILES = [
  "debit",
  "credit",
  "debit-offline",
  "expired",
  "wrong-certificate",
  "wrong-signature",
  "blocked",
];

describe("every card payment leaves a trace", () => {
  test("masked, explained, and replayed as far as it can be", async () => {
    const shop = await Shop.open();
    const traces = createCardTraceFiles(shop.dataDirectory);
    for (const profile of PROFILES) {
      shop.insert(profile);
      const payment = await shop.payCard(1000n);
      await shop.terminal.idle();
      const trace = must(await traces.find(payment.paymentId));
      if (trace === undefined) throw new Error(`the payment by ${profile} left a trace`);
      expect(trace).toMatchObject({ masked: true, stan: payment.stan, kernel: "contact" });
      const sentence = explainToCashier(trace, "en");
      expect(sentence, profile).toMatch(payment.phase === "approved" ? /^Approved/ : /^(Declined|Not paid)/);
      expect(replay(trace).difference, profile).toBeUndefined();
    }
    expect(shop.bugs).toEqual([]);
  });

  test("whole where the card is a test card, and then it is replayed to the last byte", async () => {
    const shop = await Shop.open({ substitutes: { isTestCard: (pan) => pan.startsWith("622800") } });
    for (const profile of ["debit", "debit-offline", "wrong-signature", "expired"]) {
      shop.insert(profile);
      const { paymentId } = await shop.payCard(1000n);
      await shop.terminal.idle();
      const trace = must(await createCardTraceFiles(shop.dataDirectory).find(paymentId));
      if (trace === undefined) throw new Error("the payment left a trace");
      expect(trace.masked).toBe(false);
      const report = replay(trace);
      expect(report).toEqual({ commands: report.commands, compared: report.commands, unchecked: [] });
    }
  });
});

describe("an installed parameter pack", () => {
  test("takes the place of the configuration's AIDs and keys at the next start", async () => {
    const shop = await Shop.open();
    must(await trustKeys(shop, TRUSTED_PEM));
    must(
      await installParameterPack(
        shop,
        signed(samplePack({ name: "Foreign only", applications: FOREIGN })),
        TODAY,
      ),
    );
    shop.insert("debit");
    expect((await shop.payCard(1000n)).phase).toBe("approved");
    await shop.restart();
    expect(await shop.payCard(1000n)).toMatchObject({
      endReason: "noCommonApplication",
    });
  });

  test("that is damaged stops cards and not the till", async () => {
    const shop = await Shop.open();
    must(await trustKeys(shop, TRUSTED_PEM));
    const { file } = must(await installParameterPack(shop, signed(samplePack()), TODAY));
    writeFileSync(file, readFileSync(file, "utf8").replace("0010000000", "0000000000"));
    await shop.restart();
    shop.insert("debit");
    const refused = await shop.payCard(1000n);
    expect(refused).toMatchObject({ endReason: "parametersRefused" });
    expect(describePayment(refused, "en")).toContain("call the acquirer");
    await shop.do({ kind: "tenderCash", saleId: saleIdOf(refused), givenFen: 1000n });
    expect(shop.terminal.world.sales.get(saleIdOf(refused))?.status).toBe("completed");
  });
});

const FOREIGN = [
  {
    aid: "A0000000031010",
    partialMatch: true,
    applicationVersion: "0096",
    tacDenial: "0010000000",
    tacOnline: "D84004F800",
    tacDefault: "D84000A800",
    floorLimitFen: 0,
  },
];
