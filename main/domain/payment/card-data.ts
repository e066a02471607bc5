import type { Sensitive } from "../sensitive.ts";

/** One data object of the card or the terminal, undecoded. */
export type IccDataObject = { readonly tag: number; readonly value: Uint8Array };

/** What a message needs of the card. It lives in memory for one exchange and is dropped afterwards. */
export type CardData = {
  /** DE2, tag 5A without padding: 13 to 19 digits. */
  readonly pan: Sensitive<string>;
  /** DE14, YYMM of tag 5F24. */
  readonly expiry?: string;
  /** DE23: PAN sequence number, tag 5F34, 0 to 99. */
  readonly panSequenceNumber?: number;
  /** DE35: track 2 equivalent data, tag 57: digits with `D` as separator, no padding, at most 37 characters. */
  readonly track2?: Sensitive<string>;
};

/** How the card was read: positions 1 and 2 of DE22. */
export type EntryMode = "manual" | "magneticStripe" | "contactChip" | "contactlessChip";
