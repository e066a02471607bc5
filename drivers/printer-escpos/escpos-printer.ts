import { concatBytes } from "../../main/domain/bytes.ts";
import type { Printout } from "../../main/domain/receipt/document.ts";
import { layoutReceipt } from "../../main/domain/receipt/layout.ts";
import { err, ok, type Result, type Sent } from "../../main/domain/result.ts";
import type { CashDrawer, CashDrawerFault } from "../../main/ports/cash-drawer.ts";
import type { Printer, PrinterFault, PrinterStatus, PrintOutcome } from "../../main/ports/printer.ts";
import type { SerialClock } from "../serial/open-serial-link.ts";
import type { SerialFault, SerialLink } from "../serial/serial-link.ts";
import {
  drawerPulse,
  drawerPulseNow,
  type ProcessId,
  processIdRequest,
  queuedStatusRequest,
} from "./codec/commands.ts";
import type { PrinterProfile } from "./codec/printer-profile.ts";
import { encodeReceipt, ending, QR_BYTES_MAX } from "./codec/receipt-bytes.ts";
import { isOffline, isPaperOut } from "./codec/status.ts";
import { askStatus, askStatusByte, type Trouble, troubleIn, troubleOf } from "./printer-status.ts";
import { StatusInput } from "./status-input.ts";

/** Between two pieces of this size the printer is asked how it is, so that paper out is noticed after half a receipt. */
const PIECE_BYTES_MAX = 512;

/**
 * A printer that is busy takes the next piece only after it has printed some of the last ones: 512 bytes are at most forty
 * lines, and the slowest dot printers make three lines a second.
 */
const PIECE_TIMEOUT_MS = 15_000;

/** While the end of the job is awaited the printer is asked this often how it is. */
const WATCH_INTERVAL_MS = 500;

/**
 * How long the end of a job is awaited: as long as the slowest printer takes for the rows, and the knife. Shorter says "not
 * known" of receipts that are coming out, longer keeps the next receipt waiting behind a printer that never answers.
 */
const COMPLETION_BASE_MS = 5_000;
const COMPLETION_PER_ROW_MS = 350;

/** An idle printer answers at once; a longer wait would hold up every receipt of one that never answers. */
const OLD_REQUEST_TIMEOUT_MS = 2_000;

/** A request that was left behind and the one behind it are answered together; this separates them from the next. */
const QUIET_MS = 300;

/** More pulses than this burn the solenoid (pos-peripherals section 3). */
const PULSE_INTERVAL_MS = 500;

/** Longer than any command of a receipt. NUL prints nothing, and fills up a command that was cut off. */
const RESYNC_BYTES = QR_BYTES_MAX + 56;

/**
 * A receipt printer on a serial line that speaks ESC/POS, and the drawer at its socket. It holds no state that a restart
 * would miss: what was printed is what the outcomes said.
 */
export class EscposPrinter implements Printer, CashDrawer {
  readonly #link: SerialLink;
  readonly #clock: SerialClock;
  readonly #profile: PrinterProfile;
  readonly #input: StatusInput;
  /** Queued requests whose answers may still come. Before the first job nobody knows what an earlier process left. */
  #unanswered = 1;
  /** A job was left in the middle, so a piece of receipt hangs out of the printer. */
  #hasTornJob = false;
  /** A write broke off, so the printer may wait for the rest of a command. */
  #hasBrokenCommand = false;
  /** How often the line was lost. A job must not go on over a line that was lost and opened again in between. */
  #losses = 0;
  #lastPulseMs = Number.NEGATIVE_INFINITY;

  constructor(link: SerialLink, profile: PrinterProfile, clock: SerialClock) {
    this.#link = link;
    this.#profile = profile;
    this.#clock = clock;
    this.#input = new StatusInput(link, clock);
    link.onLost(() => {
      this.#losses += 1;
    });
  }

