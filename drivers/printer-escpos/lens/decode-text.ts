import iconv from "iconv-lite";
import { toHex } from "../../../main/domain/bytes.ts";
import { CODE_PAGES } from "./commands-table.ts";

const REPLACEMENT = "\uFFFD";

/** One character of a print stream; what is none is shown as its bytes: `<FF>`. */
export function decodeCharacter(bytes: Uint8Array, isHanzi: boolean, page: number | undefined): string {
  const [first = 0] = bytes;
  if (bytes.length === 1 && first < 0x80) return String.fromCharCode(first);
  const encoding = isHanzi ? "gb18030" : CODE_PAGES[page ?? 0];
  const text =
    encoding === undefined || (isHanzi && bytes.length === 1) ? REPLACEMENT : decode(bytes, encoding);
  return text.includes(REPLACEMENT) || text === "" ? `<${toHex(bytes)}>` : text;
}

/** Text of GB18030 from end to end. */
export function decodeHanzi(bytes: Uint8Array): string {
  return decode(bytes, "gb18030");
}

const decode = (bytes: Uint8Array, encoding: string): string => iconv.decode(Buffer.from(bytes), encoding);
