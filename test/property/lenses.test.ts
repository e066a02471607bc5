import fc from "fast-check";
import { expect, test } from "vitest";
import { explainEscpos, showEscpos } from "../../drivers/printer-escpos/lens.ts";
import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { type ApduNode, explainApdus } from "../../main/domain/emv/lens/apdu-lens.ts";
import { showApdus } from "../../main/domain/emv/lens/show-apdus.ts";

const language = fc.constantFrom("en", "zh-CN");
const anyBytes = fc.uint8Array({ maxLength: 300 });

const commandStart = fc.constantFrom(
  ...[
    "00A40400",
    "00B2010C",
    "80A80000",
    "80AE8000",
    "00200080",
    "00C00000",
    "80CA9F17",
    "80500102",
    "00880000",
  ],
  ...["6F", "70", "80", "77", "8000", "9F4F", ""],
);
/** Bytes that begin like something real reach further than noise. */
const apdu = fc
  .tuple(commandStart, fc.uint8Array({ maxLength: 60 }))
  .map(([start, rest]) => start + toHex(rest));
const mark = fc.constantFrom(
  "> ",
  "< ",
  "APDU: ",
  "SW: ",
  "C: ",
  "R: ",
  "",
  "-> ",
  "Outgoing APDU\n",
  "A>> T=1 ",
);
const tail = fc.constantFrom("", " : Normal processing.", "9000", " 6A82", "   .o..A...", "F", " (12 ms)");
const traceLine = fc.tuple(mark, apdu, tail).map((parts) => parts.join(""));
const traceText = fc
  .array(fc.oneof(traceLine, fc.string({ maxLength: 40 })), { maxLength: 12 })
  .map((lines) => lines.join("\n"));

/** Values of two characters a byte, everywhere. */
function checkLengths(node: object): void {
  if ("error" in node) return;
  if ("value" in node && "length" in node) expect(node.value).toHaveLength(2 * Number(node.length));
  const inside = [
    ...("data" in node ? (node.data as object[]) : []),
    ...("children" in node ? (node.children as object[]) : []),
  ];
  for (const child of inside) checkLengths(child);
}

function checkNodes(nodes: readonly ApduNode[], spoken: "en" | "zh-CN"): void {
  for (const node of nodes) checkLengths(node);
  const lines = showApdus(nodes, spoken);
  expect(lines.length).toBeGreaterThanOrEqual(nodes.length);
}

test("any bytes are a command or an answer, and are explained without an error of ours", () => {
  fc.assert(
    fc.property(fc.oneof(anyBytes, apdu.map(fromHex)), language, (bytes, spoken) => {
      const nodes = explainApdus(bytes, spoken);
      expect(nodes).toHaveLength(1);
      checkNodes(nodes, spoken);
    }),
    { numRuns: 2000 },
  );
});

test("any text is a trace or none, and its APDUs are explained without an error of ours", () => {
  fc.assert(
    fc.property(
      fc.oneof(traceText, fc.string({ unit: "binary", maxLength: 300 })),
      language,
      (text, spoken) => {
        checkNodes(explainApdus(text, spoken), spoken);
      },
    ),
    { numRuns: 2000 },
  );
});

const PAN = "6228480402564890018";

test("a planted card number is never shown, in any command, answer or cut-off of them", () => {
  const planted = fc.constantFrom(
    `5A0A${PAN}F`,
    `5711${PAN}D3012201123456`,
    `700C5A0A${PAN}F`,
    `${PAN}F`,
    `C10A${PAN}F`,
  );
  fc.assert(
    fc.property(
      apdu,
      planted,
      fc.nat(),
      mark,
      fc.array(traceLine, { maxLength: 3 }),
      (start, secret, cut, sign, before) => {
        const whole = start + secret;
        for (const end of [whole.length, start.length + 14 + (cut % secret.length)]) {
          const text = [...before, `${sign}${whole.slice(0, end)}9000`].join("\n");
          const nodes = explainApdus(text, "en");
          expect(JSON.stringify(nodes) + showApdus(nodes, "en").join("\n")).not.toContain(PAN);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("a PIN that is verified is never shown", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{6}$/), fc.nat(6), mark, (pin, cut, sign) => {
      const block = `26${pin}FFFFFFFF`.slice(0, 16 - 2 * (cut % 4));
      const nodes = explainApdus(`${sign}0020008008${block}`, "en");
      const data = nodes.flatMap((node) => ("data" in node ? (node.data ?? []) : []));
      for (const part of data) expect("value" in part ? part.value : "").toMatch(/^\**$/);
    }),
    { numRuns: 300 },
  );
});

const printStart = fc.constantFrom(
  ...[
    "1B40",
    "1C26",
    "1C2E",
    "1D286B",
    "1D6B49",
    "1D7630",
    "1B2A21",
    "1B26",
    "1C71",
    "1D2A",
    "1B44",
    "1D38",
    "1014",
    "",
  ],
);
const printStream = fc
  .array(
    fc.tuple(printStart, fc.uint8Array({ maxLength: 40 })).map(([start, rest]) => start + toHex(rest)),
    { maxLength: 8 },
  )
  .map((parts) => fromHex(parts.join("")));

test("any bytes are a print stream whose parts follow each other without gap or overlap", () => {
  fc.assert(
    fc.property(fc.oneof(anyBytes, printStream), language, (stream, spoken) => {
      const nodes = explainEscpos(stream, spoken);
      let next = 0;
      for (const node of nodes) {
        expect(node.offset).toBeGreaterThanOrEqual(next);
        next = "length" in node ? node.offset + node.length : node.offset + 1;
      }
      expect(next).toBeLessThanOrEqual(stream.length);
      expect(nodes.length > 0).toBe(stream.length > 0);
      for (const line of showEscpos(nodes)) expect(line).not.toContain("\u001b");
    }),
    { numRuns: 2000 },
  );
});

test("a printed card number is never shown, however its style changes", () => {
  const style = fc.constantFrom("", "1B4501", "1D2111", "1B6101", "100401", "1B2D01", "1D4201");
  fc.assert(
    fc.property(printStream, fc.array(style, { minLength: 19, maxLength: 19 }), (before, styles) => {
      const digits = [...PAN].map(
        (digit, i) => (styles[i] ?? "") + toHex(Uint8Array.of(digit.charCodeAt(0))),
      );
      // A command of the noise before it may swallow the first digits, and then nothing whole is left.
      const nodes = explainEscpos(fromHex(`${toHex(before)}0A${digits.join("")}`), "en");
      const text = nodes.map((node) => ("text" in node ? node.text : "")).join("");
      expect(text + JSON.stringify(nodes)).not.toContain(PAN);
    }),
    { numRuns: 1000 },
  );
});
