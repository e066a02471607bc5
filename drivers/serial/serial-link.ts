import type { Result, Sent } from "../../main/domain/result.ts";

/**
 * A serial line as the drivers of printers, PIN pads, scales, scanners and ID readers see it. Bytes only:
 * framing, requests and answers belong to the driver of the device.
 *
 * How to use it:
 *
 *     const link = openSerialLink({ path: "/dev/ttyUSB0", baudRate: 9600 }, { clock });   // opens nothing yet
 *     const inbox = new SerialInbox(link, { clock });                  // if answers are read one by one
 *     const result = await link.withPort(async () => {                 // waits for its turn, opens if needed
 *       inbox.discard();                                               // late answers of earlier requests
 *       const written = await link.write(request);
 *       if (!written.ok) return written;
 *       return await inbox.read(REPLY_TIMEOUT_MS);
 *     });
 *
 * A device that speaks unasked (scanner, scale in continuous mode) is followed with `onData` after `open`.
 * The line is opened at its first use and again at the next use after it was lost, so a device may be plugged in
 * at any time. `close` is for good.
 */
export interface SerialLink {
  /** For sentences to people: which line is meant. */
  readonly path: string;
  /** True between a successful opening and the loss or closing of the line. */
  readonly isOpen: boolean;
  /** Opens the line if it is not open. Needed only by those who listen without writing first. */
  open(): Promise<Result<void, SerialFault>>;
  /**
   * Opens the line if needed, hands the bytes over and waits until the operating system has passed all of them to
   * the line. Writes go out in the order of the calls. A line that takes no bytes for `timeoutMs` is closed and
   * what waits in it is discarded, so that the rest never comes out by surprise later.
   * @param timeoutMs default: three seconds more than twice the time that the bytes take at the line's speed.
   */
  write(bytes: Uint8Array, timeoutMs?: number): Promise<Result<void, SerialFault>>;
  /**
   * Calls back with every piece of input, cut where the operating system cut it. A listener that returns a promise holds up
   * the reading until it is settled, and so the sender too if the line has flow control. Returns how to stop.
   */
  onData(listener: DataListener): () => void;
  /** Calls back when an open line is lost or closed. Returns how to stop. */
  onLost(listener: (fault: SerialFault) => void): () => void;
  /**
   * One conversation at a time: waits for its turn, opens the line, runs `use`, and lets the next one in whatever
   * happens. Never call it inside itself: it would wait for its own end.
   */
  withPort<T, F>(use: () => Promise<Result<T, F>>): Promise<Result<T, F | SerialFault>>;
  /** Closes the line for good: later uses fail with `closed`. */
  close(): Promise<void>;
}

export type DataListener = (bytes: Uint8Array) => void | Promise<void>;

/**
 * Named by consequence. `sent` is about the bytes of the call that failed (money.md rule 1):
 * `missing`, `busy` and `refused` come from opening, so nothing was sent.
 */
export type SerialFault = {
  readonly kind: /** There is no such line: the device is not plugged in. */
    | "missing"
    /** Another process, or another link of this one, holds the line. */
    | "busy"
    /** The operating system does not open it: permission, not a serial line, a speed that it cannot do. */
    | "refused"
    /** The line went away while it was open. */
    | "unplugged"
    /** The other side took no bytes in time (flow control), or nothing arrived in time. */
    | "timedOut"
    /** `close` was called on our side. */
    | "closed";
  readonly sent: Sent;
};

/** Speed and framing of the line. Defaults: 8 data bits, no parity, 1 stop bit, no flow control. */
export type SerialSettings = {
  /** `/dev/ttyUSB0`, `/dev/serial/by-id/...`, `COM3`. */
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: "none" | "even" | "odd";
  readonly stopBits?: 1 | 2;
  readonly flowControl?: "none" | "rtsCts" | "xonXoff";
};
