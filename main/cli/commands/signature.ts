import { Argument, type Command } from "commander";
import { readCount } from "../arguments.ts";
import { confirmSignature } from "../confirm-signature.ts";
import { EXIT } from "../exit-code.ts";
import { findSale, type SaleNames } from "../find-sale.ts";
import type { Run } from "../run.ts";

export function addSignatureCommand(program: Command, run: Run): void {
  program
    .command("signature")
    .description(
      "say whether the signature on a merchant copy agrees; no voids the sale. Standard input: the PIN",
    )
    .addArgument(new Argument("<answer>", "yes or no").choices(["yes", "no"]))
    .requiredOption("--operator <name>", "who judges")
    .option("--receipt <n>", "the sale by the number of its receipt", readCount)
    .option("--stan <n>", "the sale by the voucher number of the slip", readCount)
    .option("--batch <n>", "the batch of that slip (default: the open one)", readCount)
    .action((answer: "yes" | "no", options: SaleNames & { operator: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const sale = await findSale(terminal, options);
          if (sale === undefined)
            return output.fail(EXIT.usage, "usage.signature", output.text("cli.voidUsage"));
          if (!sale.ok) return session.notDone(sale.fault);
          const brought = await terminal.parts.runner.bringSale(sale.value);
          if (!brought.ok) return session.notDone({ kind: "journal", fault: brought.fault });
          const pending = [...terminal.world.payments.values()].find(
            (payment) => payment.saleId === sale.value && payment.signature === "pending",
          );
          if (pending === undefined) {
            const receiptNumber = terminal.world.sales.get(sale.value)?.receiptNumber ?? 0;
            return session.refuse({ kind: "noSignatureDue", receiptNumber });
          }
          const exitCode = await confirmSignature(session, terminal, pending, options.operator, answer);
          if (exitCode !== EXIT.done) return exitCode;
          output.say("cli.signatureAccepted");
          output.result({ ok: true });
          return EXIT.done;
        }),
      ),
    );
}
