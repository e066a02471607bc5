import { err, ok, type Result } from "../../main/domain/result.ts";
import type { PrinterFault, PrinterStatus } from "../../main/ports/printer.ts";
import type { SerialFault, SerialLink } from "../serial/serial-link.ts";
import { type StatusNumber, statusRequest } from "./codec/commands.ts";
import { parseStatus } from "./codec/status.ts";
import type { StatusInput } from "./status-input.ts";

/**
 * DLE EOT is answered at once whatever the printer is doing; no answer in this time means switched off or another speed
 * (pos-peripherals section 1.1). Shorter makes slow printers seem dead, longer makes a dead one hold up the till.
 */
const STATUS_TIMEOUT_MS = 500;

export type Trouble = PrinterFault["kind"];

/**
 * Asks for one status byte. Late answers to earlier questions are forgotten first.
 * @param writeTimeoutMs longer in the middle of a job, where the question queues on the line behind print data.
 */
export async function askStatusByte(
  link: SerialLink,
  input: StatusInput,
  number: StatusNumber,
  writeTimeoutMs = STATUS_TIMEOUT_MS,
): Promise<Result<number, Trouble>> {
  input.forget("realTime");
  const written = await link.write(statusRequest(number), writeTimeoutMs);
  if (!written.ok) return err(troubleOf(written.fault));
  const answer = await input.next("realTime", STATUS_TIMEOUT_MS);
  return answer.ok ? ok(answer.value.byte) : err(troubleOf(answer.fault));
}

/** Asks for all four bytes one after the other: cheap printers lose requests that come in one piece. */
export async function askStatus(
  link: SerialLink,
  input: StatusInput,
  writeTimeoutMs = STATUS_TIMEOUT_MS,
): Promise<Result<PrinterStatus, Trouble>> {
  const printer = await askStatusByte(link, input, 1, writeTimeoutMs);
  if (!printer.ok) return printer;
  const offlineCause = await askStatusByte(link, input, 2, writeTimeoutMs);
  if (!offlineCause.ok) return offlineCause;
  const errorCause = await askStatusByte(link, input, 3, writeTimeoutMs);
  if (!errorCause.ok) return errorCause;
  const paper = await askStatusByte(link, input, 4, writeTimeoutMs);
  if (!paper.ok) return paper;
  return ok(
    parseStatus({
      printer: printer.value,
      offlineCause: offlineCause.value,
      errorCause: errorCause.value,
      paper: paper.value,
    }),
  );
}

/** Why nothing can be printed, or undefined. The open cover comes first: it is open while paper is put in. */
export function troubleIn(status: PrinterStatus): Trouble | undefined {
  if (status.coverOpen) return "coverOpen";
  if (status.paper === "out") return "noPaper";
  if (status.cutterJammed) return "cutterJammed";
  return status.online ? undefined : "offline";
}

export function troubleOf(fault: SerialFault): "unplugged" | "noAnswer" {
  return fault.kind === "timedOut" ? "noAnswer" : "unplugged";
}
