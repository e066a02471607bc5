import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import type { Language } from "../../domain/text/language.ts";
import type { Say } from "../command-line.ts";
import { sayOfDownload } from "../download-say.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";

export function addSignOutCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("sign-out")
    .description(sayOfDownload(language, "help.signOut"))
    .action((_options: object, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => signOut(session, terminal))),
    );
}

async function signOut(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output } = session;
  const { language } = output;
  if (terminal.world.till.config === undefined) return session.refuse({ kind: "notSetUp" });
  const done = await terminal.signOut();
  if (!done.ok) return session.notDone({ kind: "journal", fault: done.fault });
  switch (done.value?.outcome) {
    case undefined:
      output.line(sayOfDownload(language, "notSignedIn"));
      return output.done({ signedOut: false });
    case "approved":
      output.line(sayOfDownload(language, "signedOut"));
      return output.done({ signedOut: true });
    case "declined": {
      const code = done.value.answer.responseCode;
      return output.fail(
        EXIT.refused,
        "refused.signOut",
        sayOfDownload(language, "signOutRefused", { code }),
      );
    }
    case "notSent": {
      const why = done.value.fault.kind;
      return output.fail(
        EXIT.unavailable,
        "signOut.notSent",
        sayOfDownload(language, "signOutNotSent", { why }),
      );
    }
    case "unknown": {
      const why = done.value.fault.kind;
      return output.fail(EXIT.unknown, "signOut.unknown", sayOfDownload(language, "signOutUnknown", { why }));
    }
  }
}
