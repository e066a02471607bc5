import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import {
  answerCryptogram,
  applicationCryptogram,
  deriveCardKey,
  deriveSessionKey,
} from "../../../../simulators/crypto/emv-keys.ts";
import { ascii, DEBIT, panField, sale, TID, type WireFields } from "./terminal.ts";
import { withSession } from "./with-host.ts";

/** Wire hex of a data object with a short length. */
const tlv = (tag: string, value: string): string =>
  tag + (value.length / 2).toString(16).padStart(2, "0").toUpperCase() + value;

const MASTER_KEY = fromHex("0123456789ABCDEFFEDCBA9876543210");

/** DE55 of the debit test card (sequence number 1), CVN 01, computed from the test issuer's master key. */
function iccData(fen: number, atc: number, cvr = "03A04000", cid = "80") {
  const sessionKey = deriveSessionKey(deriveCardKey(MASTER_KEY, DEBIT, 1), atc);
  const parts: readonly [tag: string, value: string][] = [
    ["9F02", fen.toString().padStart(12, "0")],
    ["9F03", "000000000000"],
    ["9F1A", "0156"],
    ["95", "0080046000"],
    ["5F2A", "0156"],
    ["9A", "261123"],
    ["9C", "00"],
    ["9F37", "1E78EEBC"],
    ["82", "7C00"],
    ["9F36", atc.toString(16).padStart(4, "0").toUpperCase()],
  ];
  const input = fromHex(parts.map(([, value]) => value).join("") + cvr);
  const cryptogram = applicationCryptogram(sessionKey, input);
  const all: readonly [tag: string, value: string][] = [
    ...parts,
    ["9F10", `070101${cvr}01`],
    ["9F27", cid],
    ["9F26", toHex(cryptogram)],
  ];
  const hex = all.map(([tag, value]) => tlv(tag, value)).join("");
  return { wire: (hex.length / 2).toString().padStart(4, "0") + hex, cryptogram, sessionKey };
}

const chip = (wire: string): WireFields => ({
  2: panField(DEBIT),
  14: "4912",
  22: "0520",
  23: "0001",
  55: wire,
});

test("a chip sale with a right ARQC is approved, and tag 91 answers it", async () => {
  await withSession({}, async (session) => {
    const icc = iccData(100, 1);
    const answer = await sale(session, 2, 100, chip(icc.wire));
    const arpc = toHex(answerCryptogram(icc.sessionKey, icc.cryptogram, fromHex(ascii("00"))));
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[55]).toBe(`910A${arpc}3030`);
  });
});

test("a chip sale that is declined for money is answered with a cryptogram over that code", async () => {
  await withSession({}, async (session) => {
    const icc = iccData(1_000_001, 1);
    const answer = await sale(session, 2, 1_000_001, chip(icc.wire));
    const arpc = toHex(answerCryptogram(icc.sessionKey, icc.cryptogram, fromHex(ascii("51"))));
    expect(answer.fields[39]).toBe("51");
    expect(answer.fields[55]).toBe(`910A${arpc}3531`);
  });
});

const wrongCryptogram = (wire: string): string => `${wire.slice(0, -2)}${wire.endsWith("00") ? "01" : "00"}`;

test.each<{ name: string; fields: WireFields; code: string }>([
  { name: "a wrong cryptogram", fields: chip(wrongCryptogram(iccData(100, 1).wire)), code: "59" },
  { name: "a TC in place of an ARQC", fields: chip(iccData(100, 1, "03904000", "40").wire), code: "59" },
  { name: "another amount on the card", fields: chip(iccData(99, 1).wire), code: "64" },
  { name: "another sequence number", fields: { ...chip(iccData(100, 1).wire), 23: "0002" }, code: "14" },
])("a chip sale with $name is $code without tag 91", async ({ fields, code }) => {
  await withSession({}, async (session) => {
    const answer = await sale(session, 2, 100, fields);
    expect(answer.fields[39]).toBe(code);
    expect(answer.fields[55]).toBeUndefined();
  });
});

test("a cryptogram that was spent is 59 under a new STAN", async () => {
  await withSession({}, async (session, { ledger }) => {
    const fields = chip(iccData(100, 7).wire);
    expect((await sale(session, 2, 100, fields)).fields[39]).toBe("00");
    expect((await sale(session, 3, 100, fields)).fields[39]).toBe("59");
    expect(ledger.totals(TID, 1).saleCount).toBe(1);
  });
});
