import type { Command } from "commander";
import { EXIT } from "../../main/cli/exit-code.ts";
import type { Run } from "../../main/cli/run.ts";
export function addDemoCommand(program: Command, run: Run): void {
  program.command("demo").action((_o: object, c: Command) => run(c, async () => EXIT.done));
}
