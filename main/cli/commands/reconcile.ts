import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import type { FileMapping } from "../../config/settlement-mapping.ts";
import { formatYuan } from "../../domain/money.ts";
import type { Reconciliation } from "../../domain/reconcile/reconcile-batch.ts";
import type { HostRecord, TillRecord } from "../../domain/reconcile/records.ts";
import { tillRecordOf } from "../../domain/reconcile/till-record.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { TextParameters } from "../../domain/text/fill-gaps.ts";
import type { Language } from "../../domain/text/language.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import type { JournalFault } from "../../ports/journal.ts";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { differenceLine, differencesCsv, sayOfReconcile, totalsLines } from "../reconcile-say.ts";
import type { ReconcileKey } from "../reconcile-text-tables.ts";
import type { Run } from "../run.ts";
import { fileFaultSentence, fileName } from "../sentences.ts";
import type { Session } from "../session.ts";

type Options = {
  readonly batch: number;
  readonly mapping?: string;
  readonly tid?: string;
  readonly out?: string;
};

const FILE_BYTES_MAX = 200_000_000;
const MAPPING_BYTES_MAX = 1_000_000;
const PAGE_LENGTH = 500;

/** Compares and tells; the books stay as they are. */
export function addReconcileCommand(program: Command, run: Run, _say: Say, language: Language): void {
  const text = (key: ReconcileKey) => sayOfReconcile(language, key);
  program
    .command("reconcile")
    .description(text("help.reconcile"))
    .argument("<file>", text("help.file"))
    .requiredOption("--batch <n>", text("help.batch"), readCount)
    .option("--mapping <mapping.json>", text("help.mapping"))
    .option("--tid <tid>", text("help.tid"))
    .option("--out <differences.csv>", text("help.out"))
    .action((file: string, options: Options, command: Command) =>
      run(command, async (session) => {
        const records = await readFile(session, file, options.mapping);
        if (typeof records === "number") return records;
        return session.withTerminal((terminal) => reconcile(session, terminal, records, options));
      }),
    );
}

async function readFile(
  session: Session,
  file: string,
  mappingFile: string | undefined,
): Promise<readonly HostRecord[] | ExitCode> {
  const { output } = session;
  const mapping = await readMapping(session, mappingFile);
  if (typeof mapping === "number") return mapping;
  const bytes = await session.read(file, FILE_BYTES_MAX);
  if (!bytes.ok) return output.fail(EXIT.usage, "usage.file", fileFaultSentence(output, file, bytes.fault));
  const { decodeSettlementText } = await import("../../config/settlement-mapping.ts");
  const { readSettlementFile } = await import("../../domain/reconcile/read-settlement-file.ts");
  const { encoding } = mapping;
  const text = decodeSettlementText(bytes.value, encoding);
  if (text === undefined) return refuse(session, file, "wrongEncoding", { encoding });
  const records = readSettlementFile(text, mapping);
  if (records.ok) return records.value;
  const { kind, ...parameters } = records.fault;
  return refuse(session, file, kind, parameters);
}

async function readMapping(session: Session, file: string | undefined): Promise<FileMapping | ExitCode> {
  const { readSettlementMapping, STANDARD_MAPPING } = await import("../../config/settlement-mapping.ts");
  if (file === undefined) return STANDARD_MAPPING;
  const bytes = await session.read(file, MAPPING_BYTES_MAX);
  if (!bytes.ok) {
    return session.output.fail(
      EXIT.usage,
      "usage.file",
      fileFaultSentence(session.output, file, bytes.fault),
    );
  }
  const mapping = readSettlementMapping(new TextDecoder().decode(bytes.value));
  if (mapping.ok) return mapping.value;
  if (mapping.fault.kind === "notJson") return refuse(session, file, "mappingNotJson");
  return refuse(session, file, "mappingMistake", { path: mapping.fault.path });
}

type Why = { readonly [key in ReconcileKey]: key extends `why.${infer name}` ? name : never }[ReconcileKey];

function refuse({ output }: Session, file: string, kind: Why, parameters: TextParameters = {}): ExitCode {
  const why = sayOfReconcile(output.language, `why.${kind}`, parameters);
  const sentence = sayOfReconcile(output.language, "refused", { file: fileName(output, file), why });
  return output.fail(EXIT.refused, `refused.${kind}`, sentence, { fault: { kind, ...parameters } });
}

