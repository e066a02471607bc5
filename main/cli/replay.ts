import type { Command } from "commander";
import { assertNever } from "../domain/assert.ts";
import type { ContactlessInput, TornTransaction } from "../domain/emv/contactless/protocol.ts";
import { recoverTornTransaction } from "../domain/emv/contactless/recover-torn-transaction.ts";
import { runContactless } from "../domain/emv/contactless/transaction.ts";
import { type LoadInput, runLoad } from "../domain/emv/electronic-cash/load.ts";
import type { TransactionInput, VerificationAbilities } from "../domain/emv/kernel/protocol.ts";
import { readCard } from "../domain/emv/kernel/read-card.ts";
import { NO_ABILITIES } from "../domain/emv/kernel/session.ts";
import { runVerifyingTransaction } from "../domain/emv/kernel/transaction.ts";
import type { CardTrace } from "../domain/emv/trace/card-trace.ts";
import { type ReplayDifference, type ReplayReport, replayTrace } from "../domain/emv/trace/replay-trace.ts";
import type { Language } from "../domain/text/language.ts";
import type { Say } from "./command-line.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { readTraceFile } from "./explain.ts";
import { sayOfTraces } from "./explain-say.ts";
import type { Run } from "./run.ts";
import type { Session } from "./session.ts";

type AnyKernel = Generator<{ readonly kind: string }, unknown, never>;

/** Kernels by the name that traces have for them. What they are told is the trace's to say. */
const KERNELS: Readonly<Record<string, (input: unknown) => AnyKernel>> = {
  contact: (input) => {
    const { abilities = NO_ABILITIES } = input as { readonly abilities?: VerificationAbilities };
    return runVerifyingTransaction(input as TransactionInput, abilities);
  },
  readCard: (input) => readCard(input as TransactionInput),
  load: (input) => runLoad(input as LoadInput),
  contactless: (input) => runContactless(input as ContactlessInput),
  recovery: (input) => recoverTornTransaction(input as TornTransaction),
};

export function addReplayCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("replay")
    .description(sayOfTraces(language, "help.replay"))
    .argument("<trace.json>", sayOfTraces(language, "help.replay.file"))
    .action((file: string, _options: object, command: Command) =>
      run(command, async (session) => {
        const trace = await readTraceFile(session, file);
        return typeof trace === "number" ? trace : replay(session, trace);
      }),
    );
}

function replay({ output }: Session, trace: CardTrace): ExitCode {
  const { language } = output;
  const reports: ReplayReport[] = [];
  try {
    for (const one of [...(trace.earlier ?? []), trace]) {
      const start = Object.hasOwn(KERNELS, one.kernel) ? KERNELS[one.kernel] : undefined;
      if (start === undefined) {
        const sentence = sayOfTraces(language, "replay.unknownKernel", { kernel: one.kernel });
        return output.fail(EXIT.refused, "refused.kernel", sentence);
      }
      reports.push(replayTrace(one, start));
    }
  } catch (error) {
    // A kernel believes whoever drives it. What a file tells it may be nothing that it can believe.
    const detail = error instanceof Error ? error.message : String(error);
    return output.fail(EXIT.refused, "refused.input", sayOfTraces(language, "replay.input", { detail }));
  }
  for (const report of reports) for (const line of linesOf(report, language)) output.line(line);
  const isSame = reports.every(({ difference }) => difference === undefined);
  const earlier = reports.length > 1 ? { earlier: reports.slice(0, -1) } : {};
  const { paymentId, masked } = trace;
  return output.done(
    { paymentId, masked, ...reports.at(-1), ...earlier },
    isSame ? EXIT.done : EXIT.disagree,
  );
}

function linesOf(
  { commands, compared, unchecked, decision, difference }: ReplayReport,
  language: Language,
): string[] {
  const open = unchecked.map(({ command, why }) =>
    sayOfTraces(language, `replay.unchecked.${why}`, { command }),
  );
  if (difference !== undefined) return [differenceSentence(difference, language), ...open];
  const isWhole = compared === commands && unchecked.length === 0;
  return [
    sayOfTraces(language, isWhole ? "replay.same" : "replay.sameAsFar", { commands, compared }),
    ...open,
    ...(decision === undefined ? [] : [sayOfTraces(language, "replay.decision", { number: decision })]),
  ];
}

function differenceSentence(difference: ReplayDifference, language: Language): string {
  const nothing = sayOfTraces(language, "replay.end");
  switch (difference.kind) {
    case "command": {
      const { command, byte, expected = nothing, actual = nothing } = difference;
      return sayOfTraces(language, "replay.command", { command, byte, expected, actual });
    }
    case "request":
      return sayOfTraces(language, "replay.request", difference);
    case "question":
      return sayOfTraces(language, "replay.question", difference);
    case "endedEarly":
      return sayOfTraces(language, "replay.endedEarly", difference);
    case "wentOn":
      return sayOfTraces(language, "replay.wentOn", difference);
    case "result":
      return sayOfTraces(language, "replay.result", difference);
    default:
      return assertNever(difference);
  }
}
