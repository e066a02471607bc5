import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { CardTrace } from "../domain/emv/trace/card-trace.ts";
import { readCardTrace } from "../domain/emv/trace/read-card-trace.ts";
import type { Language } from "../domain/text/language.ts";
import type { CardTraceFault, CardTraceStore } from "../ports/card-trace.ts";
import type { Say } from "./command-line.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { sayOfTraces } from "./explain-say.ts";
import type { Run } from "./run.ts";
import { fileFaultSentence, fileName } from "./sentences.ts";
import type { Session } from "./session.ts";

type Options = { readonly engineer?: boolean; readonly export?: string; readonly list?: boolean };

/** `jinka explain`: reads a trace and opens no journal, so that it works beside a till that is selling. */
export function addExplainCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("explain")
    .description(sayOfTraces(language, "help.explain"))
    .argument("[payment]", sayOfTraces(language, "help.explain.what"))
    .option("--engineer", sayOfTraces(language, "help.explain.engineer"))
    .option("--export <trace.json>", sayOfTraces(language, "help.explain.export"))
    .option("--list", sayOfTraces(language, "help.explain.list"))
    .action((what: string | undefined, options: Options, command: Command) =>
      run(command, async (session) => {
        if (options.list === true) return listTraces(session);
        const trace = await findTrace(session, what);
        if (typeof trace === "number") return trace;
        return options.export === undefined
          ? showTrace(session, trace, options.engineer === true)
          : exportTrace(session, trace, options.export);
      }),
    );
}

async function storeOf(session: Session): Promise<CardTraceStore> {
  const { createCardTraceFiles } = await import("../system/card-trace-files.ts");
  return createCardTraceFiles(session.paths.dataDirectory);
}

/** A file that exists is a trace; anything else is a payment's id. */
async function findTrace(session: Session, what: string | undefined): Promise<CardTrace | ExitCode> {
  if (what !== undefined && (what === "-" || existsSync(what))) return readTraceFile(session, what);
  const store = await storeOf(session);
  const listed = what === undefined ? await store.list() : undefined;
  if (listed?.ok === false) return storeFault(session, listed.fault, "");
  const id = what ?? listed?.value[0];
  const { output } = session;
  if (id === undefined) {
    return output.fail(EXIT.refused, "refused.noTrace", sayOfTraces(output.language, "trace.noneYet"));
  }
  const found = await store.find(id);
  if (!found.ok) return storeFault(session, found.fault, id);
  if (found.value !== undefined) return found.value;
  return output.fail(
    EXIT.refused,
    "refused.noTrace",
    sayOfTraces(output.language, "trace.none", { what: id }),
  );
}

/** The longest trace that {@link readCardTrace} takes is far below. */
const TRACE_BYTES_MAX = 20_000_000;

/** Reads a trace from a file, or says why it is none. */
export async function readTraceFile(session: Session, file: string): Promise<CardTrace | ExitCode> {
  const { output } = session;
  const bytes = await session.read(file, TRACE_BYTES_MAX);
  if (!bytes.ok) return output.fail(EXIT.usage, "usage.file", fileFaultSentence(output, file, bytes.fault));
  const trace = readCardTrace(new TextDecoder().decode(bytes.value));
  if (trace.ok) return trace.value;
  const { kind, path } = trace.fault;
  const sentence = sayOfTraces(output.language, `trace.${kind}`, { file: fileName(output, file), path });
  return output.fail(EXIT.refused, `refused.trace.${kind}`, sentence);
}

function storeFault({ output }: Session, fault: CardTraceFault, what: string): ExitCode {
  const code = "code" in fault ? fault.code : "";
  const sentence = sayOfTraces(output.language, `trace.${fault.kind}`, { what, code });
  return output.fail(EXIT.outOfService, `trace.${fault.kind}`, sentence);
}

async function showTrace({ output }: Session, trace: CardTrace, forEngineer: boolean): Promise<ExitCode> {
  const { explainToCashier } = await import("../domain/emv/trace/explain-cashier.ts");
  const { explainToEngineer } = await import("../domain/emv/trace/explain-engineer.ts");
  const { language } = output;
  const sentence = explainToCashier(trace, language);
  const lines = forEngineer ? explainToEngineer(trace, language) : [sentence];
  for (const line of lines) output.line(line);
  const { paymentId, decisions } = trace;
  return output.done({ paymentId, sentence, ...(forEngineer ? { lines, decisions } : {}) });
}

async function listTraces(session: Session): Promise<ExitCode> {
  const { output } = session;
  const listed = await (await storeOf(session)).list();
  if (!listed.ok) return storeFault(session, listed.fault, "");
  for (const id of listed.value) output.line(id);
  if (listed.value.length === 0) output.line(sayOfTraces(output.language, "trace.noneYet"));
  return output.done({ payments: listed.value });
}

async function exportTrace({ output }: Session, trace: CardTrace, file: string): Promise<ExitCode> {
  const { writeFile } = await import("node:fs/promises");
  try {
    await writeFile(file, `${JSON.stringify(trace, null, 1)}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const sentence = sayOfTraces(output.language, "trace.exists", { file, code });
    return output.fail(EXIT.refused, "refused.file", sentence);
  }
  output.line(sayOfTraces(output.language, "trace.exported", { file }));
  return output.done({ paymentId: trace.paymentId, file, masked: trace.masked });
}
