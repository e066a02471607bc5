import { join } from "node:path";
import pino, { type Logger } from "pino";
import { toHex } from "../domain/bytes.ts";
import type { AuditLog, LogFields } from "../ports/audit-log.ts";
import { ChainedLogFile } from "./chained-log-file.ts";
import { LOG_EVENTS } from "./event-catalogue-table.ts";

/** Longest text of a field: enough for a reason, too short for a track. */
const FIELD_LENGTH_MAX = 200;

/** 13 to 19 digits in a row may be a card number; the log never needs one. */
const CARD_NUMBER = /\d{13,19}/g;

/** Keeps what the catalogue allows for this event; an event that it does not know keeps nothing. */
export function allowedFields(event: string, fields: LogFields): Record<string, string | number | boolean> {
  const entry = Object.hasOwn(LOG_EVENTS, event) ? LOG_EVENTS[event as keyof typeof LOG_EVENTS] : undefined;
  const allowed: readonly string[] = entry?.fields ?? [];
  const kept: Record<string, string | number | boolean> = {};
  for (const name of allowed) {
    const value = fields[name];
    if (value === undefined) continue;
    kept[name] =
      typeof value === "string" ? value.slice(0, FIELD_LENGTH_MAX).replace(CARD_NUMBER, "[digits]") : value;
  }
  return kept;
}

/**
 * The technical log as JSON lines in `<data directory>/log/jinka.log`, each chained to the one before it (`log-chain.ts`)
 * and written at once, so a crash loses nothing. A
 * log that cannot be written stops no sale: its lines are dropped, and the next one that can be written says how many.
 */
export function openLogFile(dataDirectory: string): AuditLog {
  const file = new ChainedLogFile(join(dataDirectory, "log"), (bytes) =>
    logger.info({ event: "logCut", ...allowedFields("logCut", { bytes }) }),
  );
  const logger: Logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  return {
    write(event, fields = {}) {
      const { lostCount } = file;
      if (lostCount > 0) logger.info({ event: "logGap", ...allowedFields("logGap", { lines: lostCount }) });
      const known = Object.hasOwn(LOG_EVENTS, event) ? event : "unknownEvent";
      logger.info({ event: known, ...allowedFields(event, fields) });
    },
    head() {
      const head = file.head();
      return head === undefined ? undefined : { number: head.number, hash: toHex(head.hash) };
    },
  };
}
