import { expect, test } from "vitest";
import { checkFile } from "../../../tools/tidy.ts";

test.each([
  { name: "a clock in the domain", path: "main/domain/a.ts", text: "const now = Date.now();" },
  { name: "the current date in the domain", path: "main/domain/a.ts", text: "const now = new Date();" },
  { name: "a timer in the application", path: "main/application/a.ts", text: "setTimeout(work, 5);" },
  { name: "randomness in a port", path: "main/ports/a.ts", text: "export const x = Math.random();" },
  { name: "an open end", path: "drivers/x/a.ts", text: "// TODO later" },
  { name: "a test switched off", path: "test/unit/a.test.ts", text: "test.skip('x', () => {});" },
  { name: "another spelling of authorisation", path: "main/domain/a.ts", text: "const authorization = 1;" },
  { name: "a database", path: "data/shop.sqlite", text: "" },
  { name: "a long file", path: "main/domain/a.ts", text: "\n".repeat(401) },
  { name: "a long function", path: "main/domain/a.ts", text: `export function f() {${"\n".repeat(71)}}` },
])("$name is found", ({ path, text }) => {
  expect(checkFile(path, text)).toHaveLength(1);
});

test.each([
  { name: "a given date in the domain", path: "main/domain/a.ts", text: "const at = new Date(epochMs);" },
  { name: "a clock in a system adapter", path: "main/system/clock.ts", text: "const now = Date.now();" },
  { name: "a long table", path: "main/domain/payment/response-code-table.ts", text: "\n".repeat(900) },
])("$name is allowed", ({ path, text }) => {
  expect(checkFile(path, text)).toEqual([]);
});
