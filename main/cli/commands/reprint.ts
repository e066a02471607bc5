import type { Command } from "commander";
import type { NotDone } from "../../application/runner.ts";
import type { Terminal } from "../../application/terminal.ts";
import type { DocumentId } from "../../domain/ids.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { documentOf } from "../../domain/world.ts";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { findSale, namesSale, type SaleNames } from "../find-sale.ts";
import { documentViews } from "../papers.ts";
import type { Run } from "../run.ts";
import { printFaultWords } from "../sentences.ts";
import type { Session } from "../session.ts";

type ReprintOptions = SaleNames & { readonly operator: string; readonly z?: number };

export function addReprintCommand(program: Command, run: Run, say: Say): void {
  program
    .command("reprint")
    .description(say("cli.help.reprint"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .option("--receipt <n>", say("cli.help.receipt"), readCount)
    .option("--stan <n>", say("cli.help.stan"), readCount)
    .option("--batch <n>", say("cli.help.batch"), readCount)
    .option("--z <n>", say("cli.help.reprint.z"), readCount)
    .action((options: ReprintOptions, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        if (namesSale(options) === (options.z !== undefined))
          return output.fail(EXIT.usage, "usage.reprint", output.text("cli.reprintUsage"));
        return session.withTerminal((terminal) => reprint(session, terminal, options));
      }),
    );
}

async function reprint(session: Session, terminal: Terminal, options: ReprintOptions): Promise<ExitCode> {
  const { output } = session;
  const { operator, z } = options;
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const ids = z === undefined ? await papersOfSale(terminal, options) : await paperOfShift(terminal, z);
  if (!ids.ok) return session.notDone(ids.fault);
  if (terminal.parts.printer === undefined)
    return output.fail(EXIT.unavailable, "printer.none", output.text("cli.noPrinter"));
  for (const id of ids.value) {
    const printed = await terminal.printAgain(id, operator);
    if (!printed.ok) return session.notDone(printed.fault);
  }
  const papers = ids.value.map((id) => documentOf(terminal.world, id));
  const documents = documentViews(papers);
  const failed = papers.find(({ print }) => print === "failed");
  if (failed !== undefined) {
    const message = output.text("cli.notReprinted", { reason: printFaultWords(output, failed) });
    return output.fail(EXIT.unavailable, `printer.${failed.lastFault}`, message, { documents });
  }
  output.say("cli.reprinted", { count: papers.length });
  if (papers.some(({ print }) => print === "notKnown")) output.progress("cli.paperNotKnown");
  return output.done({ documents });
}

async function paperOfShift(
  terminal: Terminal,
  number: number,
): Promise<Result<readonly DocumentId[], NotDone>> {
  const id = await terminal.parts.journal.documentByNumber("zReport", number);
  if (!id.ok) return err({ kind: "journal", fault: id.fault });
  return id.value === undefined
    ? err({ kind: "refused", refusal: { kind: "unknownDocument", number } })
    : ok([id.value]);
}

async function papersOfSale(
  terminal: Terminal,
  names: SaleNames,
): Promise<Result<readonly DocumentId[], NotDone>> {
  const sale = await findSale(terminal, names);
  if (!sale.ok) return sale;
  const ids = await terminal.parts.journal.documentsOfSale(sale.value);
  return ids.ok ? ok(ids.value) : err({ kind: "journal", fault: ids.fault });
}
