import type { CardFault, CardReaderFault } from "../../main/ports/card-reader.ts";

/** What the names of PC/SC errors mean for a card session. The names are those of the library. */

export function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown error";
}

/** The service is not there, stops, or has forgotten us: another client has to be made. */
const SERVICE_GONE: ReadonlySet<string> = new Set([
  "NoService",
  "ServiceStopped",
  "Shutdown",
  "SystemCancelled",
  "InvalidHandle",
]);
const REFUSED: ReadonlySet<string> = new Set(["SecurityViolation", "AccessDenied", "NoAccess"]);
const CARD_GONE: ReadonlySet<string> = new Set(["NoSmartCard", "RemovedCard"]);
const READER_GONE: ReadonlySet<string> = new Set(["ReaderUnavailable", "UnknownReader"]);
/** The last two mean that a pool of the library is used up, which only other sessions can do. */
const BUSY: ReadonlySet<string> = new Set([
  "SharingViolation",
  "ServerTooBusy",
  "TooManyCardConnections",
  "TooManyConnectRequests",
]);
/** The card said nothing for longer than the reader waits. */
const SILENT: ReadonlySet<string> = new Set(["UnresponsiveCard", "Timeout", "WaitedTooLong"]);
/** Errors of the library itself, before anything was handed to the service. */
const NOT_SENT: ReadonlySet<string> = new Set(["CardIsBusy", "NoCardConnection"]);

export function isServiceGone(error: unknown): boolean {
  return SERVICE_GONE.has(errorCode(error));
}

export function noService(error: unknown): CardReaderFault {
  const code = errorCode(error);
  if (REFUSED.has(code))
    return { kind: "noService", detail: `The smart-card service refuses this user (${code}).` };
  return { kind: "noService", detail: `No smart-card service answers on this machine (${code}).` };
}

/** Why a connection failed; `cardGone` when the card left between being seen and being connected. */
export function connectFault(error: unknown): CardReaderFault | { readonly kind: "cardGone" } {
  const code = errorCode(error);
  if (SERVICE_GONE.has(code) || REFUSED.has(code)) return noService(error);
  if (CARD_GONE.has(code)) return { kind: "cardGone" };
  if (READER_GONE.has(code)) return { kind: "unplugged" };
  if (BUSY.has(code)) return { kind: "cardBusy" };
  // UnresponsiveCard, UnpoweredCard, ProtoMismatch, UnsupportedCard and the like: no conversation is possible.
  return { kind: "muteCard" };
}

/**
 * Why a command got no answer. Errors of the link do not tell a pulled card from a bad contact; the caller
 * looks at the reader's state for that.
 */
export function transmitFault(error: unknown): CardFault {
  const code = errorCode(error);
  if (NOT_SENT.has(code)) return { kind: "transportFailed", sent: "no", detail: code };
  if (CARD_GONE.has(code)) return { kind: "cardRemoved", sent: "unknown" };
  if (READER_GONE.has(code)) return { kind: "unplugged", sent: "unknown" };
  if (SILENT.has(code)) return { kind: "muteCard", sent: "unknown" };
  return { kind: "transportFailed", sent: "unknown", detail: code };
}