async function reconcile(
  session: Session,
  terminal: Terminal,
  records: readonly HostRecord[],
  { batch: batchNumber, tid: asked, out }: Options,
): Promise<ExitCode> {
  const { output } = session;
  const tids = [...terminal.world.batches.keys()];
  const fail = (key: ReconcileKey, kind: string, parameters: TextParameters = {}) =>
    output.fail(EXIT.refused, kind, sayOfReconcile(output.language, key, parameters));
  const tid = asked ?? tids[0];
  if (tid === undefined) return fail("noHost", "refused.noHost");
  if (asked === undefined && tids.length > 1) {
    return fail("severalHosts", "refused.severalHosts", { tids: tids.join(", ") });
  }
  if (!tids.includes(tid)) return fail("unknownTid", "refused.unknownTid", { tid, tids: tids.join(", ") });
  const till = await recordsOf(terminal, tid, batchNumber);
  const before = await recordsOf(terminal, tid, batchNumber - 1);
  const after = await recordsOf(terminal, tid, batchNumber + 1);
  for (const read of [till, before, after])
    if (!read.ok) return session.notDone({ kind: "journal", fault: read.fault });
  if (!till.ok || !before.ok || !after.ok) return EXIT.outOfService;
  const isKnown = till.value.length > 0 || records.some((host) => host.batchNumber === batchNumber);
  if (!isKnown) return fail("unknownBatch", "refused.unknownBatch", { batch: sixDigits(batchNumber) });
  const { reconcileBatch } = await import("../../domain/reconcile/reconcile-batch.ts");
  const neighbours = [...before.value, ...after.value];
  const compared = reconcileBatch({ tid, batchNumber }, records, till.value, neighbours);
  if (out !== undefined) {
    const code = await writeCsv(out, differencesCsv(compared.differences));
    if (code !== undefined) return fail("notWritten", "refused.file", { file: out, code });
  }
  return tell(session, compared, { tid, batchNumber, out });
}

function tell(
  { output }: Session,
  { agreed, differences, till, host, feeFen, otherBatchLines }: Reconciliation,
  place: { readonly tid: string; readonly batchNumber: number; readonly out: string | undefined },
): ExitCode {
  const { language } = output;
  const { tid, batchNumber, out } = place;
  const counts = { batch: sixDigits(batchNumber), tid, count: agreed, differences: differences.length };
  output.line(sayOfReconcile(language, "agreed", counts));
  for (const line of totalsLines(language, till, host)) output.line(line);
  if (feeFen !== 0n) output.line(sayOfReconcile(language, "fee", { amount: formatYuan(feeFen) }));
  if (otherBatchLines > 0) output.line(sayOfReconcile(language, "otherLines", { count: otherBatchLines }));
  for (const difference of differences) output.line(differenceLine(language, difference));
  if (out !== undefined) output.line(sayOfReconcile(language, "written", { file: out }));
  const told = {
    ...{ tid, batchNumber, agreed, feeFen, otherBatchLines },
    totals: { till: Object.fromEntries(till), host: Object.fromEntries(host) },
    differences: differences.map((one) => ({ ...one, sentence: differenceLine(language, one) })),
  };
  return output.done(told, differences.length === 0 ? EXIT.done : EXIT.disagree);
}

async function recordsOf(
  terminal: Terminal,
  tid: string,
  batchNumber: number,
): Promise<Result<readonly TillRecord[], JournalFault>> {
  const records: TillRecord[] = [];
  let afterStan = 0;
  // Ends because STANs rise and a batch has at most 999,999 of them.
  for (;;) {
    const page = await terminal.parts.journal.paymentsOfBatch({
      tid,
      batchNumber,
      afterStan,
      limit: PAGE_LENGTH,
    });
    if (!page.ok) return err(page.fault);
    const last = page.value.at(-1);
    if (last === undefined) return ok(records);
    records.push(...page.value.map(tillRecordOf));
    afterStan = last.stan;
  }
}

/** The code of the operating system when it refuses. */
async function writeCsv(path: string, text: string): Promise<string | undefined> {
  const { writeFile } = await import("node:fs/promises");
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code !== "string") throw error;
    return code;
  }
}
