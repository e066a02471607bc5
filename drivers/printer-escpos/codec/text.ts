import iconv from "iconv-lite";

const QUESTION_MARK = 0x3f;

/**
 * Text in the bytes of a Chinese printer: ASCII 20 to 7E as they are, everything else in the two bytes of
 * GB18030. What has no two bytes there becomes `?`; the layout has already done that, and here it keeps
 * four-byte characters and control characters off the line whatever the text is.
 */
export function encodeText(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const encoded = iconv.encode(character, "gb18030");
    const [first = 0] = encoded;
    const isAscii = encoded.length === 1 && first >= 0x20 && first <= 0x7e;
    if (isAscii || encoded.length === 2) bytes.push(...encoded);
    else bytes.push(QUESTION_MARK);
  }
  return Uint8Array.from(bytes);
}
