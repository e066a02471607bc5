import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { RECONCILE_EN, RECONCILE_ZH } from "../../../main/cli/reconcile-text-tables.ts";
import { settlementFile } from "../../../simulators/acquirer/settlement-file.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { TillLine } from "../../support/till-line.ts";

/** The till's books against the settlement file that the simulated acquirer writes from its own ledger. */

const CARD_SALE = ["sale", "--operator", "li", "--pay", "card", "--same-card", "yes", "--lang", "en"];

async function soldTill() {
  const till = await TillLine.open();
  till.insert("debit");
  for (const amount of ["12.00", "13.00", "14.00"])
    till.mustDo(await till.run([...CARD_SALE, "--amount", amount]));
  till.mustDo(await till.run(["settle", "--operator", "li"]));
  const { tid } = sampleTerminalFile({ port: till.host.port }).acquirer;
  const file = join(till.directory, "settled.csv");
  const text = settlementFile(till.host.ledger, tid, 2);
  const compare = async (change: (text: string) => string, ...words: string[]) => {
    writeFileSync(file, change(text));
    return till.run(["reconcile", file, "--batch", "2", ...words], { input: [] });
  };
  return { till, tid, text, compare };
}

test("a settled batch agrees with the acquirer's file; what is changed in the file is named with its cause", async () => {
  const { till, tid, text, compare } = await soldTill();
  const rows = text.trimEnd().split("\r\n");
  expect(rows.length).toBe(4);
  const head = (await till.run(["journal", "--json"])).json;

  const agreed = await compare((same) => same, "--lang", "en");
  expect(agreed.exitCode).toBe(EXIT.done);
  expect(agreed.out).toContain(`Batch 000002 of ${tid}: 3 records agree, 0 differ.`);
  expect(agreed.out).toContain("sale: till 3 of CNY 39.00, host 3 of CNY 39.00");
  expect(agreed.commits).toEqual([]);

  const out = join(till.directory, "differences.csv");
  const [heading = "", first = "", second = "", third = ""] = rows;
  const wrong = [
    heading,
    first.replace(",1200,", ",1100,"),
    third,
    third,
    second.replace(tid, "99999999"),
    "",
  ];
  const differs = await compare(() => wrong.join("\r\n"), "--lang", "en", "--out", out);
  expect(differs.exitCode).toBe(EXIT.disagree);
  expect(differs.out).toContain("1 records agree, 4 differ.");
  expect(differs.out).toContain("the host has another amount: CNY 11.00.");
  expect(differs.out).toContain("the host does not have it. The host has approved it and does not settle it");
  expect(differs.out).toContain("the host has it more than once.");
  expect(differs.out).toContain("it belongs to terminal 99999999.");
  const csv = readFileSync(out, "utf8").split("\r\n");
  expect(csv).toHaveLength(6);
  expect(csv[0]).toMatch(/^difference,cause,line,settlementDate,tid,/);
  expect(csv.slice(1, 5).map((line) => line.split(",")[0])).toEqual(
    expect.arrayContaining(["otherAmount", "doubled", "missingAtHost", "unknownTerminal"]),
  );
  const again = await compare(() => wrong.join("\r\n"), "--lang", "en", "--out", out);
  expect(again.err).toContain("cannot be written (EEXIST)");

  const chinese = await compare(() => wrong.join("\r\n"), "--lang", "zh-CN");
  expect(chinese.out).toContain("主机金额不同：CNY 11.00。");
  const told = await compare(() => wrong.join("\r\n"), "--json");
  expect(told.json).toMatchObject({
    ok: false,
    exitCode: EXIT.disagree,
    agreed: 1,
    totals: { till: { sale: { count: 3, amountFen: 3900 } } },
  });
  expect((await till.run(["journal", "--json"])).json).toEqual(head);
});

test("a file that cannot be read, and a batch that nobody has, are refused by name", async () => {
  const { till, compare } = await soldTill();
  const column = await compare((text) => text.replace("rrn", "reference"), "--lang", "en");
  expect(column.exitCode).toBe(EXIT.refused);
  expect(column.err).toContain('Its column "reference" is not known: name it in a mapping (--mapping).');
  const mapping = join(till.directory, "mapping.json");
  const named = { format: "jinka-settlement-mapping", formatVersion: 1, columns: { rrn: "reference" } };
  writeFileSync(mapping, JSON.stringify(named));
  const mapped = await compare((text) => text.replace("rrn", "reference"), "--mapping", mapping);
  expect(mapped.exitCode).toBe(EXIT.done);
  writeFileSync(mapping, JSON.stringify({ ...named, encoding: "ebcdic" }));
  expect((await compare((text) => text, "--mapping", mapping, "--lang", "en")).err).toContain(
    "The mapping has a mistake at encoding.",
  );
  const bytes = join(till.directory, "gbk.csv");
  writeFileSync(bytes, Buffer.from("bdbbd2d7", "hex"));
  const encoded = await till.run(["reconcile", bytes, "--batch", "2", "--json"], { input: [] });
  expect(encoded.json).toMatchObject({ error: { kind: "refused.wrongEncoding" } });
  const file = join(till.directory, "settled.csv");
  const unknown = await till.run(["reconcile", file, "--batch", "77", "--lang", "en"], { input: [] });
  expect(unknown.err).toContain("Neither the till nor the file has a record of batch 000077.");
  const stranger = await till.run(["reconcile", file, "--batch", "2", "--tid", "1", "--json"], { input: [] });
  expect(stranger.json).toMatchObject({ error: { kind: "refused.unknownTid" } });
});

test("both languages have the same keys and gaps", () => {
  expect(Object.keys(RECONCILE_ZH)).toEqual(Object.keys(RECONCILE_EN));
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, text] of Object.entries(RECONCILE_EN)) {
    expect(gaps(RECONCILE_ZH[key as keyof typeof RECONCILE_EN]), key).toEqual(gaps(text));
  }
});
