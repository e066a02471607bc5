import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { columnsOf, type Repertoire, toPrintable } from "../../../../main/domain/receipt/printable.ts";

const cases: { name: string; text: string; repertoire?: Repertoire; printable: string; columns: number }[] = [
  { name: "ASCII is one column a character", text: "TOTAL 1.00", printable: "TOTAL 1.00", columns: 10 },
  { name: "Chinese is two columns a character", text: "合计", printable: "合计", columns: 4 },
  { name: "full-width forms are two columns", text: "ＡＢ，（）", printable: "ＡＢ，（）", columns: 10 },
  { name: "the ideographic blank is two columns", text: "王\u3000芳", printable: "王\u3000芳", columns: 6 },
  {
    name: "what GB18030 has in two bytes is two columns, as it prints",
    text: "×°αД№①é",
    printable: "×°αД№①é",
    columns: 14,
  },
  {
    name: "U+00A5, which prints as digits, becomes the full-width sign",
    text: "\u00a512.00",
    printable: "\uffe512.00",
    columns: 7,
  },
  { name: "U+FFE5 stays", text: "\uffe512.00", printable: "\uffe512.00", columns: 7 },
  { name: "the euro sign is there", text: "€5", printable: "€5", columns: 3 },
  { name: "a no-break blank is a blank", text: "a\u00a0b\tc", printable: "a b c", columns: 5 },
  {
    name: "letters with accents that are not there lose them",
    text: "Löwenbräu ÀÉñç",
    printable: "Lowenbrau AEnc",
    columns: 14,
  },
  { name: "an accent of its own joins its letter first", text: "cafe\u0301", printable: "café", columns: 5 },
  { name: "each emoji becomes one question mark", text: "a😀b", printable: "a?b", columns: 3 },
  {
    name: "joiners and variation selectors leave no trace",
    text: "❤\ufe0f👨\u200d👩",
    printable: "???",
    columns: 3,
  },
  { name: "characters beyond the font become question marks", text: "㐂𠮷½", printable: "???", columns: 3 },
  { name: "half a surrogate pair becomes a question mark", text: "a\ud83db", printable: "a?b", columns: 3 },
  { name: "private use becomes a question mark", text: "\ue000", printable: "?", columns: 1 },
  {
    name: "commands in a product's name cannot reach the printer",
    text: "\u001b@\u001dV\u0000\u0010\u0004\u0001",
    printable: "?@?V????",
    columns: 8,
  },
  {
    name: "text that turns its direction keeps its order",
    text: "1\u202e2\u202c3",
    printable: "123",
    columns: 3,
  },
  { name: "line ends are all the same", text: "a\r\nb\rc\nd", printable: "a\nb\nc\nd", columns: 7 },
  {
    name: "a printer without Chinese prints full-width forms narrow",
    text: "Ａ（１）　é¥中",
    repertoire: "ascii",
    printable: "A(1) e??",
    columns: 8,
  },
];

describe("what a receipt may carry", () => {
  it.each(cases)("$name", ({ text, repertoire, printable, columns }) => {
    expect(toPrintable(text, repertoire)).toBe(printable);
    expect(columnsOf(printable)).toBe(columns);
  });

  it("is ASCII and what an encoder of GB18030 writes in two bytes, over all of the first plane", () => {
    const wrong: string[] = [];
    for (let codePoint = 0x80; codePoint <= 0xffff; codePoint++) {
      const isPrivateOrSurrogate = codePoint >= 0xd800 && codePoint <= 0xf8ff;
      const character = String.fromCodePoint(codePoint);
      const hasTwoBytes = !isPrivateOrSurrogate && iconv.encode(character, "gb18030").length === 2;
      // Normalisation replaces some compatibility characters by their twins.
      const isKept = toPrintable(character) === character;
      const isReplacedByTwin = character.normalize("NFC") !== character;
      if (isKept !== hasTwoBytes && !isReplacedByTwin) wrong.push(codePoint.toString(16));
    }
    expect(wrong).toEqual([]);
  });
});
