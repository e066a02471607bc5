import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { RunningAcquirer } from "../../../../simulators/acquirer/server.ts";
import { scriptMac, TRIPLE_DES } from "../../../../simulators/crypto/symmetric-family.ts";
import { TEST_ACCOUNTS } from "../../../../simulators/issuer/accounts-table.ts";
import { chip, iccData, offlineIcc, tlv, wrongCryptogram } from "./icc-data.ts";
import { LOADS, load, loadFields, notice, reverseLoad, type Source } from "./loading.ts";
import { flags, settle, upload } from "./settling.ts";
import { ask, cupMac, DEBIT, type Session, sale, signed, unsigned } from "./terminal.ts";
import { withFaults, withSession } from "./with-host.ts";

const OPENING_FEN = 1_000_000n;
const balance = ({ ledger }: RunningAcquirer): bigint | undefined =>
  ledger.accounts().find(({ panMasked }) => panMasked === `${DEBIT.slice(0, 6)}*********${DEBIT.slice(-4)}`)
    ?.balanceFen;
const states = ({ ledger }: RunningAcquirer) =>
  ledger.entries().map(({ kind, variant, state }) => `${kind} ${variant ?? "-"} ${state}`);

/** The script that sets 9F79, made here from the issuer's MAC key (emv-pboc 13.4). */
function expectedScript(fen: number, atc: number, newBalanceFen: number): string {
  const cardKey = TRIPLE_DES.deriveCardKey(fromHex("23456789ABCDEF01DCBA98765432FE10"), DEBIT, 1);
  const data = fromHex(newBalanceFen.toString().padStart(12, "0"));
  const mac = scriptMac(TRIPLE_DES, TRIPLE_DES.deriveSessionKey(cardKey, atc), {
    header: fromHex("04DA9F79"),
    data,
    atc,
    applicationCryptogram: iccData(fen, atc).cryptogram,
  });
  const command = `04DA9F790A${toHex(data)}${toHex(mac)}`;
  return tlv("72", tlv("9F18", "00000001") + tlv("86", command));
}

test.each<{ from: Source }>([{ from: "boundAccount" }, { from: "cash" }, { from: "otherAccount" }])(
  "a load from $from is answered with tag 91 and the script for the new balance, under a right MAC",
  async ({ from }) => {
    await withSession({}, async (session, host) => {
      const answer = await load(session, 2, 5000, 7, from);
      expect(answer.mti).toBe("0210");
      expect(answer.fields).toMatchObject({
        3: LOADS[from].code,
        4: "000000005000",
        11: "000002",
        25: "91",
        39: "00",
      });
      const icc = answer.fields[55] ?? "";
      expect(icc.slice(0, 4)).toBe("910A");
      expect(icc.slice(24)).toBe(expectedScript(5000, 7, 5000));
      expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
      expect(states(host)).toEqual([`load ${from} approved`]);
      // Electronic cash is still the customer's; only cash over the counter adds to it.
      expect(balance(host)).toBe(OPENING_FEN + (from === "cash" ? 5000n : 0n));
      expect(host.ledger.totals("00000001", 1).netFen).toBe(from === "cash" ? -5000n : 0n);
    });
  },
);

test("a second load adds to the first, and an upload of electronic cash takes away", async () => {
  await withSession({}, async (session) => {
    await load(session, 2, 5000, 7);
    const spent = { 55: offlineIcc(1500, 8, { more: tlv("8A", "5931") + tlv("9F74", "454343303031") }) };
    expect((await upload(session, 3, 1500, 8, spent)).fields[39]).toBe("00");
    const again = await load(session, 4, 2000, 9);
    expect(again.fields[55]?.slice(24)).toBe(expectedScript(2000, 9, 5500));
  });
});

test("the card's own word for its balance, 9F79, goes before the books", async () => {
  await withSession({}, async (session) => {
    const { wire } = iccData(1000, 7, { more: tlv("9F79", "000000012345") });
    const answer = await load(session, 2, 1000, 7, "boundAccount", { 55: wire });
    expect(answer.fields[55]?.slice(24)).toBe(expectedScript(1000, 7, 13_345));
  });
});

test("loaded money cannot be spent from the account too", async () => {
  await withSession({}, async (session) => {
    for (const [index, atc] of [10, 11, 12].entries()) await load(session, 2 + index, 30_000, atc);
    const rest = Number(OPENING_FEN) - 90_000;
    const spend = (stan: number, fen: number, atc: number) =>
      sale(session, stan, fen, chip(iccData(fen, atc).wire));
    expect((await spend(6, rest + 1, 20)).fields[39]).toBe("51");
    expect((await spend(7, rest, 21)).fields[39]).toBe("00");
    expect((await load(session, 8, 1, 22)).fields[39]).toBe("51");
    expect((await load(session, 9, 1, 23, "cash")).fields[39]).toBe("00");
  });
});

