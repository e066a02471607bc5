import type { ServerResponse } from "node:http";
import { BEAT_MS } from "./transport.ts";

/** Messages that wait for a page that does not read; one more and it is cut off, and begins anew when it can. */
const WAITING_MAX = 256;

/**
 * Server-sent events to one page: `data: <JSON>` and an empty line for each message, and a beat when there is nothing to
 * say. Of several views that wait only the last is sent: an old one is of no use to anybody.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #beat: NodeJS.Timeout;
  #waiting: { readonly kind: string }[] = [];

  constructor(response: ServerResponse) {
    this.#response = response;
    response.flushHeaders();
    this.#beat = setInterval(() => this.push({ kind: "beat" }), BEAT_MS);
    response.on("close", () => clearInterval(this.#beat));
    response.on("drain", () => this.#flush());
  }

  push(message: { readonly kind: string }): void {
    // A till that closes still has something to say; a stream that was ended has nobody who hears it.
    if (this.#response.destroyed || this.#response.writableEnded) return;
    const isReplaced = message.kind === "view" || message.kind === "beat";
    if (isReplaced) this.#waiting = this.#waiting.filter(({ kind }) => kind !== message.kind);
    this.#waiting.push(message);
    if (this.#waiting.length > WAITING_MAX) this.#response.destroy();
    else this.#flush();
  }

  end(): void {
    clearInterval(this.#beat);
    this.#waiting = [];
    this.#response.end();
  }

  #flush(): void {
    while (this.#waiting.length > 0 && !this.#response.writableNeedDrain && !this.#response.destroyed)
      this.#response.write(`data: ${JSON.stringify(this.#waiting.shift())}\n\n`);
  }
}
