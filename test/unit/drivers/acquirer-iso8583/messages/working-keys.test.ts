import { expect, test } from "vitest";
import { parseWorkingKeys } from "../../../../../drivers/acquirer-iso8583/messages/working-keys.ts";
import { fromHex } from "../../../../../main/domain/bytes.ts";

const key = (cryptogram: string, kcv: string) => ({ cryptogram: fromHex(cryptogram), kcv: fromHex(kcv) });

const CASES = [
  {
    name: "single-length keys, 24 bytes",
    hex: "1111111111111111" + "AAAAAAAA" + "2222222222222222" + "BBBBBBBB",
    keys: { pinKey: key("1111111111111111", "AAAAAAAA"), macKey: key("2222222222222222", "BBBBBBBB") },
  },
  {
    name: "a single-length MAC key before eight zeros (code456.com/article/3026509.html)",
    hex: "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8B651F9E9BACE9AE10000000000000000AB7153CA",
    keys: {
      pinKey: key("6701EAD6A9AD51E51AA406E2C27FCFA9", "8D0A74B8"),
      macKey: key("B651F9E9BACE9AE1", "AB7153CA"),
    },
  },
  {
    name: "a double-length MAC key (vfwz/iso8583-parser, QuickStart.java)",
    hex: "51DBA323AF60599287F61C7E5A9484AEEF8DE29BD3E614FCB51122D4E9B84E2A608CD9C2A4DAABF2",
    keys: {
      pinKey: key("51DBA323AF60599287F61C7E5A9484AE", "EF8DE29B"),
      macKey: key("D3E614FCB51122D4E9B84E2A608CD9C2", "A4DAABF2"),
    },
  },
  {
    name: "a single-length MAC key given twice",
    hex: "51DBA323AF60599287F61C7E5A9484AEEF8DE29B" + "B651F9E9BACE9AE1B651F9E9BACE9AE1AB7153CA",
    keys: {
      pinKey: key("51DBA323AF60599287F61C7E5A9484AE", "EF8DE29B"),
      macKey: key("B651F9E9BACE9AE1", "AB7153CA"),
    },
  },
  {
    name: "with a track key, 60 bytes",
    hex:
      "51DBA323AF60599287F61C7E5A9484AEEF8DE29BD3E614FCB51122D4E9B84E2A608CD9C2A4DAABF2" +
      "0123456789ABCDEFFEDCBA987654321008D7B4FB",
    keys: {
      pinKey: key("51DBA323AF60599287F61C7E5A9484AE", "EF8DE29B"),
      macKey: key("D3E614FCB51122D4E9B84E2A608CD9C2", "A4DAABF2"),
      trackKey: key("0123456789ABCDEFFEDCBA9876543210", "08D7B4FB"),
    },
  },
];

for (const { name, hex, keys } of CASES) {
  test(`wrapped working keys are read: ${name}`, () => {
    expect(parseWorkingKeys(fromHex(hex))).toEqual(keys);
  });
}

test("any other length is no set of keys", () => {
  for (let length = 0; length < 100; length++) {
    const parsed = parseWorkingKeys(new Uint8Array(length));
    expect(parsed !== undefined).toBe([24, 40, 60].includes(length));
  }
});
