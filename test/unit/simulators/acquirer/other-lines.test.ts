import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concatBytes, fromAscii, fromHex, toHex, xorBytes } from "../../../../main/domain/bytes.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { retailMac } from "../../../../simulators/crypto/des.ts";
import { sm4Decrypt, sm4Encrypt } from "../../../../simulators/crypto/sm4.ts";
import {
  ask,
  bodyOf,
  CREDIT,
  frame,
  Line,
  readAnswer,
  saleFields,
  signInRequest,
  TID,
  TMK,
} from "./terminal.ts";
import { withHost } from "./with-host.ts";

/** SM4, TLS, ISO 8583:1987, and any bytes at all. */

function sm4CupMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(data.length / 16) * 16);
  padded.set(data);
  let fold: Uint8Array = new Uint8Array(16);
  for (let at = 0; at < padded.length; at += 16) fold = xorBytes(fold, padded.slice(at, at + 16));
  const text = fromAscii(toHex(fold));
  const once = sm4Encrypt(key, text.slice(0, 16));
  return fromAscii(toHex(sm4Encrypt(key, xorBytes(once, text.slice(16)))).slice(0, 8));
}

test("a host of SM4 wraps its keys with it, makes the MAC with it, and refuses single length", async () => {
  await withHost({ keyCipher: "sm4" }, async ({ port }) => {
    expect((await ask(port, signInRequest("001"))).fields[39]).toBe("12");
    const answer = await ask(port, signInRequest());
    const keys = fromHex(answer.fields[62] ?? "");
    const macKey = sm4Decrypt(TMK, keys.slice(20, 36));
    expect(toHex(sm4Encrypt(macKey, new Uint8Array(16)).slice(0, 4))).toBe(toHex(keys.slice(36, 40)));
    const session = { port, macKey, pinKey: macKey, batch: (answer.fields[60] ?? "").slice(2, 8) };
    const body = bodyOf("0200", saleFields(session, 2, 100), true);
    const sold = await ask(port, frame(concatBytes(body, sm4CupMac(macKey, body))));
    expect(sold.fields[39]).toBe("00");
    expect(sold.fields[64]).toBe(toHex(sm4CupMac(macKey, sold.macInput)));
    expect((await ask(port, frame(concatBytes(body, new Uint8Array(8))))).fields[39]).toBe("A0");
  });
});

test("a host with a certificate speaks TLS only", async () => {
  const pem = (name: string) => readFileSync(`test/fixtures/tls/${name}.pem`, "utf8");
  const tls = { cert: pem("host-certificate"), key: pem("host-key") };
  await withHost({ tls }, async ({ port }) => {
    const socket = connect({ port, host: "127.0.0.1", ca: tls.cert, servername: "host.test" });
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once("data", resolve).once("error", reject);
      socket.write(signInRequest());
    });
    socket.destroy();
    expect(readAnswer(new Uint8Array(answer)).fields[39]).toBe("00");
    const plain = await Line.open(port);
    plain.send(signInRequest());
    expect(readableAnswer(await plain.untilClosed())).toBe(false);
  });
});

const readableAnswer = (bytes: Uint8Array): boolean => bytes.length > 13 && bytes[2] === 0x60;

const MAC_KEY = fromHex("0123456789ABCDEFFEDCBA9876543210");

/** A message of ISO 8583:1987 by hand: ASCII fields given as they are on the wire, binary bitmaps. */
function iso87(mti: string, fields: Readonly<Record<number, string>>, isSigned = true): Uint8Array {
  const numbers = Object.keys(fields)
    .map(Number)
    .sort((a, b) => a - b);
  const isLong = numbers.some((number) => number > 64);
  const bitmap = new Uint8Array(isLong ? 16 : 8);
  for (const number of [...numbers, ...(isLong ? [1] : []), ...(isSigned ? [bitmap.length * 8] : [])])
    bitmap[(number - 1) >> 3] = (bitmap[(number - 1) >> 3] ?? 0) | (128 >> ((number - 1) % 8));
  const body = concatBytes(
    fromAscii(mti),
    bitmap,
    ...numbers.map((number) => fromAscii(fields[number] ?? "")),
  );
  const padded = new Uint8Array(Math.ceil(body.length / 8) * 8);
  padded.set(body);
  const whole = isSigned ? concatBytes(body, retailMac(MAC_KEY, padded)) : body;
  return concatBytes(Uint8Array.of(whole.length >> 8, whole.length & 0xff), whole);
}

