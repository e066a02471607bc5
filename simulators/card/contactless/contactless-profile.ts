import type { ApplicationProfile } from "../profile.ts";

/**
 * The side of a card that is spoken to without contacts (emv-pboc section 16). Each application has files, AFL,
 * PDOL and certificates of its own, and shares counter, balance and log with the application of the same AID
 * behind the contacts, if there is one.
 */
export type ContactlessProfile = {
  /** In the order of the PPSE. */
  readonly applications: readonly ContactlessApplicationProfile[];
};

export type ContactlessApplicationProfile = ApplicationProfile & {
  readonly contactless: ContactlessBehaviour;
};

export type ContactlessBehaviour = {
  /** A phone or watch: it verifies its owner itself, and answers 6986 until that has been done. */
  readonly deviceCvm?: boolean;
  /** Signs version 00 also for a terminal that knows 01, as cards before PBOC 3.0 do. */
  readonly oldSignature?: boolean;
  /** When the money is taken; with the last record where absent. */
  readonly takesMoneyAt?: "lastRecord" | "processingOptions";
  /** Approves by itself although the terminal has asked for a cryptogram for its host. */
  readonly ignoresOnlineDemand?: boolean;
  /** GET PROCESSING OPTIONS answers this, hexadecimal: 6985, 6984. */
  readonly refusesWith?: string;
  /** 9F27 is left out, as some cards do; 9F10 says the same. */
  readonly omitsCid?: boolean;
};

/** Where the dynamic signature goes that is too long for the answer to GET PROCESSING OPTIONS. */
export const SIGNATURE_RECORD = { sfi: 6, record: 1 } as const;

/** The longest signature that the answer has room for. */
export const SIGNATURE_IN_ANSWER_MAX = 128;
