import { expect, test } from "vitest";
import { fromHex, toHex, xorBytes } from "../../../../main/domain/bytes.ts";
import { desEncrypt } from "../../../../simulators/crypto/des.ts";
import { CREDIT, DEBIT, panField, type Session, sale, type WireFields } from "./terminal.ts";
import { withSession } from "./with-host.ts";

/** ISO 9564 format 0 by hand, under the PIK (cup-8583 section 7). */
function pinFields(session: Session, pin: string, pan: string, control = "2600000000000000"): WireFields {
  const pinPart = fromHex(`0${pin.length}${pin}`.padEnd(16, "F"));
  const panPart = fromHex(`0000${control.startsWith("2") ? pan.slice(-13, -1) : "000000000000"}`);
  const key = control[1] === "0" ? session.pinKey.slice(0, 8) : session.pinKey;
  return { 26: "12", 52: toHex(desEncrypt(key, xorBytes(pinPart, panPart))), 53: control };
}

const debit = { 2: panField(DEBIT), 14: "4912", 22: "0110" };

test("the PIN block of the published example is what this test makes", () => {
  // cup-8583 section 7: PAN 6222021700000000004, PIN 123456.
  const session: Session = {
    port: 0,
    macKey: new Uint8Array(16),
    pinKey: fromHex("0123456789ABCDEFFEDCBA9876543210"),
    batch: "000001",
  };
  expect(pinFields(session, "123456", "6222021700000000004")[52]).toBe("735DF4A4F5E391CA");
});

test.each([
  { name: "right", pin: "123456", control: "2600000000000000", code: "00" },
  { name: "right, made without the PAN", pin: "123456", control: "1600000000000000", code: "00" },
  { name: "right, under single DES", pin: "123456", control: "2000000000000000", code: "00" },
  { name: "wrong", pin: "654321", control: "2600000000000000", code: "55" },
  { name: "shorter", pin: "1234", control: "2600000000000000", code: "55" },
])("a PIN that is $name is answered with $code", async ({ pin, control, code }) => {
  await withSession({}, async (session) => {
    const answer = await sale(session, 2, 100, { ...debit, ...pinFields(session, pin, DEBIT, control) });
    expect(answer.fields[39]).toBe(code);
  });
});

test.each([
  {
    name: "a block of another key",
    fields: { 26: "12", 52: "0123456789ABCDEF", 53: "2600000000000000" },
    code: "99",
  },
  { name: "a block format that the host does not read", control: "3600000000000000", code: "99" },
  { name: "an algorithm that the host does not have", control: "2300000000000000", code: "99" },
])("$name is $code", async ({ fields, control, code }) => {
  await withSession({}, async (session) => {
    const pin = fields ?? { ...pinFields(session, "123456", DEBIT), 53: control ?? "" };
    expect((await sale(session, 2, 100, { ...debit, ...pin })).fields[39]).toBe(code);
  });
});

test.each([26, 53])("a PIN block without DE%i is a format error", async (missing) => {
  await withSession({}, async (session, { ledger }) => {
    const pin = Object.entries(pinFields(session, "123456", DEBIT)).filter(
      ([number]) => Number(number) !== missing,
    );
    const answer = await sale(session, 2, 100, { ...debit, ...Object.fromEntries(pin) });
    expect(answer.fields[39]).toBe("30");
    expect(ledger.entries()).toEqual([]);
  });
});

test("a card whose bank takes a signature has no right PIN", async () => {
  await withSession({}, async (session) => {
    const answer = await sale(session, 2, 100, pinFields(session, "123456", CREDIT));
    expect(answer.fields[39]).toBe("55");
  });
});

test("the third wrong PIN blocks the PIN, and then the right one is 75 too", async () => {
  await withSession({}, async (session) => {
    const enter = async (stan: number, pin: string) =>
      (await sale(session, stan, 100, { ...debit, ...pinFields(session, pin, DEBIT) })).fields[39];
    expect(await enter(2, "000000")).toBe("55");
    expect(await enter(3, "000001")).toBe("55");
    expect(await enter(4, "000002")).toBe("75");
    expect(await enter(5, "123456")).toBe("75");
  });
});

test("a right PIN begins the count anew", async () => {
  await withSession({}, async (session) => {
    const codes: (string | undefined)[] = [];
    for (const [index, pin] of ["000000", "000000", "123456", "000000", "000000", "123456"].entries())
      codes.push(
        (await sale(session, 2 + index, 100, { ...debit, ...pinFields(session, pin, DEBIT) })).fields[39],
      );
    expect(codes).toEqual(["55", "55", "00", "55", "55", "00"]);
  });
});
