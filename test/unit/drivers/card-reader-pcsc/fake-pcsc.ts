import { EventEmitter } from "node:events";
import type {
  PcscBinding,
  PcscCard,
  PcscClient,
  PcscReader,
} from "../../../../drivers/card-reader-pcsc/pcsc-binding.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";

/** An error as the library throws it. */
export function pcscError(code: string): Error {
  return Object.assign(new Error(`[ ${code} ]`), { code });
}

export const EMPTY = 0x10;
export const PRESENT = 0x20;
export const EXCLUSIVE = 0x80;
export const IN_USE = 0x100;
export const MUTE = 0x200;

export const ATR = "3B6C000050424F432054455354205430";

/** A card connection whose answers a test decides. */
export class FakeCard implements PcscCard {
  readonly sent: Uint8Array[] = [];
  readonly dispositions: number[] = [];
  protocolNumber = 1;
  onState = async (): Promise<{ atr: Uint8Array }> => ({ atr: fromHex(ATR) });
  onTransmit: (input: Uint8Array) => Promise<Uint8Array> = async () => fromHex("9000");
  onDisconnect = async (): Promise<void> => {};

  protocol(): number {
    return this.protocolNumber;
  }

  state(): Promise<{ atr: Uint8Array }> {
    return this.onState();
  }

  transmit(input: Uint8Array): Promise<Uint8Array> {
    this.sent.push(input);
    return this.onTransmit(input);
  }

  disconnect(then: number): Promise<void> {
    this.dispositions.push(then);
    return this.onDisconnect();
  }
}

export class FakeReader extends EventEmitter implements PcscReader {
  readonly connections: { readonly mode: number; readonly protocol: number }[] = [];
  readonly #name: string;
  onConnect: () => Promise<PcscCard>;

  constructor(name: string, card = new FakeCard()) {
    super();
    this.#name = name;
    this.onConnect = async () => card;
  }

  name(): string {
    return this.#name;
  }

  connect(mode: number, protocol: number): Promise<PcscCard> {
    this.connections.push({ mode, protocol });
    return this.onConnect();
  }

  /** The service reports a state; the high half counts events, as on Linux. */
  report(status: number): void {
    this.emit("change", { raw: 0x10000 + status });
  }
}

class FakeClient extends EventEmitter implements PcscClient {
  readonly #pcsc: FakePcsc;
  isRunning = false;

  constructor(pcsc: FakePcsc) {
    super();
    this.#pcsc = pcsc;
    pcsc.clients.push(this);
  }

  start(): void {
    if (!this.#pcsc.isServiceRunning) throw pcscError("NoService");
    this.isRunning = true;
    // As in the library, the reports come from another thread.
    setTimeout(() => {
      for (const [reader, status] of this.#pcsc.readers) this.show(reader, status);
    }, 1);
  }

  stop(): void {
    this.isRunning = false;
    if (!this.#pcsc.isServiceRunning) throw pcscError("NoService");
  }

  show(reader: FakeReader, status: number): void {
    this.emit("reader", reader);
    reader.report(status);
  }
}

/** The machine's smart-card service, as the library shows it. */
export class FakePcsc {
  isServiceRunning = true;
  readonly readers = new Map<FakeReader, number>();
  readonly clients: FakeClient[] = [];

  get binding(): PcscBinding {
    const pcsc = this;
    return {
      Client: class extends FakeClient {
        constructor() {
          super(pcsc);
        }
      },
    };
  }

  get client(): FakeClient {
    const client = this.clients.at(-1);
    if (client === undefined) throw new Error("nobody has made a client");
    return client;
  }

  /** The service dies: the library's thread reports an error and ends. */
  die(): void {
    this.isServiceRunning = false;
    this.client.emit("error", pcscError("CommError"));
  }
}
