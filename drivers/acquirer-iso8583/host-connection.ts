import type { Socket } from "node:net";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { FrameReader } from "./codec/frame.ts";

/** After the first write nothing is certain but a valid answer (money.md rule 1). */
export type ConversationFault =
  | { readonly kind: "timedOut" }
  | { readonly kind: "connectionLost" | "malformedAnswer"; readonly detail: string };

/**
 * Sees every frame that arrives, without its length bytes. `waiting` says whether the exchange is still open; then
 * `true` takes the frame as its answer. Frames that are not taken have been dealt with by the judge.
 */
export type FrameJudge = (frame: Uint8Array, waiting: boolean) => boolean;

/** A host that talks without being asked is cut off, so that it can fill neither memory nor journal. */
const UNCLAIMED_FRAMES_MAX = 256;

/** One open TCP connection to a host: at most one exchange at a time, and an ear for what comes afterwards. */
export class HostConnection {
  readonly #socket: Socket;
  readonly #reader = new FrameReader();
  #judge: FrameJudge = () => false;
  #settle: ((result: Result<Uint8Array, ConversationFault>) => void) | undefined;
  #unclaimedCount = 0;

  /** The socket is connected and nobody else listens to it. */
  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#lose("the host closed the connection"));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#lose(error.code ?? "socket error"));
    socket.on("close", () => this.#lose("the connection was closed"));
  }

  /** Whether a request can still be handed to it. A dead peer is only seen when it has said so. */
  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable && !this.#socket.readableEnded;
  }

  /** Whether the next exchange may use it too: half a message still to come would run into its answer. */
  get isReusable(): boolean {
    return this.isOpen && this.#reader.pendingLength === 0;
  }

  /** Whether something may still arrive. */
  get isAlive(): boolean {
    return !this.#socket.destroyed;
  }

  /** Writes the frame once and waits for the frame that the judge takes. The caller has seen that it {@link isOpen}. */
  exchange(
    frame: Uint8Array,
    judge: FrameJudge,
    replyTimeoutMs: number,
  ): Promise<Result<Uint8Array, ConversationFault>> {
    this.#socket.ref();
    this.#judge = judge;
    this.#unclaimedCount = 0;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle?.(err({ kind: "timedOut" })), replyTimeoutMs);
      this.#settle = (result) => {
        this.#settle = undefined;
        clearTimeout(timer);
        resolve(result);
      };
      this.#socket.write(frame);
    });
  }

  /** Stays open that long, only to listen; the process may end meanwhile. It carries no exchange any more. */
  leaveAfter(ms: number): void {
    if (ms === 0) return this.destroy();
    this.#socket.unref();
    const farewell = setTimeout(() => this.destroy(), ms).unref();
    this.#socket.once("close", () => clearTimeout(farewell));
  }

  /** Between two exchanges of a long connection: it listens, and the process may end. */
  rest(): void {
    this.#socket.unref();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Uint8Array): void {
    const { frames, isBroken } = this.#reader.push(chunk);
    for (const frame of frames) this.#offer(frame);
    if (isBroken) this.#giveUp("a frame announces more bytes than any message has");
  }

  #offer(frame: Uint8Array): void {
    if (this.#judge(frame, this.#settle !== undefined)) {
      this.#settle?.(ok(frame));
      return;
    }
    this.#unclaimedCount += 1;
    if (this.#unclaimedCount === UNCLAIMED_FRAMES_MAX)
      this.#giveUp("the host sends message after message unasked");
  }

  #giveUp(detail: string): void {
    this.#settle?.(err({ kind: "malformedAnswer", detail }));
    this.destroy();
  }

  #lose(how: string): void {
    const begun = this.#reader.pendingLength;
    const detail = begun === 0 ? how : `${how} after ${begun} bytes of an answer`;
    this.#settle?.(err({ kind: "connectionLost", detail }));
  }
}
