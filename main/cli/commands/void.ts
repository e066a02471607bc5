import type { Command } from "commander";
import { readCount } from "../arguments.ts";
import { EXIT } from "../exit-code.ts";
import { findSale, type SaleNames } from "../find-sale.ts";
import type { Run } from "../run.ts";
import { voidAndReport } from "../void-and-report.ts";

export function addVoidCommand(program: Command, run: Run): void {
  program
    .command("void")
    .description(
      "take a sale back: its cards, then its counter-document, then its cash. Standard input: the PIN",
    )
    .requiredOption("--operator <name>", "who voids")
    .option("--receipt <n>", "the sale by the number of its receipt", readCount)
    .option("--stan <n>", "the sale by the voucher number of a card slip", readCount)
    .option("--batch <n>", "the batch of that slip (default: the open one)", readCount)
    .option("--sale <n>", "a half-paid sale by its number: gives back what was paid", readCount)
    .option("--reader <name>", "take the card from this reader")
    .action((options: SaleNames & { operator: string; reader?: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const sale = await findSale(terminal, options);
          if (sale === undefined) return output.fail(EXIT.usage, "usage.void", output.text("cli.voidUsage"));
          if (!sale.ok) return session.notDone(sale.fault);
          return voidAndReport(session, terminal, sale.value, options.operator);
        }, options),
      ),
    );
}
