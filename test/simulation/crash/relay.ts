import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { FrameReader } from "../../../drivers/acquirer-iso8583/codec/frame.ts";

/** Where between till and host a message is when the till dies. */
export type MessagePoint = {
  /** Counted from 1 over all requests of a run, however many of them share a connection. */
  readonly exchange: number;
  readonly at: /** The till has sent it; the host never gets it. */
    | "requestLost"
    /** The host has booked and answered; the till never gets it. */
    | "answerHeld"
    /** The till has the answer's bytes and dies while it takes them in. */
    | "answerSent";
};

const UNANSWERED_MOMENTS: readonly MessagePoint["at"][] = ["requestLost"];
const ALL_MOMENTS: readonly MessagePoint["at"][] = ["requestLost", "answerHeld", "answerSent"];

/**
 * The line between till and host: passes bytes on, counts messages, and calls `onPoint` at the chosen moment. It
 * keeps its own port, so that the same till can meet one host after the other.
 */
export class Relay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target = 0;
  #exchanges = 0;
  readonly #answered = new Set<number>();
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

  /** Every moment of the messages that have gone through since the last `prepare`. */
  get points(): MessagePoint[] {
    return Array.from({ length: this.#exchanges }, (_, i) => i + 1).flatMap((exchange) => {
      const ats = this.#answered.has(exchange) ? ALL_MOMENTS : UNANSWERED_MOMENTS;
      return ats.map((at) => ({ exchange, at }));
    });
  }

  prepare(hostPort: number, point?: MessagePoint, onPoint: () => void = () => undefined): void {
    this.#target = hostPort;
    this.#exchanges = 0;
    this.#answered.clear();
    this.#point = point;
    this.#onPoint = onPoint;
  }

  #serve(till: Socket): void {
    const requests = new FrameReader();
    let current = 0;
    let at: MessagePoint["at"] | undefined;
    const host = connect(this.#target, "127.0.0.1");
    for (const socket of [till, host]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
    }
    till.on("data", (bytes) => {
      this.#exchanges += requests.push(bytes).frames.length;
      current = this.#exchanges;
      at = this.#point?.exchange === current ? this.#point.at : undefined;
      if (at === "requestLost") this.#strike(till, host);
      else host.write(bytes);
    });
    host.on("data", (bytes) => {
      this.#answered.add(current);
      // The next request may be here before these bytes are through.
      const ofThis = at;
      if (ofThis === "answerHeld") this.#strike(till, host);
      else till.write(bytes, () => ofThis === "answerSent" && this.#strike(till, host));
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
