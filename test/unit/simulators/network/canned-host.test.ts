import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { type CannedHost, startCannedHost } from "../../../bench/canned-host.ts";
import { batchMessage, flags, settle, upload, uploadFields } from "../acquirer/settling.ts";
import {
  ask,
  cupMac,
  IDENTITY,
  Line,
  readAnswer,
  type Session,
  signed,
  signIn,
  unsigned,
} from "../acquirer/terminal.ts";

async function withCannedHost(work: (host: CannedHost, session: Session) => Promise<void>): Promise<void> {
  const host = await startCannedHost({ delayMs: 5, macKey: fromHex("0123456789ABCDEFFEDCBA9876543210") });
  try {
    await work(host, { ...(await signIn(host.port)), batch: "000007" });
  } finally {
    await host.close();
  }
}

test("a sign-in gets the keys and the batch that it stated", async () => {
  await withCannedHost(async (host, session) => {
    expect(toHex(session.macKey)).toBe("0123456789ABCDEFFEDCBA9876543210");
    const answer = await ask(
      host.port,
      unsigned("0800", { ...IDENTITY, 11: "000001", 60: "0011000000070030" }),
    );
    expect(answer.fields).toMatchObject({ 39: "00", 60: "00000007003" });
  });
});

test("an upload is approved after the delay under a right MAC, with its own fields", async () => {
  await withCannedHost(async (host, session) => {
    const startedAt = performance.now();
    const answer = await upload(session, 12, 1234, 1);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(4);
    expect(answer.mti).toBe("0210");
    expect(answer.tpdu).toBe("6000000003");
    expect(answer.fields).toMatchObject({ 3: "000000", 4: "000000001234", 11: "000012", 39: "00" });
    expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(host.answerCount()).toBe(2);
  });
});

test("echo, settlement and the end of a batch are agreed with", async () => {
  await withCannedHost(async (host, session) => {
    const echo = await ask(
      host.port,
      unsigned("0820", { ...IDENTITY, 11: "000002", 60: "0011000000013010" }),
    );
    expect(echo.mti).toBe("0830");
    expect(flags(await settle(session, 3, { debit: [1, 100] }, { credit: [2, 7] }))).toBe("11");
    const end = await ask(host.port, unsigned("0320", batchMessage(session, 4, "207", "0000")));
    expect(end.fields).toMatchObject({ 11: "000004", 39: "00", 48: "0000" });
  });
});

test("frames that come in pieces or together are answered one by one, in their order", async () => {
  await withCannedHost(async (_host, session) => {
    const line = await Line.open(session.port);
    try {
      const request = (stan: number) =>
        signed(session.macKey, "0200", uploadFields(session, stan, 100, stan));
      const bytes = new Uint8Array([...request(1), ...request(2), ...request(3)]);
      line.send(bytes.subarray(0, 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      line.send(bytes.subarray(1));
      for (const stan of ["000001", "000002", "000003"]) {
        const frame = await line.nextFrame();
        expect(frame && readAnswer(frame).fields[11]).toBe(stan);
      }
    } finally {
      line.close();
    }
  });
});
