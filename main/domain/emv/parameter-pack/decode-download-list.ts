import { toHex } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { isFiller, readTlvHeader } from "../tlv.ts";
import type { DownloadFault } from "./download-fault.ts";
import { DOWNLOAD_TAG as TAG } from "./download-tags-table.ts";

/** What a list of applications or CA keys says there is to download. Bytes are upper-case hexadecimal. */
export type ListedObject =
  | { readonly kind: "application"; readonly aid: string }
  | { readonly kind: "caKey"; readonly rid: string; readonly index: string };

/** A page has 512 bytes; a name has seven at least. */
const OBJECTS_MAX = 256;

/**
 * Reads a page of the list of CA keys (9F06 RID, 9F22 index, and what else is told of a key) or of applications (9F06)
 * without its first character (cup-8583 section 9, 372 and 382). Total over any bytes.
 */
export function decodeDownloadList(
  bytes: Uint8Array,
  of: ListedObject["kind"],
): Result<readonly ListedObject[], DownloadFault> {
  const listed: { name: string; index?: string; end: number }[] = [];
  let offset = 0;
  for (let count = 0; offset < bytes.length; count++) {
    if (count > OBJECTS_MAX * 2) return err({ kind: "tooManyObjects", offset });
    if (isFiller(bytes[offset])) {
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, bytes.length);
    if (!header.ok) return header;
    const { tag, valueOffset, valueLength } = header.value;
    const end = valueOffset + valueLength;
    const value = toHex(bytes.subarray(valueOffset, end));
    const last = listed.at(-1);
    if (tag === TAG.aid) {
      const isRightLength = of === "caKey" ? valueLength === 5 : valueLength >= 5 && valueLength <= 16;
      if (!isRightLength) return err({ kind: "wrongLength", offset, tag });
      listed.push({ name: value, end });
    } else if (last === undefined) {
      return err({ kind: "noAid", offset, tag });
    } else {
      last.end = end;
      if (tag === TAG.caIndex && of === "caKey") {
        if (valueLength !== 1) return err({ kind: "wrongLength", offset, tag });
        if (last.index !== undefined) return err({ kind: "tagTwice", offset, tag });
        last.index = value;
      }
    }
    offset = end;
  }
  const objects: ListedObject[] = [];
  for (const { name, index, end } of listed) {
    if (of === "application") objects.push({ kind: of, aid: name });
    else if (index === undefined) return err({ kind: "tagMissing", offset: end, tag: TAG.caIndex });
    else objects.push({ kind: of, rid: name, index });
  }
  return ok(objects);
}