test.each([
  { name: "a wrong ARQC", fen: 5000, extra: { 55: wrongCryptogram(iccData(5000, 7).wire) }, code: "59" },
  { name: "a card that is keyed by hand", fen: 5000, extra: { 22: "0120" }, code: "30" },
  { name: "more than a card may hold", fen: 100_001, extra: {}, code: "61" },
  {
    name: "a sum that is more than a card may hold",
    fen: 5000,
    extra: { 55: iccData(5000, 7, { more: tlv("9F79", "000000095001") }).wire },
    code: "61",
  },
  { name: "another amount than the card's", fen: 5001, extra: { 55: iccData(5000, 7).wire }, code: "64" },
  { name: "the processing code of another source", fen: 5000, extra: { 3: "630000" }, code: "40" },
  { name: "the condition of a sale", fen: 5000, extra: { 25: "00" }, code: "40" },
])("a load with $name is $code and moves nothing", async ({ fen, extra, code }) => {
  await withSession({}, async (session, host) => {
    const answer = await load(session, 2, fen, 7, "boundAccount", extra);
    expect(answer.fields[39]).toBe(code);
    expect(answer.fields[55] ?? "").not.toContain("04DA9F79");
    expect(balance(host)).toBe(OPENING_FEN);
    expect(states(host).every((state) => state.endsWith("declined"))).toBe(true);
  });
});

test("a load without DE55 is a format error, and without a MAC a MAC error", async () => {
  await withSession({}, async (session) => {
    const { 55: _icc, ...fields } = loadFields(session, 2, 100, 7);
    expect((await ask(session.port, signed(session.macKey, "0200", fields))).fields[39]).toBe("30");
    expect((await ask(session.port, unsigned("0200", loadFields(session, 3, 100, 8)))).fields[39]).toBe("A0");
  });
});

test.each<{ from: Source }>([{ from: "boundAccount" }, { from: "cash" }])(
  "a load from $from is reversed once, and the reversal may be asked again",
  async ({ from }) => {
    await withSession({}, async (session, host) => {
      await load(session, 2, 5000, 7, from);
      const answer = await reverseLoad(session, 2, 5000, from);
      expect(answer.mti).toBe("0410");
      expect(answer.fields[39]).toBe("00");
      expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
      expect((await reverseLoad(session, 2, 5000, from)).fields[39]).toBe("00");
      expect(states(host)).toEqual([`load ${from} reversed`]);
      expect(balance(host)).toBe(OPENING_FEN);
      // The next script starts from the balance before the load that was taken back.
      expect((await load(session, 3, 100, 8)).fields[55]?.slice(24)).toBe(expectedScript(100, 8, 100));
    });
  },
);

test("a reversal that overtakes its load is 25, and the load is refused when it comes", async () => {
  await withSession({}, async (session, host) => {
    expect((await reverseLoad(session, 2, 5000)).fields[39]).toBe("25");
    const late = await load(session, 2, 5000, 7);
    expect(late.fields[39]).toBe("12");
    expect(late.fields[55]).not.toContain("04DA9F79");
    expect((await reverseLoad(session, 2, 5000)).fields[39]).toBe("00");
    expect(balance(host)).toBe(OPENING_FEN);
  });
});

test.each([
  { name: "as a sale", extra: { 3: "000000", 25: "00", 60: "001422000001000500".slice(0, 18) }, code: "12" },
  { name: "of another amount", extra: { 4: "000000004999" }, code: "64" },
])("a load is not reversed $name", async ({ extra, code }) => {
  await withSession({}, async (session, host) => {
    await load(session, 2, 5000, 7);
    const fields = "60" in extra ? { ...extra, 60: `001422${session.batch}000500` } : extra;
    expect((await reverseLoad(session, 2, 5000, "boundAccount", fields)).fields[39]).toBe(code);
    expect(states(host)).toEqual(["load boundAccount approved"]);
  });
});

test("the same load again is 94 and fills nothing twice", async () => {
  await withSession({}, async (session, host) => {
    await load(session, 2, 5000, 7, "cash");
    expect((await load(session, 2, 5000, 8, "cash")).fields[39]).toBe("94");
    expect(balance(host)).toBe(OPENING_FEN + 5000n);
  });
});

test("in a settlement only a load against cash counts, as a credit", async () => {
  await withSession({}, async (session) => {
    await load(session, 2, 5000, 7, "cash");
    await load(session, 3, 3000, 8, "boundAccount");
    await sale(session, 4, 700);
    expect(flags(await settle(session, 5, { debit: [1, 700], credit: [1, 5000] }))).toBe("11");
    expect(flags(await settle(session, 6, { debit: [2, 5700] }))).toBe("21");
  });
});

