import type { Command } from "commander";
import { currentBatch } from "../../domain/world.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";

export function addSignInCommand(program: Command, run: Run): void {
  program
    .command("sign-in")
    .description("sign in to the clearing host now; a card payment does it by itself when it is needed")
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          if (terminal.world.till.config === undefined) return session.refuse({ kind: "notSetUp" });
          const signedIn = await terminal.signIn();
          if (!signedIn.ok) return session.notDone({ kind: "journal", fault: signedIn.fault });
          if (!signedIn.value)
            return output.fail(EXIT.unavailable, "notSignedIn", output.text("cli.notSignedIn"));
          output.say("cli.signedIn");
          output.result({ ok: true, batchNumber: currentBatch(terminal.world)?.batchNumber });
          return EXIT.done;
        }),
      ),
    );
}
