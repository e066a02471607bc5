import { type Command, Option } from "commander";
import type { Role } from "../../domain/till/state.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";

const ROLES: readonly Role[] = ["owner", "manager", "cashier"];

export function addOperatorCommand(program: Command, run: Run): void {
  const operator = program.command("operator").description("who may work here");
  operator
    .command("add <name>")
    .description(
      "add an operator; the first one is the owner. Standard input: the PIN of --operator (except for the first), then the new PIN",
    )
    .addOption(
      new Option(
        "--role <role>",
        "what the operator may do (default: owner for the first, else cashier)",
      ).choices(ROLES),
    )
    .option("--operator <name>", "the owner who adds")
    .action((name: string, options: { role?: Role; operator?: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output, input } = session;
          const isFirst = terminal.world.till.operators.length === 0;
          if (!isFirst) {
            if (options.operator === undefined) {
              return output.fail(EXIT.usage, "usage.operator", output.text("cli.ownerNeeded"));
            }
            const refused = await session.identify(terminal, options.operator);
            if (refused !== undefined) return refused;
          }
          const role = options.role ?? (isFirst ? "owner" : "cashier");
          const pin = await input.secret(output.text("cli.askNewPin", { name }));
          if (pin === undefined) return output.fail(EXIT.usage, "usage.noPin", output.text("cli.noPin"));
          const added = await terminal.addOperator(name, role, pin, options.operator);
          if (!added.ok) return session.notDone(added.fault);
          output.say("cli.operatorAdded", { name, role });
          output.result({ ok: true, name, role });
          return EXIT.done;
        }),
      ),
    );
  operator
    .command("list")
    .description("name the operators")
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const operators = terminal.world.till.operators.map(({ name, role }) => ({ name, role }));
          for (const { name, role } of operators) session.output.line(`${name}  ${role}`);
          session.output.result({ ok: true, operators });
          return EXIT.done;
        }),
      ),
    );
}
