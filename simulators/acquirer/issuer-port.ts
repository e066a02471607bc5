import type { Sensitive } from "../../main/domain/sensitive.ts";

/** What the host needs of the bank behind it. The bank knows its cards; the host keeps balances and wrong PINs. */

export type IssuerAccount = {
  /** 13 to 19 digits. */
  readonly pan: Sensitive<string>;
  /** YYMM; the card is good to the end of that month. */
  readonly expiry: string;
  /** 4 to 12 digits; absent where the bank takes a signature, and then any PIN is wrong. */
  readonly pin?: Sensitive<string>;
  readonly openingBalanceFen: bigint;
  readonly status: "active" | "blocked" | "lost";
};

type CryptogramQuestion = {
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
}
