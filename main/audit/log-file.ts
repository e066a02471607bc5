import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
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

/**
 * The technical log as JSON lines in `<data directory>/log/jinka.log`; written at once, so a crash loses nothing. A
 * log that cannot be written stops no sale: its lines are dropped, and the next one that can be written says how many.
 */
export function openLogFile(dataDirectory: string): AuditLog {
  const file = new LineFile(join(dataDirectory, "log"), "jinka.log");
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, file);
  return {
    write(event, fields = {}) {
      const { lostCount } = file;
      if (lostCount > 0) logger.info({ event: "logGap", ...allowedFields("logGap", { lines: lostCount }) });
      const known = Object.hasOwn(LOG_EVENTS, event) ? event : "unknownEvent";
      logger.info({ event: known, ...allowedFields(event, fields) });
    },
  };
}

/** Appends whole lines and never throws. A disk without room fails here first of all, in the middle of a sale. */
class LineFile {
  readonly #folder: string;
  readonly #path: string;
  #isCut = false;
  /** Lines that were dropped since the last one that was written. */
  lostCount = 0;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = join(folder, name);
  }

  /** Opens the file for each line: it may be moved away, or its place be gone for a while. */
  write(line: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const descriptor = openSync(this.#path, "a", 0o600);
      try {
        // Behind a line that found room for its beginning only, a new one begins.
        const bytes = Buffer.from(this.#isCut ? `\n${line}` : line);
        const written = writeSync(descriptor, bytes);
        this.#isCut = written < bytes.length;
        this.lostCount = this.#isCut ? this.lostCount + 1 : 0;
      } finally {
        closeSync(descriptor);
      }
    } catch {
      this.lostCount += 1;
    }
  }
}