test.each([
  { script: "updateOfflineLimits", tag: "72", command: "04DA9F5805" },
  { script: "unblockApplication", tag: "72", command: "8418000004" },
  { script: "blockApplication", tag: "71", command: "841E000004" },
  { script: "blockCard", tag: "72", command: "8416000004" },
] as const)("an issuer in the mood to send $script does so with a sale", async ({ script, tag, command }) => {
  await withFaults([{ on: "sale", nth: 1, do: "issuerScript", script }], async (session, host) => {
    const answer = await sale(session, 2, 100, chip(iccData(100, 7).wire));
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[55]?.slice(24, 26)).toBe(tag);
    expect(answer.fields[55]).toContain(command);
    expect(host.ledger.entries()[0]?.issuerScript).toBe(answer.fields[55]?.slice(24));
    expect((await sale(session, 3, 100, chip(iccData(100, 8).wire))).fields[55]).toHaveLength(24);
  });
});

test("a declined sale brings no script", async () => {
  await withFaults([{ on: "sale", do: "issuerScript", script: "blockCard" }], async (session) => {
    const answer = await sale(session, 2, 1_900_000, chip(iccData(1_900_000, 7).wire));
    expect(answer.fields[39]).toBe("51");
    expect(answer.fields[55]).toHaveLength(24);
  });
});

test("a script notice is kept with its original, and the same one again is answered the same", async () => {
  await withSession({}, async (session, host) => {
    await load(session, 2, 5000, 7);
    const first = await notice(session, { stan: 3, originalStan: 2, fen: 5000 });
    expect(first.mti).toBe("0630");
    expect(first.fields).toMatchObject({ 11: "000003", 39: "00" });
    expect((await notice(session, { stan: 3, originalStan: 2, fen: 5000 })).fields[39]).toBe("00");
    expect(host.ledger.scriptNotices()).toMatchObject([
      { stan: 3, original: { batchNumber: 1, stan: 2 }, results: "2000000001" },
    ]);
    expect(states(host)).toEqual(["load boundAccount approved"]);
  });
});

test.each([
  { name: "of an original that never came", change: { originalStan: 9 }, code: "25" },
  { name: "with a broken result", change: { results: "20000000" }, code: "30" },
  { name: "with the number of a transaction", change: { stan: 2 }, code: "94" },
])("a script notice $name is $code", async ({ change, code }) => {
  await withSession({}, async (session, host) => {
    await load(session, 2, 5000, 7);
    const asked = { stan: 3, originalStan: 2, fen: 5000, ...change };
    expect((await notice(session, asked)).fields[39]).toBe(code);
    expect(host.ledger.scriptNotices()).toEqual([]);
  });
});

test("another notice under the same number is 94", async () => {
  await withSession({}, async (session) => {
    await load(session, 2, 5000, 7);
    await notice(session, { stan: 3, originalStan: 2, fen: 5000 });
    const other = await notice(session, { stan: 3, originalStan: 2, fen: 5000, results: "1100000001" });
    expect(other.fields[39]).toBe("94");
  });
});

test("a notice of a load that was reversed is kept all the same", async () => {
  await withSession({}, async (session, host) => {
    await load(session, 2, 5000, 7);
    await reverseLoad(session, 2, 5000);
    expect((await notice(session, { stan: 3, originalStan: 2, fen: 5000 })).fields[39]).toBe("00");
    expect(host.ledger.scriptNotices()).toHaveLength(1);
  });
});

const paidFromPurse = (session: Session, stan: number, fen: number, atc: number, mode = "0520") =>
  upload(session, stan, fen, atc, {
    22: mode,
    55: offlineIcc(fen, atc, { more: tlv("8A", "5931") + tlv("9F74", "454343303031") }),
  });

test.each(["0520", "0720"])(
  "an upload of electronic cash with DE22 = %s is booked as such, once",
  async (mode) => {
    await withSession({}, async (session, host) => {
      expect((await paidFromPurse(session, 2, 300, 7, mode)).fields[39]).toBe("00");
      expect((await paidFromPurse(session, 2, 300, 7, mode)).fields[39]).toBe("94");
      expect((await paidFromPurse(session, 3, 300, 7, mode)).fields[39]).toBe("59");
      expect(states(host)).toEqual(["sale electronicCash approved", "sale - declined"]);
      expect(balance(host)).toBe(OPENING_FEN - 300n);
    });
  },
);

test("a contactless upload without 9F74 was paid from electronic cash too", async () => {
  await withSession({}, async (session, host) => {
    expect((await upload(session, 2, 300, 7, { 22: "0720" })).fields[39]).toBe("00");
    expect(states(host)).toEqual(["sale electronicCash approved"]);
  });
});

test("an online sale by contactless chip is a sale", async () => {
  await withSession({}, async (session, host) => {
    const answer = await sale(session, 2, 300, { ...chip(iccData(300, 7).wire), 22: "0720" });
    expect(answer.fields[39]).toBe("00");
    expect(host.ledger.entries()).toMatchObject([
      { entryMode: "072", variant: undefined, state: "approved" },
    ]);
  });
});

test("every account that has electronic cash has it in its balance", () => {
  for (const { balanceFen, electronicCashFen = 0n } of TEST_ACCOUNTS)
    expect(electronicCashFen).toBeLessThanOrEqual(balanceFen);
});
