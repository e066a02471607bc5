import { connect, type Socket } from "node:net";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { realTime } from "./real-time.ts";
import type { SessionSummary, VirtualCard } from "./virtual-card.ts";
import {
  encodeFrame,
  FrameDecoder,
  VPCD_ATR,
  VPCD_POWER_OFF,
  VPCD_POWER_ON,
  VPCD_RESET,
} from "./vpcd-frames.ts";

export type VpcdAddress = { readonly host: string; readonly port: number };

/** Why a card is no longer in the virtual reader. */
type InsertionEnd = "removed" | "pulled" | "closedByReader";

/** A card in a virtual reader: the connection is the insertion. */
export interface VpcdInsertion {
  /** Pulls the card; resolves when the reader's side is closed too. */
  remove(): Promise<void>;
  readonly ended: Promise<InsertionEnd>;
}

/** The reader is on this machine or next to it; an address that is silent longer is not there. */
const CONNECT_TIMEOUT_MS = 2_000;
/** An ATR that no reader can read: the protocol has no way to say that a card is there and mute. */
const UNREADABLE_ATR = Uint8Array.of(0x00);

/**
 * Puts a card into a virtual reader: `vpcd` inside pcscd, or {@link VpcdReader}. A silent card never answers,
 * and `vpcd` waits for it without end; the terminal's driver has its own patience.
 */
export async function insertIntoVpcd(
  card: VirtualCard,
  address: VpcdAddress,
  onSession: (summary: SessionSummary) => void = () => {},
): Promise<Result<VpcdInsertion, { readonly kind: "noReader"; readonly detail: string }>> {
  const socket = connect(address);
  socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error("no answer")));
  const failure = await new Promise<string | undefined>((resolve) => {
    socket.once("connect", () => resolve(undefined));
    socket.once("error", (error) => resolve(error.message));
  });
  if (failure !== undefined) return err({ kind: "noReader", detail: failure });
  socket.setTimeout(0);
  // Answers are smaller than a segment; waiting to fill one would cost 40 ms each.
  socket.setNoDelay(true);
  return ok(new Insertion(card, socket, onSession));
}

class Insertion implements VpcdInsertion {
  readonly ended: Promise<InsertionEnd>;
  readonly #card: VirtualCard;
  readonly #socket: Socket;
  readonly #onSession: (summary: SessionSummary) => void;
  readonly #removal = new AbortController();
  /** The card finishes one frame before it looks at the next. */
  #work: Promise<void> = Promise.resolve();
  #end: InsertionEnd = "closedByReader";
  #atr: Uint8Array = UNREADABLE_ATR;

  constructor(card: VirtualCard, socket: Socket, onSession: (summary: SessionSummary) => void) {
    this.#card = card;
    this.#socket = socket;
    this.#onSession = onSession;
    this.#atr = card.powerOn() ?? UNREADABLE_ATR;
    card.powerOff();
    const decoder = new FrameDecoder();
    socket.on("data", (chunk) => {
      for (const frame of decoder.push(chunk)) this.#work = this.#work.then(() => this.#handle(frame));
    });
    socket.on("error", () => socket.destroy());
    this.ended = new Promise((resolve) => {
      socket.once("close", () => {
        this.#removal.abort();
        this.#endSession();
        resolve(this.#end);
      });
    });
  }

  async remove(): Promise<void> {
    this.#leave("removed");
    await this.ended;
  }

  #leave(end: InsertionEnd): void {
    if (this.#socket.destroyed) return;
    this.#end = end;
    this.#socket.destroy();
  }

  async #handle(frame: Uint8Array): Promise<void> {
    if (this.#socket.destroyed || frame.length === 0) return;
    if (frame.length > 1) return this.#exchange(frame);
    switch (frame[0]) {
      case VPCD_POWER_OFF:
        this.#endSession();
        break;
      case VPCD_POWER_ON:
      case VPCD_RESET:
        this.#endSession();
        this.#card.powerOn();
        break;
      case VPCD_ATR:
        this.#socket.write(encodeFrame(this.#atr));
        break;
      default:
        break;
    }
  }

  async #exchange(command: Uint8Array): Promise<void> {
    const before = this.#card.summary();
    const answer = this.#card.exchange(command);
    if (answer.delayMs > 0) await realTime.sleep(answer.delayMs, this.#removal.signal);
    if (this.#socket.destroyed) return;
    if (answer.kind === "response") this.#socket.write(encodeFrame(answer.response));
    if (answer.kind === "pulled") {
      this.#onSession({ ...before, commandCount: before.commandCount + 1 });
      this.#leave("pulled");
    }
  }

  #endSession(): void {
    const summary = this.#card.summary();
    this.#card.powerOff();
    if (summary.commandCount > 0) this.#onSession(summary);
  }
}
