import type { TlvFault } from "../tlv.ts";

/** Why a downloaded object is refused. */
export type DownloadFault = {
  readonly kind:
    | TlvFault["kind"]
    /** Nothing is there. */
    | "empty"
    /** The first object is not 9F06, so nobody knows whose parameters these are. */
    | "noAid"
    | "tagMissing"
    | "tagTwice"
    | "wrongLength"
    /** Not the digits, the code or the date that belongs there. */
    | "wrongValue";
  /** The tag that is meant, as its number; absent where none could be read. */
  readonly tag?: number;
  /** Bytes from the start of the input. For a missing tag: where the object that lacks it ends. */
  readonly offset: number;
};

/**
 * What the specification leaves to the host, or is told differently by different hosts (emv-pboc section 17): one
 * configuration a host.
 */
export type DownloadFormat = {
  /** DF05: YYYYMMDD as eight ASCII digits or as four bytes of packed digits. Both are read; this one is written. */
  readonly expiry: "ascii" | "bcd";
  /**
   * DF15 to DF17: packed digits, or binary numbers. A value does not tell which it is, so this is needed to read them
   * too.
   */
  readonly randomSelection: "bcd" | "binary";
};
