import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { type Relay, startRelay } from "../../../simulators/network/relay.ts";
import { must } from "../../support/journal.ts";
import { type SampleFile, TillLine } from "../../support/till-line.ts";

type Limits = Partial<SampleFile["limits"]["offline"]> & { readonly hotlistMaxAgeMs?: number };

/** A till that lets cards decide below 100 yuan, with its own limits, over a line that can be cut. */
async function open(offline: Limits = {}): Promise<{ readonly till: TillLine; readonly line: Relay }> {
  let line: Relay | undefined;
  const till = await TillLine.open(async (file: SampleFile) => {
    line = must(await startRelay({ port: 0, to: { host: "127.0.0.1", port: file.acquirer.port } }));
    return {
      ...file,
      limits: { ...file.limits, offline: { ...file.limits.offline, ...offline } },
      acquirer: { ...file.acquirer, port: line.port },
      emv: {
        ...file.emv,
        applications: file.emv.applications.map((one) => ({ ...one, floorLimitFen: 10_000 })),
      },
    };
  });
  if (line === undefined) throw new Error("no line was laid");
  return { till, line };
}

const CARD_SALE = ["sale", "--operator", "li", "--pay", "card", "--same-card", "yes"];

describe("jinka preflight", () => {
  test("green: ready for the hours that are wanted, with the value at risk", async () => {
    const { till } = await open();
    till.insert("debit-offline");
    till.mustDo(await till.run([...CARD_SALE, "--amount", "12.00"]));
    const ran = await till.run(["preflight", "--lang", "en"]);
    expect(ran.exitCode).toBe(EXIT.done);
    expect(ran.out).toContain("Ready for 36 hours offline.");
    expect(ran.out).toContain("Good: sign-in");
    expect(ran.out).toContain("Offline payments are allowed now (OR-00).");
    expect(ran.out).toContain("Value at risk: CNY 12.00 in 1 payments.");
    const data = await till.run(["preflight", "--json"]);
    expect(data.json).toMatchObject({
      ok: true,
      preflight: { level: "green", wantedHours: 36, offlineRisk: "OR-00", valueAtRiskFen: 1200 },
    });
  });

  test("amber: a shop that wants more hours than its limits have", async () => {
    const { till } = await open({ wantedHours: 100 });
    const ran = await till.run(["preflight", "--lang", "en"]);
    expect(ran.exitCode).toBe(EXIT.readyForLess);
    expect(ran.err).toContain("Ready for 72 of 100 hours offline. First to end: the shop's limits");
    expect(ran.out).toContain("Watch: the shop's limits, 72 h. Upload what is unsent.");
  });

  test("red: a hotlist is wanted and none is installed; the status says so too", async () => {
    const { till } = await open({ hotlistMaxAgeMs: 3_600_000 });
    const ran = await till.run(["preflight", "--json"]);
    expect(ran.json).toMatchObject({
      ok: false,
      exitCode: EXIT.notReady,
      error: { kind: "preflight.red" },
      preflight: { level: "red", hours: 0, offlineRisk: "OR-10" },
    });
    const { items } = (ran.json as { preflight: { items: { subject: string; level: string }[] } }).preflight;
    expect(items[0]).toMatchObject({ subject: "hotlist", level: "red" });
    const status = await till.run(["status", "--lang", "zh-CN"]);
    expect(status.out).toContain("不能受理脱机付款：黑名单。");
    expect(status.out).toContain("OR-10");
  });

  test("a terminal that was never set up", async () => {
    const till = await TillLine.create();
    expect((await till.run(["preflight"])).exitCode).toBe(EXIT.refused);
  });
});

describe("a payment that may not be taken offline", () => {
  test("names the code, the reason and what to do on the command line", async () => {
    const { till, line } = await open({ transactionMaxFen: 1_000 });
    await line.cut();
    till.insert("debit-offline");
    const ran = await till.run([...CARD_SALE, "--amount", "12.00", "--lang", "en"]);
    expect(ran.exitCode).toBe(EXIT.unavailable);
    expect(ran.err).toContain("may not be taken offline (OR-03)");
    expect(ran.err).toContain("Nothing was charged");
  });
});

describe("jinka filing", () => {
  test("prints the claim of an unsent payment with its voucher copy, and stops no upload", async () => {
    const { till, line } = await open();
    await line.cut();
    till.insert("debit-offline");
    till.mustDo(await till.run([...CARD_SALE, "--amount", "12.00"]));
    const listed = await till.run(["open-items", "--json"]);
    const { items } = listed.json as {
      items: { sent: { stan: number; batchNumber: number }; deadline: object }[];
    };
    expect(items).toMatchObject([{ deadline: { path: "upload", daysLeft: 10, level: "green" } }]);
    const stan = String(items[0]?.sent.stan);
    const filed = await till.run(["filing", "--stan", stan, "--operator", "li", "--json"]);
    expect(filed.json).toMatchObject({ ok: true, path: "upload", daysLeft: 10, amountFen: 1200 });
    const paper = (filed.json as { paper: string[] }).paper
      .join("\n")
      .replaceAll(/(?<=\S) (?=\S)|(?<=\S) {2}(?=\S)/g, "");
    for (const wanted of [
      "手工请款单",
      "12.00",
      "TC（9F26）",
      "ATC（9F36）",
      "凭证副本",
      stan.padStart(6, "0"),
    ])
      expect(paper).toContain(wanted);
    expect(paper).toMatch(/622800\*{6,}\d{4}/);
    await line.heal();
    till.mustDo(await till.run(["upload"]));
    const again = await till.run(["filing", "--stan", stan, "--operator", "li", "--json"]);
    expect(again.json).toMatchObject({
      ok: false,
      error: { kind: expect.stringMatching(/nothingToFile|unknownPayment/) },
    });
    expect((await till.run(["verify"])).exitCode).toBe(EXIT.done);
  });

  test("a payment that the host refuses for good has three days, and its paper the host's answer", async () => {
    const { till } = await open();
    till.behave({ on: "upload", nth: 1, do: "refuse", code: "14" } as never);
    till.insert("debit-offline");
    till.mustDo(await till.run([...CARD_SALE, "--amount", "12.00"]));
    await till.run(["upload"]);
    const listed = await till.run(["open-items", "--json"]);
    const { items } = listed.json as { items: { sent: { stan: number } }[] };
    expect(items).toMatchObject([
      { what: "uploadRefused", deadline: { path: "voucher", daysLeft: 3, level: "amber" } },
    ]);
    const stan = String(items[0]?.sent.stan);
    const filed = await till.run(["filing", "--stan", stan, "--operator", "li", "--lang", "en"]);
    expect(filed.exitCode).toBe(EXIT.done);
    expect(filed.out).toMatch(/主机最后应答码\s+14/);
    expect((await till.run(["status", "--lang", "en"])).out).toMatch(
      /Voucher \d+, 12\.00 yuan\. Soon: hand in the voucher by/,
    );
    const wrong = await till.run(["filing", "--stan", "999", "--operator", "li", "--json"]);
    expect(wrong.json).toMatchObject({ ok: false, exitCode: EXIT.refused });
  });
});
