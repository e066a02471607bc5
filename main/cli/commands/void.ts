import type { Command } from "commander";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT } from "../exit-code.ts";
import { findSale, namesSale, type SaleNames } from "../find-sale.ts";
import type { Run } from "../run.ts";
import { voidAndReport } from "../void-and-report.ts";

export function addVoidCommand(program: Command, run: Run, say: Say): void {
  program
    .command("void")
    .description(say("cli.help.void"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .option("--receipt <n>", say("cli.help.receipt"), readCount)
    .option("--stan <n>", say("cli.help.stan"), readCount)
    .option("--batch <n>", say("cli.help.batch"), readCount)
    .option("--sale <n>", say("cli.help.void.sale"), readCount)
    .option("--reader <name>", say("cli.help.reader"))
    .action((options: SaleNames & { operator: string; reader?: string }, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        if (!namesSale(options)) return output.fail(EXIT.usage, "usage.void", output.text("cli.voidUsage"));
        return session.withTerminal(async (terminal) => {
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const sale = await findSale(terminal, options);
          if (!sale.ok) return session.notDone(sale.fault);
          return voidAndReport(session, terminal, sale.value, options.operator);
        }, options);
      }),
    );
}
