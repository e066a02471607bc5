import type { Sensitive } from "../../main/domain/sensitive.ts";

/** What the host needs of the bank behind it. The bank knows its cards; the host keeps balances and wrong PINs. */

export type IssuerAccount = {
  /** 13 to 19 digits. */
  readonly pan: Sensitive<string>;
  /** YYMM; the card is good to the end of that month. */
  readonly expiry: string;
  /** 4 to 12 digits; absent where the bank takes a signature, and then any PIN is wrong. */
  readonly pin?: Sensitive<string>;
  /** All that the customer has with the bank, electronic cash included. */
  readonly openingBalanceFen: bigint;
  /** The part of it that is electronic cash on the card; none without it. */
  readonly openingElectronicCashFen?: bigint;
  readonly status: "active" | "blocked" | "lost";
  /** A card of another scheme, whose totals are settled apart. */
  readonly isForeign?: boolean;
};

/** What an issuer may tell its card with an answer (emv-pboc section 12). */
export const ISSUER_SCRIPTS = [
  "updateOfflineLimits",
  "unblockApplication",
  "blockApplication",
  "blockCard",
] as const;

type IssuerScriptName = (typeof ISSUER_SCRIPTS)[number];

export type CryptogramQuestion = {
  readonly pan: Sensitive<string>;
  /** DE23; 0 when it is absent. */
  readonly panSequenceNumber: number;
  /** DE55 as received. */
  readonly iccData: Uint8Array;
};

export type CryptogramVerdict =
  | {
      readonly verdict: "valid";
      readonly cryptogramType: "ARQC" | "TC" | "AAC";
      /** The value of tag 91 for a response code: ARPC (8) and ARC (2), emv-pboc section 11. */
      readonly answer: (responseCode: string) => Uint8Array;
    }
  | { readonly verdict: "wrong"; readonly detail: string }
  /** The bank has no card of that number and sequence number. */
  | { readonly verdict: "unknownCard" }
  /** DE55 cannot be read, or lacks what the cryptogram is computed over. */
  | { readonly verdict: "malformed"; readonly detail: string };

export interface IssuerPort {
  accounts(): readonly IssuerAccount[];
  findAccount(pan: Sensitive<string>): IssuerAccount | undefined;
  /** Recomputes the application cryptogram of one of its cards. */
  verify(question: CryptogramQuestion): CryptogramVerdict;
  /**
   * The balance of electronic cash that the card tells: in the issuer discretionary data under a right MAC, else in
   * 9F79. Undefined if it tells none.
   */
  electronicCashOf(question: CryptogramQuestion): bigint | undefined;
  /** Template 72 that sets 9F79. Undefined if DE55 lacks what its MAC covers. */
  loadScript(question: CryptogramQuestion & { readonly newBalanceFen: bigint }): Uint8Array | undefined;
  /** Template 71 or 72 of that name. Undefined if DE55 lacks what its MAC covers. */
  script(question: CryptogramQuestion & { readonly name: IssuerScriptName }): Uint8Array | undefined;
}
