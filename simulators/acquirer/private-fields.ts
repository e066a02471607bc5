import { assertDefined } from "../../main/domain/assert.ts";

/** The dialect's composed fields (cup-8583 sections 3 and 5). */

export type Field60 = {
  /** 60.1: transaction type, 2 digits. */
  readonly type: string;
  /** 60.2: batch number, 6 digits. */
  readonly batchNumber: number;
  /** 60.3: network management code, 3 digits; trailing parts may be left out. */
  readonly management: string | undefined;
  /** 60.5: 0 as the entry mode says, 1 chip in order before a stripe, 2 stripe because the chip failed. */
  readonly chipCondition: string | undefined;
};

export function parseField60(digits: string): Field60 | undefined {
  const match = /^(\d{2})(\d{6})(\d{3})?(?:\d(\d))?/.exec(digits);
  if (match === null) return undefined;
  return {
    type: assertDefined(match[1], "the group is not optional"),
    batchNumber: Number(match[2]),
    management: match[3],
    chipCondition: match[4],
  };
}

export type OriginalReference = { readonly batchNumber: number; readonly stan: number };

/** DE61: batch number (6) and STAN (6) of the original; a date (4) may follow. */
export function parseField61(digits: string): OriginalReference | undefined {
  const match = /^(\d{6})(\d{6})(\d{4})?/.exec(digits);
  return match === null ? undefined : { batchNumber: Number(match[1]), stan: Number(match[2]) };
}

/** MMDD behind batch number and STAN in DE61, where it is there. */
export function originalDate(digits: string): string | undefined {
  return /^\d{12}(\d{4})/.exec(digits)?.[1];
}

/**
 * DE62 of a sign-in: "Sequence No", two length digits, licence number and device serial. Texts say 25
 * characters in all, published samples have 29; the inner length decides (cup-8583, addendum).
 */
export function isDeviceSequence(text: string): boolean {
  const match = /^Sequence No(\d{2})(.*)$/s.exec(text);
  return match !== null && match[2]?.length === Number(match[1]);
}

export const sixDigits = (value: number): string => value.toString().padStart(6, "0");
