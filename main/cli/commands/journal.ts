import type { Command } from "commander";
import { dateAndTime } from "../../domain/business-time.ts";
import type { TerminalEvent } from "../../domain/event.ts";
import { EN } from "../../domain/text/en-table.ts";
import type { Language } from "../../domain/text/language.ts";
import { say, type TextParameters } from "../../domain/text/say.ts";
import { readCount } from "../arguments.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { parametersOf } from "../sentences.ts";

const LIMIT_DEFAULT = 50;

export function addJournalCommand(program: Command, run: Run): void {
  program
    .command("journal")
    .description("show the last rows of the journal, newest last")
    .option("--limit <n>", "how many rows", readCount, LIMIT_DEFAULT)
    .option("--before <seq>", "only rows before this number", readCount)
    .action((options: { limit: number; before?: number }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const { limit, before } = options;
          const search = before === undefined ? { limit } : { limit, beforeSeq: before };
          const rows = await terminal.parts.journal.rows(search);
          if (!rows.ok) return session.notDone({ kind: "journal", fault: rows.fault });
          const shown = rows.value.toReversed().map(({ seq, at, event }) => ({
            seq,
            at: dateAndTime(at),
            type: event.type,
            sentence: describeEvent(event, output.language),
          }));
          for (const { seq, at, sentence } of shown)
            output.line(`${seq.toString().padStart(6)}  ${at}  ${sentence}`);
          const head = await terminal.parts.journal.head();
          output.result({ ok: true, head: head.ok ? head.value.hash : undefined, rows: shown });
          return EXIT.done;
        }),
      ),
    );
}

/** A row of the journal in one sentence. */
export function describeEvent(event: TerminalEvent, language: Language): string {
  return say(language, `event.${event.type}`, { ...parametersOf(event), ...namesOf(event, language) });
}

/** The members that are objects, by their names. */
function namesOf(event: TerminalEvent, language: Language): TextParameters {
  if (event.type === "lineAdded")
    return { item: language === "zh-CN" ? event.item.nameZh : event.item.nameEn };
  if (event.type === "documentIssued") return { document: event.document.id };
  if (event.type === "signatureConfirmed") return { accepted: String(event.accepted) };
  return {};
}

/** Every type of event has its sentence; a new one does not compile without. */
type EventTextKey = `event.${TerminalEvent["type"]}`;
EN satisfies Record<EventTextKey, string>;
