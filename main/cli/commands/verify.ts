import type { Command } from "commander";
import type { VerifiedBooks } from "../../compose.ts";
import { readHead } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { openFaultSentence } from "../sentences.ts";
import type { Session } from "../session.ts";
import { differenceSentence, logDifferenceSentence, sayOfVerify } from "../verify-say.ts";
import type { VerifyKey } from "../verify-text-tables.ts";

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
  const verified = await verifyBooks({
    ...paths,
    ...(knownHead === undefined ? {} : { knownHead }),
    onProgress: (count, all) =>
      output.progressLine(sayOfVerify(output.language, "progress", { count, all }), count % STEP_ROWS === 0),
  });
  if (verified.ok) return tellVerified(session, verified.value);
  const { fault } = verified;
  if (fault.kind === "differs" || fault.kind === "logDiffers") {
    const { language } = output;
    const detail =
      fault.kind === "differs"
        ? differenceSentence(fault.difference, language)
        : logDifferenceSentence(fault.difference, language);
    const kind = `${fault.kind === "differs" ? "books" : "log"}.${fault.difference.kind}`;
    const { difference } = fault;
    return output.fail(EXIT.disagree, kind, output.text("cli.verifyDiffers", { detail }), { difference });
  }
  const kind = `${fault.kind}.${fault.fault.kind}`;
  return output.fail(EXIT.outOfService, kind, openFaultSentence(fault, output.language));
}

/** A file gets a line of progress for so many rows. */
const STEP_ROWS = 100_000;

function tellVerified({ output }: Session, { head, sealedRecords, log }: VerifiedBooks): ExitCode {
  const { first, last, noted } = log;
  const tell = (key: VerifyKey, parameters = {}) =>
    output.line(sayOfVerify(output.language, key, parameters));
  output.say("cli.verified", { count: head.seq, sealed: sealedRecords, hash: head.hash });
  if (last === 0) tell("logAbsent");
  else tell("logVerified", { first, last });
  if (first > 1) tell("logBegins", { first });
  if (last > noted) tell("logOpenEnd", { noted });
  return output.done({
    head: { seq: head.seq, hash: head.hash },
    sealedRecords,
    log: { first, last, noted },
  });
}
