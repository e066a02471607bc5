import { createServer, type Server, type Socket } from "node:net";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { realTime } from "./real-time.ts";
import { type CardSlot, type SlotAnswer, SlotReader } from "./slot-reader.ts";
import type { VpcdAddress } from "./vpcd-card.ts";
import { encodeFrame, FrameDecoder, VPCD_ATR, VPCD_POWER_OFF, VPCD_POWER_ON } from "./vpcd-frames.ts";

export type VpcdReaderOptions = VpcdAddress & {
  readonly readerName?: string;
  /** How long the reader listens to a mute card before it gives it up. */
  readonly answerTimeoutMs?: number;
};

const ANSWER_TIMEOUT_MS = 5_000;
const READER_NAME = "Virtual Reader (TCP)";

/**
 * The reader's side of the `vpcd` protocol in this process: a terminal without a smart-card service takes card
 * processes over TCP. One connection is one inserted card; a second one is turned away while the slot is taken.
 */
export class VpcdReader extends SlotReader {
  readonly #server: Server;
  readonly #slot: VpcdSlot;

  /** Begins to listen; port 0 takes a free one. A fault when the port cannot be had. */
  static async listen(
    options: VpcdReaderOptions,
  ): Promise<Result<VpcdReader, { readonly kind: "portTaken"; readonly detail: string }>> {
    const server = createServer();
    const failure = await new Promise<string | undefined>((resolve) => {
      server.once("error", (error) => resolve(error.message));
      server.listen(options.port, options.host, () => resolve(undefined));
    });
    return failure === undefined
      ? ok(new VpcdReader(server, options))
      : err({ kind: "portTaken", detail: failure });
  }

  private constructor(server: Server, options: VpcdReaderOptions) {
    super(realTime);
    this.#server = server;
    const timeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
    this.#slot = new VpcdSlot(options.readerName ?? READER_NAME, timeoutMs, () => this.changed());
    this.addSlot(this.#slot);
    server.on("connection", (socket) => this.#slot.offer(socket));
  }

  /** Where cards connect. */
  get address(): VpcdAddress {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the reader listens on TCP");
    return { host: address.address, port: address.port };
  }

  override async close(): Promise<void> {
    await super.close();
    this.#slot.eject();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

class VpcdSlot implements CardSlot {
  readonly name: string;
  readonly interface = "contact";
  readonly #answerTimeoutMs: number;
  readonly #onChange: () => void;
  insertionCount = 0;
  #socket: Socket | undefined;
  #awaited: ((frame: Uint8Array | undefined) => void) | undefined;

  constructor(name: string, answerTimeoutMs: number, onChange: () => void) {
    this.name = name;
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#onChange = onChange;
  }

  get isCardPresent(): boolean {
    return this.#socket !== undefined;
  }

  /** A card process connects. */
  offer(socket: Socket): void {
    socket.on("error", () => socket.destroy());
    if (this.#socket !== undefined) {
      socket.destroy();
      return;
    }
    socket.setNoDelay(true);
    this.#socket = socket;
    this.insertionCount += 1;
    const decoder = new FrameDecoder();
    socket.on("data", (chunk) => {
      for (const frame of decoder.push(chunk)) this.#hear(frame);
    });
    socket.once("close", () => {
      this.#socket = undefined;
      this.#hear(undefined);
      this.#onChange();
    });
    this.#onChange();
  }

  eject(): void {
    this.#socket?.destroy();
  }

  async powerOn(): Promise<Uint8Array | undefined> {
    this.#control(VPCD_POWER_ON);
    const atr = await this.#ask(Uint8Array.of(VPCD_ATR));
    // ISO/IEC 7816-3: TS is 3B or 3F, and an ATR has 2 to 33 bytes.
    const isReadable =
      atr.kind === "response" &&
      (atr.response[0] === 0x3b || atr.response[0] === 0x3f) &&
      atr.response.length >= 2;
    return isReadable ? atr.response : undefined;
  }

  async powerOff(): Promise<void> {
    this.#control(VPCD_POWER_OFF);
  }

  async exchange(command: Uint8Array): Promise<SlotAnswer> {
    return this.#ask(command);
  }

  #control(control: number): void {
    this.#socket?.write(encodeFrame(Uint8Array.of(control)));
  }

  #hear(frame: Uint8Array | undefined): void {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    awaited?.(frame);
  }

  async #ask(payload: Uint8Array): Promise<SlotAnswer> {
    const socket = this.#socket;
    if (socket === undefined) return { kind: "removed" };
    const stop = new AbortController();
    const heard = new Promise<Uint8Array | undefined>((resolve) => {
      this.#awaited = resolve;
    });
    socket.write(encodeFrame(payload));
    const late = realTime.sleep(this.#answerTimeoutMs, stop.signal).then(() => "late" as const);
    const first = await Promise.race([heard, late]);
    stop.abort();
    if (first === undefined) return { kind: "removed" };
    if (first !== "late") return { kind: "response", response: first };
    // A late answer would be taken for the answer to the next command, so the connection is given up.
    this.#awaited = undefined;
    socket.destroy();
    return { kind: "silence" };
  }
}
