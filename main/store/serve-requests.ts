import { parentPort } from "node:worker_threads";
import { journalFaultOf } from "./open-database.ts";
import type { WorkerAnswer, WorkerRequest } from "./protocol.ts";

export type Service = {
  readonly methods: Readonly<Record<string, (...args: never[]) => unknown>>;
  close(): void;
};

/**
 * The thread's end of the line: opens what it serves, says so under number 0, and answers each request with what the
 * method of that name gives. `open` may end in a fault that it tells itself.
 */
export function serveRequests(file: string, open: () => Service | { readonly answer: WorkerAnswer }): void {
  try {
    const opened = open();
    if ("answer" in opened) return answer(opened.answer);
    parentPort?.on("message", (request: WorkerRequest) => answer(answerTo(opened, request, file)));
    answer({ id: 0, ok: true, value: undefined });
  } catch (error) {
    answer(failure(0, error, file));
  }
}

function answerTo(
  { methods, close }: Service,
  { id, method, args }: WorkerRequest,
  file: string,
): WorkerAnswer {
  try {
    const carryOut =
      method === "close" ? close : (methods[method] as (...args: readonly unknown[]) => unknown);
    return { id, ok: true, value: carryOut(...args) };
  } catch (error) {
    return failure(id, error, file);
  }
}

/** Turns what SQLite threw into a fault; anything else is a bug and says so. */
function failure(id: number, error: unknown, file: string): WorkerAnswer {
  const fault = journalFaultOf(error, file);
  if (fault !== undefined) return { id, ok: false, fault };
  return { id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function answer(message: WorkerAnswer): void {
  parentPort?.postMessage(message);
}
