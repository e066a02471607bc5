import { expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { type Relay, startRelay } from "../../../simulators/network/relay.ts";
import { must } from "../../support/journal.ts";
import { type SampleFile, TillLine } from "../../support/till-line.ts";

/** `upload`, `settle` and `status` as command lines, each a run of its own, over a line that can be cut. */

async function openOffline(): Promise<{ readonly till: TillLine; readonly line: Relay }> {
  let line: Relay | undefined;
  const till = await TillLine.open(async (file: SampleFile) => {
    line = must(await startRelay({ port: 0, to: { host: "127.0.0.1", port: file.acquirer.port } }));
    return {
      ...file,
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

const CARD_SALE = ["sale", "--operator", "li", "--pay", "card", "--same-card", "yes", "--lang", "en"];

test("an afternoon without a line: sold, shown, uploaded, settled, and shown again", async () => {
  const { till, line } = await openOffline();
  await line.cut();
  till.insert("debit-offline");
  for (const amount of ["12.00", "13.00"]) till.mustDo(await till.run([...CARD_SALE, "--amount", amount]));
  const offline = await till.run(["status", "--lang", "en"]);
  expect(offline.out).toMatch(/2 card payments are not uploaded, CNY 25\.00, the oldest \d+ (s|min) old\./);
  expect(offline.out).toMatch(/Next limit: the number of offline payments, 99 % left\./);
  expect(offline.out).toMatch(/Ready for .+ without the bank; then .+ ends it\./);

  const unreachable = await till.run(["upload", "--lang", "en"]);
  expect(unreachable.exitCode).toBe(EXIT.unavailable);
  expect(unreachable.err).toContain("The bank cannot be reached. What was not acknowledged stays due");
  const since = await till.run(["status", "--json"]);
  expect(since.json).toMatchObject({ status: { unsentCount: 2, unsentFen: 2500, batchNumber: 2 } });
  expect((since.json as { status: { offlineSince?: string } }).status.offlineSince).toBeDefined();

  await line.heal();
  const uploaded = till.mustDo(await till.run(["upload", "--lang", "en"]));
  expect(uploaded.out).toBe("2 offline payments uploaded, CNY 25.00.\n");
  expect(uploaded.err).toContain("2/2, CNY 25.00 of 25.00, 0 s left");
  expect((await till.run(["upload", "--lang", "zh-CN"])).out).toBe("没有需要上送的交易。\n");

  const settled = till.mustDo(await till.run(["settle", "--operator", "li", "--lang", "en"]));
  expect(settled.out).toContain("Batch 000002 is settled. The bank counts the same.");
  const again = await till.run(["report", "z", "--batch", "2", "--json"]);
  expect(again.json).toMatchObject({ ok: true, batchNumber: 2 });
  const status = await till.run(["status", "--lang", "zh-CN"]);
  expect(status.out).toContain("所有卡交易银行均已知晓。");
  expect(status.out).toContain("批次 000003 未结算");
});

test("an empty batch, a batch that was never settled, and a wrong PIN are refused with a sentence", async () => {
  const { till } = await openOffline();
  const empty = await till.run(["settle", "--operator", "li", "--lang", "en"]);
  expect(empty).toMatchObject({ exitCode: EXIT.refused });
  expect(empty.err).toContain("There is nothing to settle");
  const unknown = await till.run(["report", "z", "--batch", "77", "--lang", "zh-CN"]);
  expect(unknown).toMatchObject({ exitCode: EXIT.refused, err: expect.stringContaining("000077") });
  const wrong = await till.run(["settle", "--operator", "li"], { input: ["0000"] });
  expect(wrong.exitCode).toBe(EXIT.refused);
});

test("a host that counts otherwise: the batch is closed, and the exit code says that the books differ", async () => {
  const { till } = await openOffline();
  till.behave({ on: "settlement", nth: 1, do: "wrongTotals", flag: "2" });
  till.insert("debit-offline");
  till.mustDo(await till.run([...CARD_SALE, "--amount", "12.00"]));
  const settled = await till.run(["settle", "--operator", "li", "--lang", "en"]);
  expect(settled.exitCode).toBe(EXIT.disagree);
  expect(settled.out).toContain("the bank counted otherwise; every record was sent");
});
