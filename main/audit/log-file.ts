import { mkdirSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import type { AuditLog, LogFields } from "../ports/audit-log.ts";
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

/** The technical log as JSON lines in `<data directory>/log/jinka.log`; written at once, so a crash loses nothing. */
export function openLogFile(dataDirectory: string): AuditLog {
  const folder = join(dataDirectory, "log");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const destination = pino.destination({ dest: join(folder, "jinka.log"), sync: true, mode: 0o600 });
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    write(event, fields = {}) {
      const known = Object.hasOwn(LOG_EVENTS, event) ? event : "unknownEvent";
      logger.info({ event: known, ...allowedFields(event, fields) });
    },
  };
}
