import type { Command } from "commander";
import { currentBatch } from "../../domain/world.ts";
import type { Say } from "../command-line.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { signInAndSay } from "../sign-in-and-say.ts";

export function addSignInCommand(program: Command, run: Run, say: Say): void {
  program
    .command("sign-in")
    .description(say("cli.help.signIn"))
    .action((_options: object, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          if (terminal.world.till.config === undefined) return session.refuse({ kind: "notSetUp" });
          const signedIn = await signInAndSay(session, terminal);
          if (!signedIn.ok) return session.notDone({ kind: "journal", fault: signedIn.fault });
          const { done, sentence } = signedIn.value;
          if (!done) return output.fail(EXIT.unavailable, "notSignedIn", sentence);
          return output.done({ batchNumber: currentBatch(terminal.world)?.batchNumber });
        }),
      ),
    );
}
