import { connect, createServer, type Socket } from "node:net";
import { type Relay, type RelayOptions, startRelay } from "../../../../simulators/network/relay.ts";

/** A server behind the line that keeps what it hears and answers each piece with the same bytes. */
export type FarEnd = {
  readonly port: number;
  /** Everything that has come, over all connections. */
  readonly heard: () => string;
  readonly sockets: readonly Socket[];
};

async function withFarEnd<T>(work: (far: FarEnd) => Promise<T>): Promise<T> {
  let heard = "";
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      heard += bytes.toString("latin1");
      socket.write(bytes);
    });
    socket.on("end", () => socket.end("."));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a TCP server has a port");
  try {
    return await work({ port: address.port, heard: () => heard, sockets });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A line to a far end, both gone afterwards. */
export function withRelay<T>(
  options: Partial<RelayOptions>,
  work: (relay: Relay, far: FarEnd) => Promise<T>,
): Promise<T> {
  return withFarEnd(async (far) => {
    const started = await startRelay({ port: 0, to: { host: "127.0.0.1", port: far.port }, ...options });
    if (!started.ok) throw new Error(started.fault.detail);
    try {
      return await work(started.value, far);
    } finally {
      await started.value.close();
    }
  });
}

/** A caller at the near end. */
export class Caller {
  readonly socket: Socket;
  heard = "";
  /** How the connection ended: an error code, or "end" in order. */
  readonly over: Promise<string>;

  private constructor(socket: Socket) {
    this.socket = socket;
    let how = "end";
    socket.on("data", (bytes) => {
      this.heard += bytes.toString("latin1");
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      how = error.code ?? "error";
    });
    this.over = new Promise((resolve) => socket.on("close", () => resolve(how)));
  }

  /** Rejects when the line refuses. */
  static open(port: number): Promise<Caller> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Caller(socket));
      });
    });
  }
}

const POLL_MS = 5;
const WAIT_MAX_MS = 5_000;

/** Waits until something is so; the assertion that follows says what was not. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < WAIT_MAX_MS && !isSo(); waitedMs += POLL_MS) await pause(POLL_MS);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
