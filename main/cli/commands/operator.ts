import { type Command, Option } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import type { Sensitive } from "../../domain/sensitive.ts";
import type { Role } from "../../domain/till/state.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { roleWord } from "../sentences.ts";
import type { Session } from "../session.ts";

const ROLES: readonly Role[] = ["owner", "manager", "cashier"];

/** A name stands on every receipt: letters of any script, digits and a few signs, as many as fit. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,19}$/u;

type AddOptions = { readonly role?: Role; readonly operator?: string };

export function addOperatorCommand(program: Command, run: Run, say: Say): void {
  const operator = program.command("operator").description(say("cli.help.operator"));
  operator
    .command("add")
    .argument("<name>", say("cli.help.operator.name"))
    .description(say("cli.help.operator.add"))
    .addOption(new Option("--role <role>", say("cli.help.operator.role")).choices(ROLES))
    .option("--operator <name>", say("cli.help.operator.owner"))
    .addHelpText("after", `\n${say("cli.help.operator.after")}`)
    .action((name: string, options: AddOptions, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        if (!NAME.test(name))
          return output.fail(EXIT.usage, "usage.name", output.text("cli.badName", { name }));
        return session.withTerminal((terminal) => addOperator(session, terminal, name, options));
      }),
    );
  operator
    .command("list")
    .description(say("cli.help.operator.list"))
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const operators = terminal.world.till.operators.map(({ name, role }) => ({ name, role }));
          for (const { name, role } of operators) output.line(`${name}  ${roleWord(role, output.language)}`);
          if (operators.length === 0) output.say("doctor.operators.missing");
          return output.done({ operators });
        }),
      ),
    );
}

async function addOperator(
  session: Session,
  terminal: Terminal,
  name: string,
  options: AddOptions,
): Promise<ExitCode> {
  const { output } = session;
  const isFirst = terminal.world.till.operators.length === 0;
  if (!isFirst) {
    if (options.operator === undefined)
      return output.fail(EXIT.usage, "usage.operator", output.text("cli.ownerNeeded"));
    const refused = await session.identify(terminal, options.operator);
    if (refused !== undefined) return refused;
  }
  const role = options.role ?? (isFirst ? "owner" : "cashier");
  const pin = await newPin(session, name);
  if (pin === undefined) return session.noSecret("cli.noPin", "usage.noPin");
  if (pin === "differ") return output.fail(EXIT.refused, "refused.pinsDiffer", output.text("cli.pinsDiffer"));
  const added = await terminal.addOperator(name, role, pin, options.operator);
  if (!added.ok) return session.notDone(added.fault);
  output.say("cli.operatorAdded", { name, role: roleWord(role, output.language) });
  return output.done({ name, role });
}

/** A person types the new PIN twice, because nobody sees it; a program gives it once. */
async function newPin(session: Session, name: string): Promise<Sensitive<string> | "differ" | undefined> {
  const { input, output } = session;
  const pin = await input.secret(output.text("cli.askNewPin", { name }));
  if (pin === undefined || !input.isInteractive) return pin;
  const again = await input.secret(output.text("cli.askNewPinAgain"));
  if (again === undefined) return undefined;
  return again.reveal() === pin.reveal() ? pin : "differ";
}
