import { describe, expect, it } from "vitest";
import { fromAscii, fromHex } from "../../../../main/domain/bytes.ts";
import { encodeBarcode } from "../../../../simulators/printer/barcode.ts";

describe("EAN and UPC", () => {
  it("has the modules of the example of GS1 General Specifications, 4006381333931", () => {
    // 4 chooses the parity OEOOEE of the left half; modules set by hand from the table of digits.
    const left = ["0001101", "0100111", "0101111", "0111101", "0001001", "0110011"];
    const right = ["1000010", "1000010", "1000010", "1110100", "1000010", "1100110"];
    expect(encodeBarcode(67, fromAscii("4006381333931"))).toEqual({
      modules: `101${left.join("")}01010${right.join("")}101`,
      text: "4006381333931",
    });
  });

  const cases: {
    name: string;
    symbology: number;
    data: string;
    text: string | undefined;
    modules?: number;
  }[] = [
    {
      name: "EAN-13 completes the check digit",
      symbology: 67,
      data: "690123456789",
      text: "6901234567892",
      modules: 95,
    },
    { name: "EAN-13 refuses a wrong check digit", symbology: 67, data: "6901234567890", text: undefined },
    {
      name: "EAN-13 of the old form of the command",
      symbology: 2,
      data: "4006381333931",
      text: "4006381333931",
      modules: 95,
    },
    { name: "EAN-8", symbology: 68, data: "9638507", text: "96385074", modules: 67 },
    {
      name: "UPC-A is EAN-13 with a zero before",
      symbology: 65,
      data: "01234567890",
      text: "0012345678905",
      modules: 95,
    },
    { name: "letters are no EAN", symbology: 67, data: "69012345678A", text: undefined },
    { name: "Code 39 is not drawn", symbology: 69, data: "ABC", text: undefined },
  ];
  it.each(cases)("$name", ({ symbology, data, text, modules }) => {
    const code = encodeBarcode(symbology, fromAscii(data));
    expect(code?.text).toBe(text);
    expect(code?.modules.length).toBe(modules);
  });
});

describe("Code 128", () => {
  it("has start, data, check character and stop", () => {
    // Start B 104, A is 33: check (104 + 33) mod 103 = 34; ISO/IEC 15417 table 1.
    expect(encodeBarcode(73, fromAscii("{BA"))).toEqual({
      modules: "11010010000" + "10100011000" + "10001011000" + "1100011101011",
      text: "A",
    });
  });

  it("takes pairs of digits as bytes in code set C", () => {
    // Start C 105, 21, 32, 43: (105 + 21 + 2 * 32 + 3 * 43) mod 103 = 10.
    const code = encodeBarcode(73, fromHex("7B4315202B"));
    expect(code?.text).toBe("213243");
    expect(code?.modules.length).toBe(11 * 5 + 13);
  });

  it.each([
    { name: "without a code set is refused", data: "ABC" },
    { name: "with a byte outside code set B is refused", data: "{B\u0001" },
    { name: "with a byte outside code set C is refused", data: "{Cd" },
  ])("$name", ({ data }) => {
    expect(encodeBarcode(73, fromAscii(data))).toBeUndefined();
  });
});
