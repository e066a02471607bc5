import type { Worker } from "node:worker_threads";
import { err, ok, type Result } from "../domain/result.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { WorkerAnswer } from "./protocol.ts";

type Waiting = { resolve(result: Result<unknown, JournalFault>): void; reject(error: Error): void };

/**
 * Numbers requests, matches answers, and lets nobody wait for a worker that is gone. The thread keeps the process
 * alive only while somebody waits for it: a run that ends in a bug, without closing its journal, still ends.
 */
export class WorkerCalls {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #started: Promise<Result<unknown, JournalFault>>;
  #nextId = 1;
  #gone: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#started = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }));
    worker.on("message", (answer: WorkerAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.#fail(new Error("the journal's thread has stopped")));
  }

  started(): Promise<Result<unknown, JournalFault>> {
    return this.#started;
  }

  call(method: string, args: readonly unknown[]): Promise<Result<unknown, JournalFault>> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(this.#gone);
        return;
      }
      const id = this.#nextId++;
      // First, because what cannot be sent throws here, and nobody must then wait for an answer.
      this.#worker.postMessage({ id, method, args });
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (waiting === undefined) return;
    if ("bug" in answer) waiting.reject(new Error(answer.bug));
    else if (answer.ok) waiting.resolve(ok(answer.value));
    else waiting.resolve(err(answer.fault));
  }

  #fail(error: Error): void {
    this.#gone = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
