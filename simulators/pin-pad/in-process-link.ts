import type { SerialFault, SerialLink } from "../../drivers/serial/serial-link.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { VirtualPinPad } from "./virtual-pin-pad.ts";

/** What the line does to the bytes of one transmission: returns the pieces that arrive, in their order. */
export type LineShape = (bytes: Uint8Array) => readonly Uint8Array[];

type Direction = "toPad" | "toTill";

type PadSerialLink = Pick<SerialLink, "write" | "onData" | "onLost" | "withPort" | "close">;

/** A cable between a till and a virtual pad in one process, with what cables do: noise, loss, being pulled out. */
export class InProcessPadLink implements PadSerialLink {
  /** Whole transmissions arrive in one piece unless these say otherwise. */
  readonly shape: { toPad: LineShape; toTill: LineShape } = {
    toPad: (bytes) => [bytes],
    toTill: (bytes) => [bytes],
  };
  readonly #pad: VirtualPinPad;
  readonly #dataListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #lostListeners = new Set<(fault: SerialFault) => void>();
  readonly #bytesUntilPulled = { toPad: Number.POSITIVE_INFINITY, toTill: Number.POSITIVE_INFINITY };
  #state: "idle" | "open" | "unplugged" | "closed" = "idle";
  #turn: Promise<unknown> = Promise.resolve();

  constructor(pad: VirtualPinPad) {
    this.#pad = pad;
    pad.connect((bytes) => {
      // A copy, on a later turn: a cable neither shares memory nor answers inside the write.
      const sent = bytes.slice();
      queueMicrotask(() => this.#carry("toTill", sent));
    });
  }

  /** Pulls the cable. */
  unplug(): void {
    if (this.#state === "closed") return;
    const wasOpen = this.#state === "open";
    this.#state = "unplugged";
    if (wasOpen) this.#lose("unplugged");
  }

  plugIn(): void {
    if (this.#state === "unplugged") this.#state = "idle";
    this.#bytesUntilPulled.toPad = Number.POSITIVE_INFINITY;
    this.#bytesUntilPulled.toTill = Number.POSITIVE_INFINITY;
  }

  /** Pulls the cable when that many more bytes have gone in that direction. */
  unplugAfterBytes(direction: Direction, byteCount: number): void {
    this.#bytesUntilPulled[direction] = byteCount;
  }

  async write(bytes: Uint8Array): Promise<Result<void, SerialFault>> {
    const fault = this.#open();
    if (fault !== undefined) return err(fault);
    const sent = bytes.slice();
    await Promise.resolve();
    this.#carry("toPad", sent);
    return this.#state === "open" ? ok(undefined) : err({ kind: "unplugged", sent: "unknown" });
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onLost(listener: (fault: SerialFault) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  async withPort<T, F>(use: () => Promise<Result<T, F>>): Promise<Result<T, F | SerialFault>> {
    const turn = this.#turn.then(async (): Promise<Result<T, F | SerialFault>> => {
      const fault = this.#open();
      return fault === undefined ? await use() : err(fault);
    });
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async close(): Promise<void> {
    if (this.#state === "open") this.#lose("closed");
    this.#state = "closed";
  }

  #open(): SerialFault | undefined {
    if (this.#state === "closed") return { kind: "closed", sent: "no" };
    if (this.#state === "unplugged") return { kind: "missing", sent: "no" };
    this.#state = "open";
    return undefined;
  }

  #carry(direction: Direction, bytes: Uint8Array): void {
    for (const piece of this.shape[direction](bytes)) {
      if (this.#state !== "open") return;
      const passed = piece.subarray(0, this.#bytesUntilPulled[direction]);
      this.#bytesUntilPulled[direction] -= passed.length;
      if (direction === "toPad") this.#pad.receive(passed);
      else for (const listener of this.#dataListeners) listener(passed);
      if (this.#bytesUntilPulled[direction] === 0) this.unplug();
    }
  }

  #lose(kind: "unplugged" | "closed"): void {
    for (const listener of this.#lostListeners) listener({ kind, sent: "unknown" });
  }
}
