import type { Command } from "commander";
import type { NotDone } from "../../application/runner.ts";
import type { Terminal } from "../../application/terminal.ts";
import type { DocumentId } from "../../domain/ids.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { documentOf } from "../../domain/world.ts";
import { readCount } from "../arguments.ts";
import { EXIT } from "../exit-code.ts";
import { findSale, type SaleNames } from "../find-sale.ts";
import type { Run } from "../run.ts";

type ReprintOptions = SaleNames & { readonly operator: string; readonly z?: number };

export function addReprintCommand(program: Command, run: Run): void {
  program
    .command("reprint")
    .description("print stored papers again, marked as reprints. Standard input: the operator's PIN")
    .requiredOption("--operator <name>", "who asks")
    .option("--receipt <n>", "the papers of the sale with this receipt", readCount)
    .option("--stan <n>", "the papers of the sale with this card slip", readCount)
    .option("--batch <n>", "the batch of that slip (default: the open one)", readCount)
    .option("--z <n>", "a Z report", readCount)
    .action((options: ReprintOptions, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const ids = await papersOf(terminal, options);
          if (ids === undefined)
            return output.fail(EXIT.usage, "usage.reprint", output.text("cli.reprintUsage"));
          if (!ids.ok) return session.notDone(ids.fault);
          if (terminal.parts.printer === undefined) {
            return output.fail(EXIT.unavailable, "noPrinter", output.text("cli.noPrinter"));
          }
          for (const id of ids.value) {
            const printed = await terminal.printAgain(id, options.operator);
            if (!printed.ok) return session.notDone(printed.fault);
          }
          const documents = ids.value.map((id) => documentOf(terminal.world, id));
          const failed = documents.find((document) => document.print === "failed");
          const view = {
            documents: documents.map(({ documentId, print, attempts }) => ({ documentId, print, attempts })),
          };
          if (failed !== undefined) {
            return output.fail(
              EXIT.unavailable,
              `printer.${failed.lastFault}`,
              output.text("cli.notPrinted"),
              view,
            );
          }
          output.say("cli.reprinted", { count: documents.length });
          output.result({ ok: true, ...view });
          return EXIT.done;
        }),
      ),
    );
}

async function papersOf(
  terminal: Terminal,
  options: ReprintOptions,
): Promise<Result<readonly DocumentId[], NotDone> | undefined> {
  const { journal } = terminal.parts;
  if (options.z !== undefined) {
    const id = await journal.documentByNumber("zReport", options.z);
    if (!id.ok) return err({ kind: "journal", fault: id.fault });
    const refusal = { kind: "unknownDocument", number: options.z } as const;
    return id.value === undefined ? err({ kind: "refused", refusal }) : ok([id.value]);
  }
  const sale = await findSale(terminal, options);
  if (sale === undefined || !sale.ok) return sale;
  const ids = await journal.documentsOfSale(sale.value);
  return ids.ok ? ok(ids.value) : err({ kind: "journal", fault: ids.fault });
}
