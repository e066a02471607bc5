import { Argument, type Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { confirmSignature } from "../confirm-signature.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { findSale, namesSale, type SaleNames } from "../find-sale.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { saleView } from "../views.ts";
import { voidAndReport } from "../void-and-report.ts";

type SignatureOptions = SaleNames & { readonly operator: string; readonly reader?: string };

export function addSignatureCommand(program: Command, run: Run, say: Say): void {
  program
    .command("signature")
    .description(say("cli.help.signature"))
    .addArgument(new Argument("<answer>", say("cli.help.signature.answer")).choices(["yes", "no"]))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .option("--receipt <n>", say("cli.help.receipt"), readCount)
    .option("--stan <n>", say("cli.help.stan"), readCount)
    .option("--batch <n>", say("cli.help.batch"), readCount)
    .option("--reader <name>", say("cli.help.reader"))
    .action((answer: "yes" | "no", options: SignatureOptions, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        if (!namesSale(options))
          return output.fail(EXIT.usage, "usage.signature", output.text("cli.signatureUsage"));
        return session.withTerminal((terminal) => judge(session, terminal, answer, options), options);
      }),
    );
}

async function judge(
  session: Session,
  terminal: Terminal,
  answer: "yes" | "no",
  options: SignatureOptions,
): Promise<ExitCode> {
  const { output } = session;
  const { operator } = options;
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const found = await findSale(terminal, options);
  if (!found.ok) return session.notDone(found.fault);
  const brought = await terminal.parts.runner.bringSale(found.value);
  if (!brought.ok) return session.notDone({ kind: "journal", fault: brought.fault });
  const sale = terminal.world.sales.get(found.value);
  const pending = [...terminal.world.payments.values()].find(
    (payment) => payment.saleId === found.value && payment.signature === "pending",
  );
  if (pending === undefined || sale === undefined)
    return session.refuse({ kind: "noSignatureDue", receiptNumber: sale?.receiptNumber ?? 0 });
  const judged = await confirmSignature(session, terminal, pending, operator, answer);
  if (typeof judged === "object" && !judged.ok) return session.notDone(judged.fault);
  if (judged === "refused") {
    output.note(output.text("cli.signatureRefused"));
    return voidAndReport(session, terminal, found.value, operator);
  }
  output.say("cli.signatureAccepted");
  return output.done({ sale: saleView(terminal.world, sale, output.language) });
}