  async status(): Promise<Result<PrinterStatus, PrinterFault>> {
    return await this.#withLine(async () => {
      this.#input.discard();
      const status = await askStatus(this.#link, this.#input);
      return status.ok ? status : err({ kind: status.fault, sent: "no" });
    });
  }

  /**
   * Prints one document and cuts. It is sent only to a printer that says that it can print; every wait ends.
   * @param reprint how many times the document was printed before; above 0 the paper is marked.
   */
  async print(document: Printout, reprint = 0): Promise<Result<PrintOutcome, PrinterFault>> {
    const layout = layoutReceipt(document, this.#profile, reprint);
    const pieces = gather(encodeReceipt(layout, this.#profile));
    const completionMs = COMPLETION_BASE_MS + COMPLETION_PER_ROW_MS * layout.rows.length;
    return await this.#withLine(async () => {
      const trouble = await this.#prepare();
      if (trouble !== undefined) return err({ kind: trouble, sent: "no" });
      return await this.#printPieces(pieces, processIdOf(document, reprint), completionMs);
    });
  }

  /**
   * Sends one pulse. A printer that would keep the pulse until paper is in is not sent one: `noAnswer`, nothing sent.
   */
  async open(): Promise<Result<void, CashDrawerFault>> {
    const { pin, onMs, offMs, isRealTime } = this.#profile.drawer;
    return await this.#withLine(async () => {
      this.#input.discard();
      const printer = await askStatusByte(this.#link, this.#input, 1);
      if (!printer.ok) return err({ kind: drawerTrouble(printer.fault), sent: "no" });
      if (isOffline(printer.value) && !isRealTime) return err({ kind: "noAnswer", sent: "no" });
      const waitMs = this.#lastPulseMs + PULSE_INTERVAL_MS - this.#clock.monotonicMs();
      if (waitMs > 0) await this.#clock.sleep(waitMs);
      this.#lastPulseMs = this.#clock.monotonicMs();
      const pulse = isRealTime ? drawerPulseNow(pin, onMs) : drawerPulse(pin, onMs, offMs);
      const written = await this.#link.write(pulse);
      if (written.ok) return written;
      return err({ kind: drawerTrouble(troubleOf(written.fault)), sent: written.fault.sent });
    });
  }

  async close(): Promise<void> {
    this.#input.stop();
    await this.#link.close();
  }

  async #printPieces(
    pieces: readonly Uint8Array[],
    id: ProcessId,
    completionMs: number,
  ): Promise<Result<PrintOutcome, PrinterFault>> {
    const lossesBefore = this.#losses;
    const fault = await this.#send(pieces);
    if (fault !== undefined) {
      if (fault.sent !== "no") this.#hasTornJob = true;
      return err(fault);
    }
    // The cut is in the printer's buffer now, behind the rest; a printer that lost its power forgets both.
    this.#hasTornJob = false;
    const outcome = await this.#awaitCompletion(id, completionMs);
    if (this.#losses === lossesBefore) return outcome;
    this.#hasTornJob = true;
    return err({ kind: "unplugged", sent: "yes" });
  }

  /** Makes sure that the printer can print, and that no answer of an earlier job can be taken for one of this job. */
  async #prepare(): Promise<Trouble | undefined> {
    if (this.#hasBrokenCommand) {
      const resync = await this.#write(new Uint8Array(RESYNC_BYTES));
      if (!resync.ok) return troubleOf(resync.fault);
      this.#hasBrokenCommand = false;
    }
    this.#input.discard();
    const status = await askStatus(this.#link, this.#input);
    if (!status.ok) return status.fault;
    return troubleIn(status.value) ?? (await this.#outlastOldRequests());
  }

  /**
   * Old requests are answered, if at all, right before a new one behind them. So one more is sent, and whatever is
   * answered until the line is quiet belongs to the past. Without any answer they go on being counted: see
   * {@link EscposPrinter.#queuedAnswer}.
   */
  async #outlastOldRequests(): Promise<Trouble | undefined> {
    if (this.#unanswered === 0 || this.#profile.completion !== "paperSensor") return undefined;
    const written = await this.#write(queuedStatusRequest());
    if (!written.ok) return troubleOf(written.fault);
    this.#unanswered += 1;
    let answer = await this.#input.next("queued", OLD_REQUEST_TIMEOUT_MS);
    if (!answer.ok) return answer.fault.kind === "timedOut" ? undefined : troubleOf(answer.fault);
    for (let more = this.#unanswered; more > 0 && answer.ok; more--) {
      answer = await this.#input.next("queued", QUIET_MS);
    }
    this.#unanswered = 0;
    return undefined;
  }

  async #send(pieces: readonly Uint8Array[]): Promise<PrinterFault | undefined> {
    const start = this.#hasTornJob ? [ending(this.#profile)] : [];
    let sent: Sent = "no";
    let answersWhileBusy = true;
    for (const piece of [...start, ...pieces]) {
      const written = await this.#write(piece);
      if (!written.ok) {
        return { kind: troubleOf(written.fault), sent: sent === "yes" ? "yes" : written.fault.sent };
      }
      sent = "yes";
      if (!answersWhileBusy) continue;
      const trouble = await this.#look();
      if (trouble === "noAnswer") answersWhileBusy = false;
      else if (trouble !== undefined) return { kind: trouble, sent };
    }
    return undefined;
  }

  async #awaitCompletion(id: ProcessId, completionMs: number): Promise<Result<PrintOutcome, PrinterFault>> {
    const { completion } = this.#profile;
    if (completion === "none") return ok({ printed: "notKnown" });
    const isNamed = completion === "processId";
    const written = await this.#write(isNamed ? processIdRequest(id) : queuedStatusRequest());
    if (!written.ok) return err({ kind: troubleOf(written.fault), sent: "yes" });
    this.#unanswered += 1;
    const endMs = this.#clock.monotonicMs() + completionMs;
    // Each round waits for an answer, so the rounds end with the time.
    while (this.#clock.monotonicMs() < endMs) {
      const answer = isNamed ? await this.#namedAnswer(id) : await this.#queuedAnswer();
      if (answer === "processed") return ok({ printed: "processed" });
      const trouble = answer === "none" ? await this.#look() : answer;
      if (trouble !== undefined && trouble !== "noAnswer") return err({ kind: trouble, sent: "yes" });
    }
    return ok({ printed: "notKnown" });
  }

  /** Requests are answered in their order, so only the answer to the last of all is the one behind this job. */
  async #queuedAnswer(): Promise<"processed" | "none" | Trouble> {
    const answer = await this.#input.next("queued", WATCH_INTERVAL_MS);
    if (!answer.ok) return answer.fault.kind === "timedOut" ? "none" : troubleOf(answer.fault);
    this.#unanswered -= 1;
    // Some printers answer out of order without paper; then the job is not on it.
    if (isPaperOut(answer.value.byte)) return "noPaper";
    return this.#unanswered === 0 ? "processed" : "none";
  }

  async #namedAnswer(id: ProcessId): Promise<"processed" | "none" | Trouble> {
    const answer = await this.#input.next("processId", WATCH_INTERVAL_MS);
    if (!answer.ok) return answer.fault.kind === "timedOut" ? "none" : troubleOf(answer.fault);
    return answer.value.id === id ? "processed" : "none";
  }

  /** One short question in the middle of a job; the reasons are asked for only if the printer says that it is offline. */
  async #look(): Promise<Trouble | undefined> {
    const printer = await askStatusByte(this.#link, this.#input, 1, PIECE_TIMEOUT_MS);
    if (!printer.ok) return printer.fault;
    if (!isOffline(printer.value)) return undefined;
    const status = await askStatus(this.#link, this.#input, PIECE_TIMEOUT_MS);
    return status.ok ? troubleIn(status.value) : status.fault;
  }

  async #write(bytes: Uint8Array): Promise<Result<void, SerialFault>> {
    const written = await this.#link.write(bytes, PIECE_TIMEOUT_MS);
    if (!written.ok && written.fault.sent !== "no") this.#hasBrokenCommand = true;
    return written;
  }

  async #withLine<T, F>(
    use: () => Promise<Result<T, F>>,
  ): Promise<Result<T, F | { readonly kind: "unplugged"; readonly sent: "no" }>> {
    const conversation = await this.#link.withPort(async () => ok(await use()));
    return conversation.ok ? conversation.value : err({ kind: "unplugged", sent: "no" });
  }
}

/** Four base-36 digits of a hash (FNV-1a, 32 bits): another one for each job, also after a restart. */
function processIdOf(document: Printout, reprint: number): ProcessId {
  let hash = 0x811c9dc5;
  for (const character of `${document.id}/${reprint}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36).toUpperCase().padStart(4, "0").slice(-4);
}

function drawerTrouble(trouble: Trouble): CashDrawerFault["kind"] {
  return trouble === "unplugged" ? "unplugged" : "noAnswer";
}

/** Puts whole commands together up to the size of a piece. */
function gather(commands: readonly Uint8Array[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (const command of commands) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + command.length <= PIECE_BYTES_MAX) {
      pieces[pieces.length - 1] = concatBytes(last, command);
    } else pieces.push(command);
  }
  return pieces;
}