const HEAD = { 7: "1123140503", 11: "000001", 41: TID, 42: "123456789012345" };
const card = { 2: `16${CREDIT}`, 14: "4911", 22: "012", 25: "00", 49: "156" };
const stan = (value: number) => ({ 11: value.toString().padStart(6, "0"), 12: "140503", 13: "1123" });
const amount = (fen: number) => fen.toString().padStart(12, "0");

/** MTI, DE39, DE37 and DE66 of the answer: its fields are read from behind the bitmap by a layout of its own. */
async function ask87(port: number, request: Uint8Array) {
  const line = await Line.open(port);
  line.send(request);
  const reply = await line.nextFrame();
  line.close();
  if (reply === undefined) return undefined;
  const bytes = reply.slice(2);
  const isLong = ((bytes[4] ?? 0) & 0x80) !== 0;
  let at = isLong ? 20 : 12;
  const fields: Record<number, string> = {};
  const sizes: Record<number, number> = {
    3: 6,
    4: 12,
    7: 10,
    11: 6,
    12: 6,
    13: 4,
    14: 4,
    15: 4,
    25: 2,
    37: 12,
    38: 6,
    39: 2,
    41: 8,
    42: 15,
    49: 3,
    64: 8,
    66: 1,
    70: 3,
    90: 42,
    128: 8,
  };
  for (let number = 2; number <= (isLong ? 128 : 64); number++) {
    if (((bytes[4 + ((number - 1) >> 3)] ?? 0) & (128 >> ((number - 1) % 8))) === 0) continue;
    const prefix =
      number === 2 || number === 32 || number === 44 ? 2 : number === 54 || number === 55 ? 3 : 0;
    const text = (from: number, to: number) => Buffer.from(bytes.slice(from, to)).toString("latin1");
    const size = prefix > 0 ? Number(text(at, at + prefix)) : (sizes[number] ?? Number.NaN);
    if (number === 64 || number === 128) {
      const padded = new Uint8Array(Math.ceil(at / 8) * 8);
      padded.set(bytes.slice(0, at));
      expect(toHex(bytes.slice(at))).toBe(toHex(retailMac(MAC_KEY, padded)));
    }
    fields[number] = text(at + prefix, at + prefix + size);
    at += prefix + size;
  }
  expect(at).toBe(bytes.length);
  return { mti: Buffer.from(bytes.slice(0, 4)).toString(), fields };
}

const with87 = (work: (port: number, host: Parameters<Parameters<typeof withHost>[1]>[0]) => Promise<void>) =>
  withHost(
    {
      dialect: "iso8583-1987",
      macAlgorithm: "x9.19",
      injectedKeys: { pinKey: new Sensitive(MAC_KEY), macKey: new Sensitive(MAC_KEY) },
    },
    async (host) => {
      const signedIn = await ask87(host.port, iso87("0800", { ...HEAD, 70: "001" }, false));
      expect(signedIn).toMatchObject({ mti: "0810", fields: { 39: "00", 70: "001" } });
      await work(host.port, host);
    },
  );

test("a host of ISO 8583:1987 sells, cancels, reverses, refunds and settles from the same ledger", async () => {
  await with87(async (port, host) => {
    const sell = (number: number, fen: number) =>
      ask87(port, iso87("0200", { ...HEAD, ...card, ...stan(number), 3: "000000", 4: amount(fen) }));
    const sold = await sell(2, 1000);
    expect(sold).toMatchObject({ mti: "0210", fields: { 3: "000000", 4: amount(1000), 39: "00" } });
    const original = (mti: string, number: number) => `${mti}${stan(number)[11]}${"0".repeat(32)}`;
    const cancel = await ask87(
      port,
      iso87("0400", {
        ...HEAD,
        ...card,
        ...stan(3),
        3: "000000",
        4: amount(1000),
        37: sold?.fields[37] ?? "",
        90: original("0200", 2),
      }),
    );
    expect(cancel).toMatchObject({ mti: "0410", fields: { 39: "00" } });
    await sell(4, 700);
    const reverse = iso87("0420", {
      ...HEAD,
      ...card,
      ...stan(4),
      3: "000000",
      4: amount(700),
      39: "68",
      90: original("0200", 4),
    });
    expect(await ask87(port, reverse)).toMatchObject({ mti: "0430", fields: { 39: "00" } });
    expect(await ask87(port, reverse)).toMatchObject({ mti: "0430", fields: { 39: "00" } });
    const undoCancel = iso87("0420", {
      ...HEAD,
      ...card,
      ...stan(3),
      3: "000000",
      4: amount(1000),
      39: "68",
      90: original("0400", 3),
    });
    expect(await ask87(port, undoCancel)).toMatchObject({ mti: "0430", fields: { 39: "00" } });
    const refund = iso87("0220", {
      ...HEAD,
      ...card,
      ...stan(5),
      3: "200000",
      4: amount(300),
      37: sold?.fields[37] ?? "",
    });
    expect(await ask87(port, refund)).toMatchObject({ mti: "0230", fields: { 39: "00" } });
    const { ledger } = host;
    expect(ledger.totals(TID, 1).netFen).toBe(700n);
    const settle = iso87(
      "0500",
      {
        ...HEAD,
        ...stan(6),
        49: "156",
        74: "0000000001",
        76: "0000000001",
        86: "300".padStart(16, "0"),
        88: "1000".padStart(16, "0"),
        97: `D${"700".padStart(16, "0")}`,
      },
      false,
    );
    for (const _time of [1, 2])
      expect(await ask87(port, settle)).toMatchObject({ mti: "0510", fields: { 39: "00", 66: "1" } });
    expect(ledger.batches().map(({ closedAt }) => closedAt !== undefined)).toEqual([true]);
    await sell(7, 100);
    expect(ledger.batches()).toHaveLength(2);
  });
});

