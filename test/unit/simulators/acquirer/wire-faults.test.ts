import { expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { BehaviourRule } from "../../../../simulators/acquirer/behaviour.ts";
import { desDecrypt, keyCheckValue } from "../../../../simulators/crypto/des.ts";
import { clear, namedBy, naming } from "./clearing.ts";
import { load, loadFields } from "./loading.ts";
import { settle } from "./settling.ts";
import {
  type Answer,
  ascii,
  ask,
  cupMac,
  IDENTITY,
  Line,
  readAnswer,
  type Session,
  sale,
  saleFields,
  signed,
  signInRequest,
  TID,
  TMK,
  unsigned,
} from "./terminal.ts";
import { withFaults, withHost, withSession } from "./with-host.ts";

/** Every frame that answers one request, as far as `count` of them come. */
async function frames(port: number, request: Uint8Array, count: number): Promise<readonly Answer[]> {
  const line = await Line.open(port);
  try {
    line.send(request);
    const answers: Answer[] = [];
    while (answers.length < count) {
      const next = await line.nextFrame();
      if (next === undefined) break;
      answers.push(readAnswer(next));
    }
    return answers;
  } finally {
    line.close();
  }
}

const saleRequest = (session: Session, stan: number, fen = 100): Uint8Array =>
  signed(session.macKey, "0200", saleFields(session, stan, fen));

test("otherBatch: the answer names the next batch, under a right MAC, and the books stay", async () => {
  await withFaults([{ on: "sale", do: "otherBatch" }], async (session, host) => {
    const answer = await sale(session, 2, 100);
    expect(answer.fields[60]?.slice(2, 8)).toBe("000002");
    expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(host.ledger.entries()).toMatchObject([{ batchNumber: 1, state: "approved" }]);
  });
});

test("wrongSign: debits and credits of the answer have changed places", async () => {
  await withFaults([{ on: "settlement", do: "wrongSign" }], async (session) => {
    await sale(session, 2, 100);
    const answer = await settle(session, 3, { debit: [1, 100] });
    expect(answer.fields[48]?.slice(0, 31)).toBe("0000000000000000000000001000011");
  });
});

test.each([
  { key: "pinKey", at: 38 },
  { key: "macKey", at: 78 },
] as const)("wrongKcv: the check value of $key is wrong, the keys are not", async ({ key, at }) => {
  const behaviour: BehaviourRule[] = [{ on: "signIn", nth: 1, do: "wrongKcv", key }];
  await withHost({ behaviour, seed: "kcv" }, async ({ port }) => {
    const wrong = (await ask(port, signInRequest())).fields[62] ?? "";
    const right = (await ask(port, signInRequest())).fields[62] ?? "";
    expect(wrong).toHaveLength(80);
    expect(right).toHaveLength(80);
    const start = key === "pinKey" ? 0 : 40;
    const kcv = toHex(keyCheckValue(desDecrypt(TMK, Buffer.from(wrong.slice(start, start + 32), "hex"))));
    expect(wrong.slice(start + 32, at)).toBe(kcv.slice(0, 6));
    expect(wrong.slice(at, at + 2)).not.toBe(kcv.slice(6));
  });
});

test("strayAnswer: an approval of a void that nobody sent comes first", async () => {
  await withFaults([{ on: "sale", do: "strayAnswer" }], async (session, host) => {
    const [stray, answer] = await frames(session.port, saleRequest(session, 5), 2);
    expect(stray?.fields).toMatchObject({ 3: "200000", 11: "000004", 39: "00" });
    expect(stray?.fields[64]).toBe(toHex(cupMac(session.macKey, stray?.macInput ?? new Uint8Array())));
    expect(answer?.fields).toMatchObject({ 3: "000000", 11: "000005", 39: "00" });
    expect(host.ledger.entries()).toHaveLength(1);
  });
});

test("staleAnswer: what the terminal got before comes first", async () => {
  await withFaults([{ on: "sale", nth: 2, do: "staleAnswer" }], async (session) => {
    const before = await sale(session, 2, 100);
    const [stale, answer] = await frames(session.port, saleRequest(session, 3), 2);
    expect(stale?.bytes).toEqual(before.bytes);
    expect(answer?.fields[11]).toBe("000003");
  });
});

test("contradict: a second answer to the same sale says the opposite", async () => {
  await withFaults([{ on: "sale", do: "contradict", code: "51" }], async (session, host) => {
    const answers = await frames(session.port, saleRequest(session, 2), 2);
    expect(answers.map(({ fields }) => [fields[11], fields[39]])).toEqual([
      ["000002", "00"],
      ["000002", "51"],
    ]);
    expect(host.ledger.entries()).toMatchObject([{ state: "approved" }]);
  });
});

test("slowBytes: the answer comes whole, but not at once", async () => {
  await withFaults([{ on: "sale", do: "slowBytes", pieceBytes: 40, delayMs: 5 }], async (session) => {
    const started = performance.now();
    expect((await sale(session, 2, 100)).fields[39]).toBe("00");
    expect(performance.now() - started).toBeGreaterThan(12);
  });
});

test("restart with memory: the connection is reset, and the sale is in the books", async () => {
  await withFaults([{ on: "sale", nth: 1, do: "restart", memory: "kept" }], async (session, host) => {
    expect(await frames(session.port, saleRequest(session, 2), 1)).toEqual([]);
    expect(host.ledger.entries()).toHaveLength(1);
    expect((await sale(session, 2, 100)).fields[39]).toBe("94");
  });
});

test("restart without memory: the host knows neither sale nor terminal any more", async () => {
  await withFaults([{ on: "sale", nth: 2, do: "restart", memory: "lost" }], async (session, host) => {
    await sale(session, 2, 100);
    expect(await frames(session.port, saleRequest(session, 3), 1)).toEqual([]);
    expect(host.ledger.entries()).toEqual([]);
    expect(host.ledger.batches()).toEqual([]);
    expect(host.ledger.accounts().every(({ openingFen, balanceFen }) => openingFen === balanceFen)).toBe(
      true,
    );
    expect((await sale(session, 4, 100)).fields[39]).toBe("77");
    expect(host.ledger.messages().length).toBeGreaterThan(6);
  });
});

test.each(["A0", "77", "99", "98", "68", "94", "10", "25"])(
  "a host told to say %s says so to sale, load, refund and pre-authorisation, whatever it has booked",
  async (code) => {
    const rules: BehaviourRule[] = (["sale", "load", "refund", "preAuth"] as const).map((on) => ({
      on,
      from: on === "sale" ? 2 : 1,
      do: "otherCode",
      code,
    }));
    await withFaults(rules, async (session) => {
      const sold = naming(session, namedBy(await sale(session, 2, 100)));
      expect((await sale(session, 3, 100)).fields[39]).toBe(code);
      expect((await load(session, 4, 100, 7)).fields[39]).toBe(code);
      expect((await clear(session, "refund", 5, 100, sold)).fields[39]).toBe(code);
      expect((await clear(session, "preAuth", 6, 100)).fields[39]).toBe(code);
    });
  },
);

test.each([
  { do: "loseRequest" },
  { do: "loseAnswer" },
  { do: "close" },
  { do: "resetAfterFirstByte" },
] as const)("a load that meets $do gets no answer", async (fault) => {
  await withFaults([{ on: "load", ...fault }], async (session, host) => {
    const line = await Line.open(session.port);
    line.send(signed(session.macKey, "0200", loadFields(session, 2, 100, 7)));
    const got = await Promise.race([
      line.nextFrame(),
      new Promise((resolve) => setTimeout(() => resolve("silence"), 60)),
    ]);
    expect(got === undefined || got === "silence").toBe(true);
    line.close();
    const isBooked = fault.do === "loseAnswer" || fault.do === "close";
    expect(host.ledger.entries()).toHaveLength(isBooked ? 1 : 0);
  });
});

const KEY = (index: string) => ({
  name: `9F0605A0000003339F2201${index}`,
  listed: "DF05083230333031323331",
  content: `9F0605A0000003339F2201${index}DF020401020304DF040103`,
});
const downloads = {
  parameters: "120360",
  caKeys: ["01", "02", "03", "04", "08", "09", "0B", "0C", "0D", "0E"].map(KEY),
  aids: [{ name: "9F0608A000000333010101", content: "9F0608A000000333010101DF010100" }],
  hotlist: Array.from({ length: 70 }, (_, i) => `62280001${(i + 1).toString().padStart(5, "0")}`),
};
const download = async (port: number, management: string, field62: string, mti = "0800") => {
  const withField = field62 === "" ? {} : { 62: (field62.length / 2).toString().padStart(4, "0") + field62 };
  const answer = await ask(
    port,
    unsigned(mti, { ...IDENTITY, 11: "000002", 60: `001100000000${management}0`.slice(0, 16), ...withField }),
  );
  return { code: answer.fields[39], page: Buffer.from(answer.fields[62] ?? "", "hex") };
};

test("lists come page by page from where the terminal is, keys and AIDs whole, and no sign-in is needed", async () => {
  await withHost({ downloads }, async ({ port }) => {
    expect((await download(port, "360", "")).page.toString()).toBe("120360");
    const first = await download(port, "372", ascii("100"), "0820");
    expect(first.page.subarray(0, 1).toString()).toBe("2");
    expect(first.page.length).toBe(1 + 8 * 23);
    const second = await download(port, "372", ascii("108"), "0820");
    expect(second.page.subarray(0, 1).toString()).toBe("1");
    expect(second.page.length).toBe(1 + 2 * 23);
    expect((await download(port, "372", ascii("110"))).page.toString()).toBe("0");
    const key = await download(port, "370", KEY("0B").name);
    expect(toHex(key.page)).toBe(`31${KEY("0B").content}`);
    expect((await download(port, "370", KEY("7F").name)).page.toString()).toBe("0");
    expect((await download(port, "382", ascii("100"))).page.subarray(0, 1).toString()).toBe("1");
    expect((await download(port, "380", "9F0608A000000333010101")).page.length).toBeGreaterThan(10);
    for (const end of ["361", "371", "381", "391"]) expect((await download(port, end, "")).code).toBe("00");
    expect((await download(port, "362", ascii("011021"), "0820")).code).toBe("00");
  });
});

test("the hotlist is complete after its pages, each behind the last", async () => {
  await withHost({ downloads }, async ({ port }) => {
    const got: string[] = [];
    let flag = "2";
    for (let turn = 0; turn < 10 && flag === "2"; turn++) {
      const index = got.length === 0 ? "000" : (got.length + 1).toString().padStart(3, "0");
      const text = (await download(port, "390", ascii(index))).page.toString();
      flag = text[0] ?? "";
      for (let at = 4; at < text.length; at += 16)
        got.push(text.slice(at + 2, at + 16).slice(0, Number(text.slice(at, at + 2))));
      expect(text.slice(1, 4)).toBe(got.length.toString().padStart(3, "0"));
    }
    expect(flag).toBe("1");
    expect(got).toEqual(downloads.hotlist);
    expect((await download(port, "390", ascii("0x1"))).code).toBe("30");
  });
});

test.each([
  { rule: { on: "caKeyList", do: "corruptPage" }, length: 185 },
  { rule: { on: "caKeyList", do: "truncatedPage" }, length: 92 },
  { rule: { on: "caKeyList", do: "pageOutOfOrder" }, length: 185 },
] as const)("$rule.do gives a page that is not the one that was asked for", async ({ rule, length }) => {
  await withHost({ downloads }, async (host) => {
    const right = await download(host.port, "372", ascii("100"));
    host.setBehaviour([rule]);
    const wrong = await download(host.port, "372", ascii("100"));
    expect(wrong.page.length).toBe(length);
    expect(wrong.page.equals(right.page)).toBe(false);
  });
});

test("a key that comes corrupted differs in one byte", async () => {
  await withHost({ downloads, behaviour: [{ on: "caKey", do: "corruptPage" }] }, async ({ port }) => {
    const { page } = await download(port, "370", KEY("0B").name);
    const right = Buffer.from(`31${KEY("0B").content}`, "hex");
    expect([...page].filter((byte, i) => byte !== right[i])).toHaveLength(1);
  });
});

test("two hosts at once know nothing of each other: ports, keys, terminals and batches are their own", async () => {
  await withSession({ seed: "one" }, async (one, first) => {
    await withSession(
      { seed: "two", terminals: [{ tid: TID, mid: "123456789012345" }] },
      async (two, second) => {
        expect(first.port).not.toBe(second.port);
        expect(toHex(one.macKey)).not.toBe(toHex(two.macKey));
        await sale(one, 2, 100);
        expect(second.ledger.entries()).toEqual([]);
        expect((await sale({ ...two, macKey: one.macKey }, 2, 100)).fields[39]).toBe("A0");
      },
    );
  });
});
