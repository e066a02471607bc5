import type { Command } from "commander";
import { differenceSentence } from "../../store/journal-difference.ts";
import { readHead } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { openFaultSentence } from "../sentences.ts";
import type { Session } from "../session.ts";

type KnownHead = { readonly seq: number; readonly hash: string };

/** Checks the books without opening a terminal over them: a till may run meanwhile, and nothing is changed. */
export function addVerifyCommand(program: Command, run: Run, say: Say): void {
  program
    .command("verify")
    .description(say("cli.help.verify"))
    .option("--head <seq:hash>", say("cli.help.verify.head"), readHead)
    .action((options: { head?: KnownHead }, command: Command) =>
      run(command, (session) => verify(session, options.head)),
    );
}

async function verify(session: Session, knownHead: KnownHead | undefined): Promise<ExitCode> {
  const { output, paths } = session;
  const { verifyBooks } = await import("../../compose.ts");
  output.progress("cli.verifying");
  const verified = await verifyBooks({ ...paths, ...(knownHead === undefined ? {} : { knownHead }) });
  if (verified.ok) {
    const { head, sealedRecords } = verified.value;
    output.say("cli.verified", { count: head.seq, sealed: sealedRecords, hash: head.hash });
    return output.done({ head: { seq: head.seq, hash: head.hash }, sealedRecords });
  }
  const { fault } = verified;
  if (fault.kind === "differs") {
    const sentence = output.text("cli.verifyDiffers", { detail: differenceSentence(fault.difference) });
    return output.fail(EXIT.disagree, `books.${fault.difference.kind}`, sentence, {
      difference: fault.difference,
    });
  }
  const kind = `${fault.kind}.${fault.fault.kind}`;
  return output.fail(EXIT.outOfService, kind, openFaultSentence(fault, output.language));
}
