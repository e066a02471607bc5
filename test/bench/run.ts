import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { benchCodecPeer } from "./codec-peer.ts";
import { benchCodec } from "./codec-rate.ts";
import { benchContactlessKernel } from "./contactless-kernel.ts";
import { benchHistory } from "./history.ts";
import { benchHotlist } from "./hotlist.ts";
import { benchKernel } from "./kernel-time.ts";
import { type Measurement, machineName } from "./measure.ts";
import { benchMemory } from "./memory.ts";
import { benchOwnTime } from "./own-time.ts";
import { benchSaleJournal } from "./sale-journal.ts";
import { benchScreenGoods } from "./screen/screen-goods.ts";
import { benchScreenMemory } from "./screen/screen-memory.ts";
import { benchScreenSize } from "./screen/screen-size.ts";
import { benchScreenStart } from "./screen/screen-start.ts";
import { benchUpload } from "./upload.ts";
import { benchVerify } from "./verify.ts";

/**
 * Measures this machine and prints a table; `npm run bench`. Ratios are taken within one run, against a floor or a
 * peer that ran in turn with what is measured; times are medians. Nothing is written, except with
 * `--write docs/performance.md`, which puts the table between its two marks. `--sales N` is the length of the past
 * (default 200,000), `--records N` that of the upload (default 10,000), `--rows N` that of the journal that is verified (default 1,000,000), `--goods N` how many goods are searched (default
 * 300,000), `--entries N` how long the hotlist is (default 10,000,000). `--only name` runs one part, or all parts whose
 * names begin so: `--only screen`.
 */

const PAST_SALES_DEFAULT = "200000";
const RECORDS_DEFAULT = "10000";
const GOODS_DEFAULT = "300000";
const ROWS_DEFAULT = "1000000";
const ENTRIES_DEFAULT = "10000000";
const BEGIN_MARK = "<!-- bench begins -->";
const END_MARK = "<!-- bench ends -->";

const { values } = parseArgs({
  options: {
    write: { type: "string" },
    sales: { type: "string", default: PAST_SALES_DEFAULT },
    records: { type: "string", default: RECORDS_DEFAULT },
    goods: { type: "string", default: GOODS_DEFAULT },
    rows: { type: "string", default: ROWS_DEFAULT },
    entries: { type: "string", default: ENTRIES_DEFAULT },
    only: { type: "string" },
  },
});

type Part = { readonly name: string; measure(): readonly Measurement[] | Promise<readonly Measurement[]> };

const PARTS: readonly Part[] = [
  { name: "journal", measure: benchSaleJournal },
  { name: "kernel", measure: benchKernel },
  { name: "contactless", measure: benchContactlessKernel },
  { name: "sale", measure: benchOwnTime },
  { name: "codec", measure: () => [...benchCodec(), ...benchCodecPeer()] },
  { name: "memory", measure: benchMemory },
  { name: "upload", measure: () => benchUpload(Number(values.records)) },
  { name: "hotlist", measure: () => benchHotlist(Number(values.entries)) },
  { name: "history", measure: () => benchHistory(Number(values.sales)) },
  { name: "verify", measure: () => benchVerify(Number(values.rows)) },
  { name: "screen-size", measure: benchScreenSize },
  { name: "screen-memory", measure: benchScreenMemory },
  { name: "screen-goods", measure: () => benchScreenGoods(Number(values.goods)) },
  { name: "screen-start", measure: () => benchScreenStart(Number(values.sales)) },
];

function row({ work, measured, budget, isWithin }: Measurement): string {
  const judged = isWithin === undefined ? "" : isWithin ? "within" : "**over**";
  return `| ${work} | ${measured} | ${budget ?? ""} | ${judged} |`;
}

function isAsked(name: string): boolean {
  const { only } = values;
  return only === undefined || name === only || name.startsWith(`${only}-`);
}

async function main(): Promise<void> {
  const lines = [
    `Measured on ${machineName()}.`,
    "",
    "| work | measured | budget | |",
    "| --- | --- | --- | --- |",
  ];
  const charts: string[] = [];
  console.log(lines.join("\n"));
  for (const { name, measure } of PARTS) {
    if (!isAsked(name)) continue;
    for (const measurement of await measure()) {
      lines.push(row(measurement));
      console.log(lines.at(-1));
      if (measurement.chart !== undefined) charts.push("", "```text", ...measurement.chart, "```");
    }
  }
  lines.push(...charts);
  console.log(charts.join("\n"));
  if (values.write !== undefined) writeInto(values.write, lines.join("\n"));
}

function writeInto(file: string, table: string): void {
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(BEGIN_MARK), text.indexOf(END_MARK)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no marks to put the table between`);
  writeFileSync(file, `${text.slice(0, begin + BEGIN_MARK.length)}\n\n${table}\n\n${text.slice(end)}`);
  console.log(`Written into ${file}.`);
}

await main();