test("pre-authorisation and completion, balance and a wrong MAC in ISO 8583:1987", async () => {
  await with87(async (port) => {
    const held = await ask87(
      port,
      iso87("0100", { ...HEAD, ...card, ...stan(2), 3: "000000", 4: amount(1000), 25: "06" }),
    );
    expect(held).toMatchObject({ mti: "0110", fields: { 3: "000000", 39: "00" } });
    const completed = await ask87(
      port,
      iso87("0220", {
        ...HEAD,
        ...card,
        ...stan(3),
        3: "000000",
        4: amount(1100),
        25: "06",
        38: held?.fields[38] ?? "",
      }),
    );
    expect(completed).toMatchObject({ mti: "0230", fields: { 39: "00" } });
    const { 4: _amount, ...asked } = { ...HEAD, ...card, ...stan(4), 3: "310000", 4: "" };
    const balance = await ask87(port, iso87("0200", asked));
    expect(balance?.fields[54]).toBe("0002156C000004998900");
    const request = iso87("0200", { ...HEAD, ...card, ...stan(5), 3: "000000", 4: amount(100) });
    request[request.length - 1] = (request.at(-1) ?? 0) ^ 1;
    expect((await ask87(port, request))?.fields[39]).toBe("A0");
    const odd = iso87("0600", { ...HEAD, ...stan(6) });
    expect(await ask87(port, odd)).toMatchObject({ mti: "0610", fields: { 39: "40" } });
  });
});

/** Gives what came back, or that nothing did within a short time. */
function throwAt(port: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, "127.0.0.1");
    const done = () => {
      socket.destroy();
      resolve();
    };
    socket.on("error", done).on("close", done).on("data", done);
    socket.setTimeout(200, done);
    socket.end(bytes);
  });
}

const dressed = fc
  .tuple(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom("60000300006031003113120200", "6000030000603100311312032000", ""),
  )
  .map(([noise, start]) => {
    const body = concatBytes(fromHex(start.slice(0, start.length - (start.length % 2))), noise);
    return concatBytes(Uint8Array.of(body.length >> 8, body.length & 0xff), body);
  });

test.each(["unionpay", "iso8583-1987"] as const)(
  "any bytes leave a host of %s on its feet",
  async (dialect) => {
    await withHost({ dialect, downloads: {} }, async (host) => {
      let troubleCount = 0;
      host.on("trouble", () => {
        troubleCount += 1;
      });
      await fc.assert(
        fc.asyncProperty(fc.oneof(dressed, fc.uint8Array({ maxLength: 200 })), (bytes) =>
          throwAt(host.port, bytes),
        ),
        { numRuns: 150 },
      );
      expect(troubleCount).toBe(0);
      expect(host.ledger.entries()).toEqual([]);
      const request = dialect === "unionpay" ? signInRequest() : iso87("0800", { ...HEAD, 70: "001" }, false);
      const line = await Line.open(host.port);
      line.send(request);
      expect(await line.nextFrame()).toBeDefined();
      line.close();
    });
  },
);

test("a message of each kind with its fields mutated is answered or refused, never a crash", async () => {
  await with87(async (port, host) => {
    const good = iso87("0200", { ...HEAD, ...card, ...stan(9), 3: "000000", 4: amount(100) });
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 3), fc.nat(255), async (at, value) => {
        const changed = good.slice();
        changed[2 + at] = value;
        await throwAt(port, changed);
      }),
      { numRuns: 100 },
    );
    expect(host.ledger.entries().filter(({ amountFen }) => amountFen !== 100n)).toEqual([]);
  });
});
