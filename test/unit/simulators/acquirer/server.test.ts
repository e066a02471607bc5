import { createServer } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { concatBytes, fromHex } from "../../../../main/domain/bytes.ts";
import { start } from "../../../../simulators/acquirer/server.ts";
import {
  ascii,
  ask,
  bodyOf,
  frame,
  IDENTITY,
  Line,
  MID,
  readAnswer,
  type Session,
  sale,
  saleFields,
  signed,
  signIn,
  signInRequest,
  TID,
  unsigned,
} from "./terminal.ts";
import { withHost, withSession } from "./with-host.ts";

const echo = unsigned("0820", { ...IDENTITY, 11: "000099", 60: "0011000000013010" });

async function isAlive(port: number): Promise<boolean> {
  return (await ask(port, echo)).fields[39] === "00";
}

const saleRequest = (session: Session, stan: number): Uint8Array =>
  signed(session.macKey, "0200", saleFields(session, stan, 1));

test("a frame that comes byte by byte is one message", async () => {
  await withHost({}, async ({ port, ledger }) => {
    const line = await Line.open(port);
    line.socket.setNoDelay(true);
    for (const byte of signInRequest()) {
      line.send(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    const answer = await line.nextFrame();
    expect(answer && readAnswer(answer).fields[39]).toBe("00");
    expect(ledger.messages()).toHaveLength(2);
    line.close();
  });
});

test("frames that come in one piece are answered each, in their order", async () => {
  await withSession({}, async (session, { ledger }) => {
    const line = await Line.open(session.port);
    const stans = Array.from({ length: 40 }, (_, i) => i + 2);
    line.send(concatBytes(...stans.map((stan) => saleRequest(session, stan))));
    for (const stan of stans) {
      const answer = await line.nextFrame();
      expect(answer && Number(readAnswer(answer).fields[11])).toBe(stan);
    }
    expect(ledger.totals(TID, 1).saleCount).toBe(40);
    line.close();
  });
});

test("many terminals at once are served each on its own connection", async () => {
  await withHost({}, async ({ port, ledger }) => {
    const tids = Array.from({ length: 20 }, (_, i) => (i + 1).toString().padStart(8, "0"));
    const codes = await Promise.all(
      tids.map(async (tid) => {
        const session = await signIn(port, tid);
        return (await sale(session, 2, 100, { 41: ascii(tid) })).fields[39];
      }),
    );
    expect(codes).toEqual(tids.map(() => "00"));
    for (const tid of tids) expect(ledger.totals(tid, 1).saleCount).toBe(1);
  });
});

test("a terminal that closes its half after asking still gets the answer", async () => {
  await withHost({}, async ({ port }) => {
    const line = await Line.open(port);
    line.socket.end(signInRequest());
    const answer = await line.nextFrame();
    expect(answer && readAnswer(answer).fields[39]).toBe("00");
    expect(await line.untilClosed()).toHaveLength(0);
  });
});

test.each([
  { name: "a length beyond every message", bytes: "1001" },
  { name: "noise in a frame", bytes: "0004DEADBEEF" },
  { name: "an empty frame", bytes: "0000" },
])("$name ends the connection and nothing else", async ({ bytes }) => {
  await withHost({}, async ({ port }) => {
    const line = await Line.open(port);
    line.send(fromHex(bytes));
    expect(await line.untilClosed()).toHaveLength(0);
    expect(await isAlive(port)).toBe(true);
  });
});

test("a message that is damaged behind its TID is 30, and the log names the field and no content", async () => {
  await withHost({}, async ({ port, ledger }) => {
    const damaged = frame(
      bodyOf("0200", { 11: "000002", ...IDENTITY, 49: ascii("156"), 60: "00132200A" + "0" }, false),
    );
    const answer = await ask(port, damaged);
    expect(answer.mti).toBe("0210");
    expect(answer.fields).toMatchObject({ 11: "000002", 39: "30", 41: TID, 42: MID });
    expect(ledger.messages().at(-1)?.note).toMatch(/^badField DE60, \d+ bytes$/);
  });
});

test("an answer is not answered", async () => {
  await withHost({}, async ({ port, ledger }) => {
    const line = await Line.open(port);
    line.send(unsigned("0810", { ...IDENTITY, 11: "000001", 39: ascii("00"), 60: "0011000000000030" }));
    line.send(echo);
    const first = await line.nextFrame();
    expect(first && readAnswer(first).mti).toBe("0830");
    expect(ledger.messages()[0]).toMatchObject({ direction: "unreadable", note: "an answer, not a request" });
    line.close();
  });
});

test("a connection on which nothing happens is closed", async () => {
  await withHost({ idleTimeoutMs: 50 }, async ({ port }) => {
    const line = await Line.open(port);
    line.send(fromHex("00"));
    expect(await line.untilClosed()).toHaveLength(0);
  });
});

test("connections beyond the maximum are dropped, and room that is given back is used", async () => {
  await withHost({ connectionCountMax: 1 }, async ({ port }) => {
    const first = await Line.open(port);
    first.send(echo);
    expect(await first.nextFrame()).toBeDefined();
    const second = await Line.open(port);
    expect(await second.untilClosed()).toHaveLength(0);
    first.close();
    await expect.poll(async () => isAlive(port).catch(() => false), { timeout: 5000 }).toBe(true);
  });
});

test("closing ends connections and drops what is still waited for", async () => {
  const started = await start({
    port: 0,
    ledgerFile: ":memory:",
    behaviour: [{ on: "signIn", do: "slow", delayMs: 60_000 }],
  });
  if (!started.ok) throw new Error(started.fault.kind);
  const line = await Line.open(started.value.port);
  line.send(signInRequest());
  line.send(echo);
  await line.nextFrame();
  await started.value.close();
  await started.value.close();
  expect(await line.untilClosed()).toHaveLength(0);
});

test("a port that is taken is a fault in words", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const started = await start({ port, ledgerFile: ":memory:" });
  expect(!started.ok && started.fault.kind).toBe("cannotListen");
  taken.close();
});

test("listeners hear each row once it is in the ledger, and stop when they want", async () => {
  await withHost({}, async (host) => {
    const heard: string[] = [];
    const stop = host.on("message", (message) => {
      expect(host.ledger.messages().at(-1)?.seq).toBeGreaterThanOrEqual(message.seq);
      heard.push(`${message.direction} ${message.kind} ${message.responseCode ?? ""}`);
    });
    await signIn(host.port);
    stop();
    await signIn(host.port);
    expect(heard).toEqual(["request signIn ", "answer signIn 00"]);
  });
});

/** Sends bytes, waits until the host has closed or the bytes are through, and hangs up. */
async function throwAt(port: number, bytes: Uint8Array): Promise<void> {
  const line = await Line.open(port);
  await new Promise<void>((resolve) => line.socket.end(bytes, () => resolve()));
  await line.untilClosed();
}

test("any bytes are survived", async () => {
  await withHost({}, async ({ port }) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) => throwAt(port, bytes)),
      { numRuns: 150 },
    );
    expect(await isAlive(port)).toBe(true);
  });
});

test("any bytes behind a good frame head are survived and move no money", async () => {
  await withSession({}, async (session, { ledger }) => {
    const before = ledger.accounts();
    const mtis = ["0200", "0400", "0800", "0820", "0320", "0500", "0210"];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...mtis),
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.uint8Array({ maxLength: 300 }),
        (mti, bitmap, content) => throwAt(session.port, frame(concatBytes(fromHex(mti), bitmap, content))),
      ),
      { numRuns: 300 },
    );
    expect(ledger.accounts()).toEqual(before);
    expect(await isAlive(session.port)).toBe(true);
  });
});

test("a good sale with one byte changed anywhere is survived and moves no money", async () => {
  await withSession({}, async (session, { ledger }) => {
    const good = saleRequest(session, 2);
    await fc.assert(
      fc.asyncProperty(
        // MTI to DE63: what the MAC covers.
        fc.integer({ min: 13, max: good.length - 9 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const changed = good.map((byte, i) => (i === at ? byte ^ change : byte));
          await throwAt(session.port, changed);
        },
      ),
      { numRuns: 300 },
    );
    expect(ledger.totals(TID, 1).saleCount).toBe(0);
    expect((await sale(session, 2, 1)).fields[39]).toBe("00");
  });
});
