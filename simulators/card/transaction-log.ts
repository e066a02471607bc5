import { concatBytes } from "../../main/domain/bytes.ts";
import { readDol } from "../issuer/tlv.ts";
import { type Application, counterBytes, type Transaction } from "./session.ts";
import * as tags from "./tags.ts";

/**
 * Writes an approved transaction into the card's log (emv-pboc section 18): a cyclic file, newest record
 * first, in the format of tag 9F4F. What the terminal never said is zeros.
 */
export function writeLog({ image, memory }: Application, transaction: Transaction): void {
  const format = readDol(image.internal.get(tags.TAG_9F4F_LOG_FORMAT) ?? new Uint8Array(0));
  if (image.log === undefined || format === undefined || format.length === 0) return;
  const fields = format.map(({ tag, length }) => {
    const value = tag === tags.TAG_9F36_ATC ? counterBytes(memory.atc) : transaction.terminalData.get(tag);
    const field = new Uint8Array(length);
    field.set((value ?? field).subarray(0, length));
    return field;
  });
  memory.log.unshift(concatBytes(...fields));
  memory.log.length = Math.min(memory.log.length, image.log.recordCountMax);
}
