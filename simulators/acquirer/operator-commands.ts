import { writeFile } from "node:fs/promises";
import { formatYuan } from "../../main/domain/money.ts";
import type { LedgerBatch } from "./ledger-types.ts";
import { sixDigits } from "./private-fields.ts";
import { readBehaviour } from "./read-behaviour.ts";
import type { RunningAcquirer } from "./server.ts";
import { settlementFile } from "./settlement-file.ts";

const HELP = "Commands: batches | behaviour FILE | behaviour none | close TID | file TID BATCH PATH";

/**
 * Does what the host's operator types, and answers in lines: `batches` (each with its totals), `behaviour FILE`
 * (other rules, counting begins anew), `behaviour none`, `close TID` (closes the terminal's batch by hand),
 * `file TID BATCH PATH` (writes the settlement file of the batch).
 */
export async function obeyOperator(acquirer: RunningAcquirer, line: string): Promise<readonly string[]> {
  const [, word, rest = ""] = /^\s*([a-z]+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
  if (word === undefined) return line.trim() === "" ? [] : [HELP];
  if (word === "batches" && rest === "") {
    const { ledger } = acquirer;
    const lines = ledger.batches().map((batch) => batchInWords(acquirer, batch));
    return lines.length > 0 ? lines : ["No terminal has signed in."];
  }
  if (word === "close" && rest !== "")
    return [acquirer.closeBatch(rest) ? "The batch is closed." : "This terminal has no open batch."];
  if (word === "behaviour" && rest !== "") return [await changeBehaviour(acquirer, rest)];
  if (word === "file") return [await writeFileOf(acquirer, rest)];
  return [HELP];
}

async function writeFileOf(acquirer: RunningAcquirer, rest: string): Promise<string> {
  const [, tid, batch, path] = /^(\S{8}) (\d{1,6}) (.+)$/.exec(rest) ?? [];
  if (tid === undefined || path === undefined) return HELP;
  const batchNumber = Number(batch);
  if (acquirer.ledger.batch(tid, batchNumber) === undefined) return "This terminal has no such batch.";
  try {
    await writeFile(path, settlementFile(acquirer.ledger, tid, batchNumber));
    return "The settlement file is written.";
  } catch (error) {
    return `The settlement file cannot be written: ${error instanceof Error ? error.message : ""}.`;
  }
}

async function changeBehaviour(acquirer: RunningAcquirer, file: string): Promise<string> {
  const rules = await readBehaviour(file === "none" ? undefined : file);
  if (!rules.ok) return `The behaviour stays as it was: ${rules.fault.detail}.`;
  acquirer.setBehaviour(rules.value);
  return `Behaviour has ${rules.value.length} rules now.`;
}

function batchInWords(acquirer: RunningAcquirer, { tid, batchNumber, closedAt }: LedgerBatch): string {
  const totals = acquirer.ledger.totals(tid, batchNumber);
  const settlement = acquirer.ledger.settlement(tid, batchNumber);
  const isBalanced = settlement?.domesticFlag === "1" && settlement.foreignFlag === "1";
  const verdict = settlement === undefined ? "" : isBalanced ? ", balanced" : ", not balanced";
  return [
    `Terminal ${tid} batch ${sixDigits(batchNumber)} ${closedAt === undefined ? "open" : `closed ${closedAt}`}:`,
    `${totals.saleCount} sales ${formatYuan(totals.saleFen)},`,
    `${totals.voidCount} voids ${formatYuan(totals.voidFen)}, net ${formatYuan(totals.netFen)} yuan${verdict}`,
  ].join(" ");
}
