import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { CUP_POS_SPEC, MAC_FIELD } from "../../../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import type { FieldValue } from "../../../../drivers/acquirer-iso8583/codec/field-format.ts";
import { FrameReader, joinFrame } from "../../../../drivers/acquirer-iso8583/codec/frame.ts";
import { decodeIso8583, encodeIso8583 } from "../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { concatBytes, fromHex } from "../../../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../../../main/ports/secure-module.ts";
import {
  GOLDEN_ANSWER_TPDU,
  GOLDEN_HEADER,
  GOLDEN_MAC_KEY,
} from "../../../fixtures/iso8583/golden-messages.ts";
import { computeMac } from "./test-secure-module.ts";

export type HostScript = (socket: Socket, frameNumber: number) => void;

/** A real TCP host that does with each complete frame what the test says. */
export class TestHost {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Frames received, without their length bytes. */
  readonly frames: Uint8Array[] = [];
  connectionCount = 0;

  private constructor(script: HostScript) {
    this.#server = createServer({ allowHalfOpen: true }, (socket) => {
      this.connectionCount += 1;
      this.#sockets.add(socket);
      const reader = new FrameReader();
      socket.on("error", () => {});
      socket.on("end", () => socket.end());
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("data", (chunk) => {
        for (const frame of reader.push(chunk).frames) script(socket, this.frames.push(frame));
      });
    });
  }

  static async start(script: HostScript): Promise<TestHost> {
    const host = new TestHost(script);
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    return host;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get openConnectionCount(): number {
    return this.#sockets.size;
  }

  closeConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** May be called again. */
  async stop(): Promise<void> {
    this.closeConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }
}

export type AnswerChange = {
  readonly mti?: string;
  /** Absent fields are taken out with `undefined`. */
  readonly fields?: Readonly<Record<number, FieldValue | undefined>>;
  /** `right` signs whatever the fields are; `wrong` signs and then changes one bit; default `right` where the message has a MAC. */
  readonly mac?: "right" | "wrong" | "none";
  readonly algorithm?: MacAlgorithm;
  readonly header?: string;
  readonly inserted?: string;
};

/** A golden answer with changes, as a frame with its length bytes. */
export function answerFrame(goldenHex: string, change: AnswerChange = {}): Uint8Array {
  const decoded = decodeIso8583(CUP_POS_SPEC, fromHex(goldenHex));
  if (!decoded.ok) throw new Error("a golden message can be read");
  const fields = new Map(decoded.value.fields);
  for (const [number, value] of Object.entries(change.fields ?? {})) {
    if (value === undefined) fields.delete(Number(number));
    else fields.set(Number(number), value);
  }
  const mac = change.mac ?? (fields.has(MAC_FIELD) ? "right" : "none");
  if (mac === "none") fields.delete(MAC_FIELD);
  else fields.set(MAC_FIELD, new Uint8Array(8));
  const encoded = encodeIso8583(CUP_POS_SPEC, { mti: change.mti ?? decoded.value.mti, fields });
  if (!encoded.ok) throw new Error(`DE${encoded.fault.field}: ${encoded.fault.kind}`);
  const message = mac === "none" ? encoded.value : sign(encoded.value, change.algorithm ?? "cup-ecb");
  if (mac === "wrong") message[message.length - 1] = (message.at(-1) ?? 0) ^ 1;
  return joinFrame({
    tpdu: fromHex(GOLDEN_ANSWER_TPDU),
    inserted: fromHex(change.inserted ?? ""),
    header: fromHex(change.header ?? GOLDEN_HEADER),
    message,
  });
}

function sign(message: Uint8Array, algorithm: MacAlgorithm): Uint8Array {
  const input = message.slice(0, -8);
  return concatBytes(input, computeMac(algorithm, fromHex(GOLDEN_MAC_KEY), input));
}
