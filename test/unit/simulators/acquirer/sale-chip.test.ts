import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { answerCryptogram } from "../../../../simulators/crypto/emv-keys.ts";
import { chip, iccData, wrongCryptogram } from "./icc-data.ts";
import { ascii, sale, TID, type WireFields } from "./terminal.ts";
import { withSession } from "./with-host.ts";

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

test.each<{ name: string; fields: WireFields; code: string }>([
  { name: "a wrong cryptogram", fields: chip(wrongCryptogram(iccData(100, 1).wire)), code: "59" },
  {
    name: "a TC in place of an ARQC",
    fields: chip(iccData(100, 1, { cvr: "03904000", cid: "40" }).wire),
    code: "59",
  },
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
