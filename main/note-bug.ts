import { openLogFile } from "./audit/log-file.ts";

/** Writes a broken belief into the log of a data directory, and gives its words for people. */
export function noteBug(dataDirectory: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  openLogFile(dataDirectory).write("bug", { message });
  return message;
}
