import { createCipheriv } from "node:crypto";
import { createServer, type Socket } from "node:net";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { FIELDS } from "../../simulators/acquirer/fields-table.ts";
import { TEST_TMK_HEX, workingKeysField, wrapWorkingKeys } from "../../simulators/acquirer/keys.ts";

/**
 * A host that agrees with everything after a fixed time, for benches: no ledger, no checks, an answer cut out of the
 * request. What a 0200 asks for is approved under a right MAC (`cup-ecb`); a sign-in gets the keys (60.3 = 003) and the
 * batch number that the terminal states; everything else is answered with 00. As a process of its own:
 * `node test/bench/canned-host.ts [--port N] [--delay MS] [--mak HEX]` prints `{"port":N}` and ends with its input.
 */
export type CannedHostOptions = {
  /** 0, and without it: any free port. */
  readonly port?: number;
  /** From the last byte of a request to the answer; 5 ms without it. Timers of Node fire up to 1 ms late. */
  readonly delayMs?: number;
  /** 16 bytes; a published test key without it. */
  readonly macKey?: Uint8Array;
  /** Under which the sign-in delivers the keys; the published test key without it. */
  readonly tmk?: Uint8Array;
};

export type CannedHost = {
  readonly port: number;
  /** Answers sent so far. */
  readonly answerCount: () => number;
  close(): Promise<void>;
};

const DELAY_DEFAULT_MS = 5;
/** cup-8583 section 7: the key of the published MAC example, twice. */
const MAC_KEY_DEFAULT_HEX = "0723C80DB5F4CD3D0723C80DB5F4CD3D";

const BODY_START = 11;
const FIELDS_START = 21;
/** Fields of a request that its answer repeats as they came. */
const REPEATED = [3, 4, 11, 41, 42, 48, 49, 60];
/** DE12 120000, DE13 0101, DE37 and DE39 "00", in wire form. */
const TIME = fromHex("120000");
const DATE = fromHex("0101");
const RRN = Buffer.from("000000000001");
const APPROVED = Buffer.from("00");

