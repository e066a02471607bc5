import fc from "fast-check";
import { expect, test } from "vitest";
import { STANDARD_MAPPING } from "../../main/config/settlement-mapping.ts";
import { csvCell, parseCsv } from "../../main/domain/reconcile/parse-csv.ts";
import { readSettlementFile } from "../../main/domain/reconcile/read-settlement-file.ts";

const cell = fc
  .array(fc.constantFrom("a", "，", '"', ",", "\r\n", "\n", "\r", " ", "7", "𠮷"), { maxLength: 8 })
  .map((parts) => parts.join(""));

test("what is written as CSV is read as it was", () => {
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 6 });
  fc.assert(
    fc.property(rows, fc.constantFrom("\r\n", "\n"), fc.boolean(), (table, end, endsWithEnd) => {
      const text = table.map((row) => row.map(csvCell).join(",")).join(end) + (endsWithEnd ? end : "");
      const parsed = parseCsv(text);
      expect(parsed.ok && parsed.value.map(({ cells }) => cells)).toEqual(table);
    }),
    { numRuns: 500 },
  );
});

test("any text is rows or a fault, in as many steps as it is long", () => {
  const text = fc
    .array(fc.constantFrom('"', ",", "\r", "\n", "x", ";"), { maxLength: 40 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (any) => {
      const parsed = parseCsv(any);
      if (parsed.ok)
        for (const { line, cells } of parsed.value) expect(cells.length * line).toBeGreaterThan(0);
      else expect(["strayQuote", "openQuote"]).toContain(parsed.fault.kind);
    }),
    { numRuns: 2000 },
  );
});

test("a fault never shows five digits of what a cell holds", () => {
  const word = fc.oneof(
    fc.stringMatching(/^\d{12,19}$/),
    fc.constantFrom("tid", "stan", "type", "amountFen", "batchNumber", "sale"),
  );
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 7 }), { maxLength: 4 }), (table) => {
      const read = readSettlementFile(table.map((row) => row.join(",")).join("\n"), STANDARD_MAPPING);
      if (!read.ok) expect(JSON.stringify(read.fault)).not.toMatch(/\d{5}/);
    }),
    { numRuns: 500 },
  );
});
