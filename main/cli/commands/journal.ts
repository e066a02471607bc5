import type { Command } from "commander";
import { dateAndTime } from "../../domain/business-time.ts";
import type { TerminalEvent } from "../../domain/event.ts";
import type { DocumentId } from "../../domain/ids.ts";
import { formatYuan } from "../../domain/money.ts";
import type { DocumentKind } from "../../domain/receipt/document.ts";
import type { Discount } from "../../domain/sale/discount.ts";
import { EN } from "../../domain/text/en-table.ts";
import type { TextParameters } from "../../domain/text/fill-gaps.ts";
import type { Language } from "../../domain/text/language.ts";
import { say as sayIn } from "../../domain/text/say.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import type { JournalRow } from "../../ports/journal.ts";
import { readCount, readRowCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import type { Run } from "../run.ts";
import { parametersOf, roleWord } from "../sentences.ts";

const LIMIT_DEFAULT = 50;

export function addJournalCommand(program: Command, run: Run, say: Say): void {
  program
    .command("journal")
    .description(say("cli.help.journal"))
    .option("--limit <n>", say("cli.help.journal.limit"), readRowCount, LIMIT_DEFAULT)
    .option("--before <seq>", say("cli.help.journal.before"), readCount)
    .action((options: { limit: number; before?: number }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const { limit, before } = options;
          const search = before === undefined ? { limit } : { limit, beforeSeq: before };
          const rows = await terminal.parts.journal.rows(search);
          if (!rows.ok) return session.notDone({ kind: "journal", fault: rows.fault });
          const names = new PaperNames(rows.value, output.language);
          const shown = rows.value.toReversed().map(({ seq, at, event }) => ({
            seq,
            at: dateAndTime(at),
            type: event.type,
            sentence: describeEvent(event, output.language, names),
            event: membersOf(event),
          }));
          for (const { seq, at, sentence } of shown)
            output.line(`${seq.toString().padStart(6)}  ${at}  ${sentence}`);
          const head = await terminal.parts.journal.head();
          return output.done({
            head: head.ok ? { seq: head.value.seq, hash: head.value.hash } : undefined,
            rows: shown,
          });
        }),
      ),
    );
}

/** Papers by what stands on them, as far as the rows at hand tell; a row of a print names only an identifier. */
class PaperNames {
  readonly #names = new Map<string, string>();
  readonly #language: Language;

  constructor(rows: readonly JournalRow[], language: Language) {
    this.#language = language;
    for (const { event } of rows) {
      if (event.type === "documentIssued") this.#names.set(event.document.id, this.nameOf(event.document));
    }
  }

  nameOf({ kind, number }: { readonly kind: DocumentKind; readonly number: number }): string {
    return sayIn(this.#language, `cli.paper.${kind}`, { number: sixDigits(number) });
  }

  find(id: DocumentId | string): string {
    return this.#names.get(id) ?? id;
  }
}

/** A row of the journal in one sentence. */
function describeEvent(event: TerminalEvent, language: Language, names: PaperNames): string {
  const parameters = { ...parametersOf(event), ...namesOf(event, language, names) };
  return sayIn(language, `event.${event.type}`, parameters);
}

const PURPOSE_WORDS = {
  signIn: "cli.word.signIn",
  signOut: "cli.word.signOut",
  echo: "cli.word.echo",
  batchUpload: "cli.word.batchUpload",
  download: "cli.word.download",
} as const;

const KIND_WORDS = { sale: "cli.word.payment", void: "cli.word.void", load: "cli.word.load" } as const;

/** The members that are objects or codes, by their names. */
function namesOf(event: TerminalEvent, language: Language, names: PaperNames): TextParameters {
  switch (event.type) {
    case "operatorAdded":
      return { role: roleWord(event.role, language) };
    case "lineAdded":
      return { item: language === "zh-CN" ? event.item.nameZh : event.item.nameEn, ...quantityOf(event) };
    case "lineQuantityChanged":
      return quantityOf(event);
    case "lineDiscounted":
    case "basketDiscounted":
      return { discount: discountWords(event.discount, language) };
    case "paymentStarted":
      return { kind: sayIn(language, KIND_WORDS[event.kind]) };
    case "scriptNoticeAnswered":
      return { end: sayIn(language, `cli.word.notice.${event.end}`), code: event.responseCode ?? "-" };
    case "hostApproved":
    case "hostDeclined":
      return { code: event.answer.responseCode };
    case "documentIssued":
      return { document: names.nameOf(event.document) };
    case "documentPrinted":
    case "documentNotPrinted":
    case "documentPrintRepeated":
      return { documentId: names.find(event.documentId) };
    case "signatureConfirmed":
      return { accepted: sayIn(language, event.accepted ? "cli.word.yes" : "cli.word.no") };
    case "reversalTried":
      return { code: event.responseCode ?? "-" };
    case "stanTaken":
      return { purpose: sayIn(language, PURPOSE_WORDS[event.purpose]) };
    default:
      return {};
  }
}

function discountWords(discount: Discount | undefined, language: Language): string {
  if (discount === undefined) return sayIn(language, "cli.word.noDiscount");
  return discount.kind === "amount" ? formatYuan(discount.amountFen) : `${discount.perMille / 10}%`;
}

function quantityOf({ quantityMilli }: { readonly quantityMilli: number }): TextParameters {
  return { quantity: quantityMilli / 1000 };
}

/**
 * For programs: the members of a row that are plain values. Of objects only what is named here is shown: the host's
 * answer, and what tells a card and a paper from others.
 */
function membersOf(event: TerminalEvent): object {
  const plain = Object.entries(event).filter(([name, value]) => name !== "type" && typeof value !== "object");
  return { ...Object.fromEntries(plain), ...partsOf(event) };
}

function partsOf(event: TerminalEvent): object {
  if (event.type === "documentIssued") {
    const { id: documentId, kind, number } = event.document;
    return { documentId, kind, number };
  }
  if ("answer" in event && event.answer !== undefined) return { answer: event.answer };
  if ("card" in event && event.card !== undefined) {
    const { maskedPan, label, entryMode } = event.card;
    return { card: { maskedPan, label, entryMode } };
  }
  return {};
}

/** Every type of event has its sentence; a new one does not compile without. */
type EventTextKey = `event.${TerminalEvent["type"]}`;
EN satisfies Record<EventTextKey, string>;