export async function startCannedHost(options: CannedHostOptions = {}): Promise<CannedHost> {
  const delayMs = options.delayMs ?? DELAY_DEFAULT_MS;
  const makeAnswer = answerMaker(
    options.macKey ?? fromHex(MAC_KEY_DEFAULT_HEX),
    options.tmk ?? fromHex(TEST_TMK_HEX),
  );
  const sockets = new Set<Socket>();
  let answerCount = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let rest: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      // Each turn takes one whole frame away.
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const end = 2 + rest.readUInt16BE(0);
        const frame = rest.subarray(2, end);
        rest = rest.subarray(end);
        setTimeout(() => {
          if (socket.destroyed) return;
          socket.write(makeAnswer(frame));
          answerCount += 1;
        }, delayMs);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("a TCP server has a port");
  return {
    port: address.port,
    answerCount: () => answerCount,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answerMaker(macKey: Uint8Array, tmk: Uint8Array): (frame: Buffer) => Uint8Array {
  const key = new Sensitive(macKey);
  const wrapped = wrapWorkingKeys(new Sensitive(tmk), { pinKey: key, macKey: key });
  const keyField = workingKeysField("003", wrapped);
  const keys = concatBytes(fromHex(keyField.length.toString().padStart(4, "0")), keyField);
  return (frame) => {
    const asked = slicesOf(frame);
    const isSignIn = frame[BODY_START] === 0x08 && frame[BODY_START + 1] === 0x00;
    const isSigned = frame[BODY_START] === 0x02;
    const parts: [number, Uint8Array][] = [
      [12, TIME],
      [13, DATE],
      [37, RRN],
      [39, APPROVED],
    ];
    for (const number of REPEATED) {
      const slice = asked[number];
      if (slice !== undefined) parts.push([number, number === 48 ? balanced(slice) : slice]);
    }
    if (isSignIn) parts.push([62, keys]);
    parts.sort(([one], [other]) => one - other);
    const numbers = parts.map(([number]) => number);
    const head = Buffer.alloc(2 + FIELDS_START);
    frame.copy(head, 2, 0, FIELDS_START);
    // Destination and source of the TPDU change places.
    frame.copy(head, 2 + 1, 3, 5);
    frame.copy(head, 2 + 3, 1, 3);
    head[2 + BODY_START + 1] = (frame[BODY_START + 1] ?? 0) | 0x10;
    head.fill(0, 2 + BODY_START + 2);
    for (const number of isSigned ? [...numbers, 64] : numbers) {
      const at = 2 + BODY_START + 2 + ((number - 1) >> 3);
      head[at] = (head[at] ?? 0) | (0x80 >> ((number - 1) & 7));
    }
    const whole = Buffer.concat([head, ...parts.map(([, bytes]) => bytes), Buffer.alloc(isSigned ? 8 : 0)]);
    whole.writeUInt16BE(whole.length - 2, 0);
    if (isSigned) cupMac(macKey, whole.subarray(2 + BODY_START, -8)).copy(whole, whole.length - 8);
    return whole;
  };
}

/** The fields of a message in wire form, length bytes included, by number. */
function slicesOf(frame: Buffer): readonly (Buffer | undefined)[] {
  const slices: (Buffer | undefined)[] = [];
  let at = FIELDS_START;
  for (let number = 2; number <= 64; number++) {
    if (((frame[BODY_START + 2 + ((number - 1) >> 3)] ?? 0) & (0x80 >> ((number - 1) & 7))) === 0) continue;
    const format = FIELDS.get(number);
    if (format === undefined) throw new Error(`the dialect has no DE${number}`);
    let start = at;
    let length = "fixed" in format.length ? format.length.fixed : 0;
    if ("max" in format.length) {
      start += format.length.prefixDigits === 2 ? 1 : 2;
      length = Number(frame.toString("hex", at, start));
    }
    const isPacked = format.content === "digits" || format.content === "track";
    const end = start + (isPacked ? (length + 1) >> 1 : length);
    slices[number] = frame.subarray(at, end);
    at = end;
  }
  return slices;
}

/** DE48 of a settlement with flag 1 at index 30 and 61; other content as it came. */
function balanced(slice: Buffer): Buffer {
  const digits = slice.toString("hex", 2);
  if (digits.length !== 62) return slice;
  return Buffer.concat([
    slice.subarray(0, 2),
    Buffer.from(`${digits.slice(0, 30)}1${digits.slice(31, 61)}1`, "hex"),
  ]);
}

/**
 * cup-8583 section 7. Encrypting the first half, folding in the second and encrypting again is what CBC with a zero
 * vector does with both halves, so one call does it.
 */
function cupMac(macKey: Uint8Array, data: Uint8Array): Buffer {
  const fold = Buffer.alloc(8);
  for (let i = 0; i < data.length; i++) fold[i & 7] = (fold[i & 7] ?? 0) ^ (data[i] ?? 0);
  const cipher = createCipheriv("des-ede3-cbc", concatBytes(macKey, macKey.subarray(0, 8)), Buffer.alloc(8));
  cipher.setAutoPadding(false);
  const result = cipher.update(Buffer.from(fold.toString("hex").toUpperCase()));
  return Buffer.from(result.toString("hex", 8, 12).toUpperCase());
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      delay: { type: "string", default: DELAY_DEFAULT_MS.toString() },
      mak: { type: "string", default: MAC_KEY_DEFAULT_HEX },
    },
  });
  const host = await startCannedHost({
    port: Number(values.port),
    delayMs: Number(values.delay),
    macKey: fromHex(values.mak),
  });
  process.stdout.write(`${JSON.stringify({ port: host.port })}\n`);
  process.stdin.resume();
  process.stdin.on("end", () => void host.close());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
