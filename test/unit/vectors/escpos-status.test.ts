import { describe, expect, it } from "vitest";
import { StatusParser } from "../../../drivers/printer-escpos/codec/status.ts";
import { fromHex } from "../../../main/domain/bytes.ts";
import { readEscposVectors } from "./escpos-vectors.ts";

/** Which replies are one well-formed status byte. Source: python-escpos@5b94336 test/test_functions/test_function_status.py. */
const replies: { name: string; hex: string; isWellFormed: boolean }[] = [
  { name: "all is well", hex: "12", isWellFormed: true },
  { name: "all bits set", hex: "7E", isWellFormed: true },
  { name: "nothing", hex: "", isWellFormed: false },
  { name: "the request coming back", hex: "1004", isWellFormed: false },
  { name: "noise", hex: "8101800210", isWellFormed: false },
];

function isOneStatusByte(hex: string): boolean {
  const messages = new StatusParser().receive(fromHex(hex));
  return messages.length === 1 && messages[0]?.kind === "realTime";
}

describe("an answer to DLE EOT", () => {
  it.each(replies)("$name", ({ hex, isWellFormed }) => {
    expect(isOneStatusByte(hex)).toBe(isWellFormed);
  });

  it("is recognised over the published set", () => {
    const wrong: string[] = [];
    for (const vector of readEscposVectors("python_escpos")) {
      if (vector["wellformed"] === undefined) continue;
      if (isOneStatusByte(String(vector["response"])) !== vector["wellformed"])
        wrong.push(String(vector["id"]));
    }
    expect(wrong).toEqual([]);
  });
});
