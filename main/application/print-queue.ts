import { type DocumentId, documentId } from "../domain/ids.ts";
import type { Observation } from "../domain/payment/observation.ts";
import type { Printout } from "../domain/receipt/document.ts";
import { reprintNumber } from "../domain/receipt/document-state.ts";
import { err, type Result } from "../domain/result.ts";
import type { PrinterFault, PrintOutcome } from "../ports/printer.ts";
import { Lock } from "./lock.ts";
import type { TerminalParts } from "./terminal-parts.ts";

type Tried = Extract<Observation, { kind: "documentsTried" }>["results"][number];

type UnprintedFault = { readonly kind: PrinterFault["kind"] | "noPrinter" };

/**
 * Prints stored papers, one job after the other, beside everything else: a slow printer holds up nobody, and no
 * paper changes no sale. Every attempt was counted in the journal before it begins here (money.md rule 15).
 */
export class PrintQueue {
  readonly #parts: TerminalParts;
  readonly #lock = new Lock();

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  /** Prints a job in order; all results are recorded in one commit. */
  print(ids: readonly DocumentId[]): Promise<void> {
    return this.#lock.withLock(async () => {
      const results: Tried[] = [];
      for (const id of ids) results.push(await this.#printOne(id, results));
      await this.#record(results);
    });
  }

  /** Prints a paper that is stored nowhere, because it tells nothing about money: between the others, and once. */
  printUnstored(paper: Printout): Promise<Result<PrintOutcome, UnprintedFault>> {
    return this.#lock.withLock(async () => {
      const { printer, log } = this.#parts;
      if (printer === undefined) return err({ kind: "noPrinter" });
      const printed = await printer.print(paper, 0);
      const outcome = printed.ok ? printed.value.printed : printed.fault.kind;
      log.write("print", { document: paper.id, reprint: 0, outcome });
      return printed;
    });
  }

  /**
   * Tries again what is still owed, for example after paper was put in. Returns how many papers were tried; a
   * printer that is not ready is not tried, so that the journal does not fill with attempts.
   */
  async retry(): Promise<number> {
    const { runner, printer } = this.#parts;
    const owed = [...runner.world.documents.values()].filter((document) => document.print === "failed");
    if (owed.length === 0 || printer === undefined) return 0;
    const status = await printer.status();
    const isReady =
      status.ok && status.value.online && status.value.paper !== "out" && !status.value.coverOpen;
    if (!isReady) return 0;
    for (const { documentId: id } of owed) {
      const begun = await runner.submit([{ kind: "reprint", documentId: id, operator: AUTOMATIC }]);
      if (!begun.ok) return 0;
    }
    return owed.length;
  }

  async #printOne(id: DocumentId, before: readonly Tried[]): Promise<Tried> {
    const { printer, journal, runner, log } = this.#parts;
    if (printer === undefined) return notPrinted(id, "noPrinter", false);
    // A printer that failed a moment ago would fail again; the rest of the job waits with it.
    const failed = before.find((tried) => !tried.outcome.printed);
    if (failed !== undefined && !failed.outcome.printed) return notPrinted(id, failed.outcome.reason, false);
    const body = await journal.documentBody(id);
    if (!body.ok) return notPrinted(id, body.fault.kind, false);
    if (body.value === undefined) return notPrinted(id, "unknownDocument", false);
    const state = runner.world.documents.get(id);
    const reprint = state === undefined ? 0 : reprintNumber(state);
    const printed = await printer.print(body.value, reprint);
    log.write("print", {
      document: id,
      reprint,
      outcome: printed.ok ? printed.value.printed : printed.fault.kind,
    });
    if (printed.ok)
      return { documentId: id, outcome: { printed: true, known: printed.value.printed === "processed" } };
    return notPrinted(id, printed.fault.kind, printed.fault.sent !== "no");
  }

  async #record(results: readonly Tried[]): Promise<void> {
    const seen = await this.#parts.runner.observe({ kind: "documentsTried", results });
    // The paper is out and only its note is lost: after a restart it is printed again as a reprint.
    if (!seen.ok) this.#parts.log.write("journalFault", { fault: seen.fault.kind, where: "print" });
  }
}

/** Who asks for a repetition that nobody asked for. */
const AUTOMATIC = "-";

function notPrinted(id: DocumentId, reason: PrinterFault["kind"] | string, sent: boolean): Tried {
  return { documentId: documentId(id), outcome: { printed: false, reason, sent } };
}
