import { err, ok, type Result } from "../result.ts";
import type { Language } from "../text/language.ts";

/** One entry of the application file locator, tag 94: 4 bytes (EMV Book 3, 10.2; emv-pboc section 3). */
export type AflEntry = {
  /** Short file identifier, 1 to 30: high five bits of byte 1. */
  readonly sfi: number;
  readonly firstRecord: number;
  readonly lastRecord: number;
  /** How many records, from the first, take part in offline data authentication. */
  readonly signedRecords: number;
};

export type AflFault =
  | { readonly kind: "wrongLength" }
  /** `entry` counts from 1. */
  | { readonly kind: "badSfi" | "badRecordRange" | "tooManySignedRecords"; readonly entry: number };

/** The file named by this SFI is the issuer's own from 11 on (EMV Book 3, 5.3.2.2). */
export const EMV_SFI_MAX = 10;

const SFI_MAX = 30;
/** The low three bits of byte 1 are zero (EMV Book 3, 10.2). */
const UNUSED_BITS = 0x07;
const ENTRY_LENGTH = 4;

/** Reads and checks the whole list before any record is read, so that a bad one costs no command. */
export function parseAfl(value: Uint8Array): Result<readonly AflEntry[], AflFault> {
  if (value.length === 0 || value.length % ENTRY_LENGTH !== 0) return err({ kind: "wrongLength" });
  const entries: AflEntry[] = [];
  for (let i = 0; i < value.length; i += ENTRY_LENGTH) {
    const [first = 0, firstRecord = 0, lastRecord = 0, signedRecords = 0] = value.subarray(
      i,
      i + ENTRY_LENGTH,
    );
    const entry = i / ENTRY_LENGTH + 1;
    const sfi = first >> 3;
    if (sfi < 1 || sfi > SFI_MAX || (first & UNUSED_BITS) !== 0) return err({ kind: "badSfi", entry });
    if (firstRecord < 1 || lastRecord < firstRecord) return err({ kind: "badRecordRange", entry });
    if (signedRecords > lastRecord - firstRecord + 1) return err({ kind: "tooManySignedRecords", entry });
    entries.push({ sfi, firstRecord, lastRecord, signedRecords });
  }
  return ok(entries);
}

/** One line an entry. */
export function explainAfl(value: Uint8Array, language: Language): string[] {
  const entries = parseAfl(value);
  if (!entries.ok) return [language === "en" ? "not a valid file locator" : "文件定位器无效"];
  return entries.value.map(({ sfi, firstRecord, lastRecord, signedRecords }) =>
    language === "en"
      ? `SFI ${sfi}, records ${firstRecord} to ${lastRecord}, ${signedRecords} of them signed`
      : `SFI ${sfi}，记录 ${firstRecord} 至 ${lastRecord}，其中 ${signedRecords} 条参与脱机数据认证`,
  );
}
