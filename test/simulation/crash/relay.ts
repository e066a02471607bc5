import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Where between till and host a message is when the till dies. */
export type MessagePoint = {
  /** Counted from 1 over all exchanges of a run. */
  readonly exchange: number;
  readonly at: /** The till has sent it; the host never gets it. */
    | "requestLost"
    /** The host has booked and answered; the till never gets it. */
    | "answerHeld"
    /** The till has the answer's bytes and dies while it takes them in. */
    | "answerSent";
};

/**
 * The line between till and host: passes bytes on, counts messages, and calls `onPoint` at the chosen moment. It
 * keeps its own port, so that the same till can meet one host after the other.
 */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target = 0;
  #exchanges = 0;
  #point: MessagePoint | undefined;
  #onPoint: () => void = () => undefined;

  private constructor() {
    this.#server = createServer((till) => this.#serve(till));
  }

  static async listen(): Promise<Relay> {
    const relay = new Relay();
    relay.#server.listen(0, "127.0.0.1");
    await once(relay.#server, "listening");
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many messages have gone through since the last `prepare`. */
  get exchangeCount(): number {
    return this.#exchanges;
  }

  prepare(hostPort: number, point?: MessagePoint, onPoint: () => void = () => undefined): void {
    this.#target = hostPort;
    this.#exchanges = 0;
    this.#point = point;
    this.#onPoint = onPoint;
  }

  #serve(till: Socket): void {
    this.#exchanges += 1;
    const isHere = this.#point?.exchange === this.#exchanges;
    const at = isHere ? this.#point?.at : undefined;
    const host = connect(this.#target, "127.0.0.1");
    for (const socket of [till, host]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
    }
    till.on("data", (bytes) => {
      if (at === "requestLost") this.#strike(till, host);
      else host.write(bytes);
    });
    host.on("data", (bytes) => {
      if (at === "answerHeld") this.#strike(till, host);
      else till.write(bytes, () => at === "answerSent" && this.#strike(till, host));
    });
    till.on("close", () => host.destroy());
    host.on("close", () => till.end());
  }

  #strike(till: Socket, host: Socket): void {
    this.#point = undefined;
    this.#onPoint();
    till.destroy();
    host.destroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
