import type { Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import type { CancelSignal } from "./cancel-signal.ts";
import type { SecureModule, SecureModuleFault } from "./secure-module.ts";

/** How PIN entry ended. The PIN itself never enters this process (money.md rule 13). */
export type PinEntry =
  /**
   * The block encrypted under the PIN key: ISO 9564-1 format 0, 8 bytes, unless `format` says 4 (AES) or "sm4" (format 0
   * widened to the 16 bytes of SM4, unverified), 16 bytes.
   */
  | {
      readonly kind: "entered";
      readonly pinBlock: Sensitive<Uint8Array>;
      readonly format?: 4 | "sm4";
      /** DUKPT: names the transaction key, and has to go with the message. 10 bytes (TDES) or 12 (AES). */
      readonly ksn?: Uint8Array;
    }
  /** The customer pressed confirm without digits. */
  | { readonly kind: "bypassed" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "timedOut" };

export type PinRequest = {
  /** The digits of the PAN; the pad takes the rightmost twelve without the check digit. */
  readonly pan: Sensitive<string>;
  /** Shown to the customer while the PIN is entered. */
  readonly amountFen: bigint;
  readonly timeoutMs: number;
  /** DUKPT: the transaction key that was taken for this payment; absent, the pad takes the next one. */
  readonly ksn?: Uint8Array;
  readonly signal?: CancelSignal;
};

export type EncipherPinRequest = {
  /** The card's public key: 64 to 248 bytes, and 03 or 010001. */
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
  /** The card's challenge, 8 bytes. */
  readonly challenge: Uint8Array;
  readonly triesLeft?: number;
  readonly amountFen: bigint;
  readonly timeoutMs: number;
  /** DUKPT: the transaction key that was taken for this payment; absent, the pad takes the next one. */
  readonly ksn?: Uint8Array;
  readonly signal?: CancelSignal;
};

type EncipheredPin =
  /** As long as the modulus (EMV Book 2, 7.2). */
  { readonly kind: "entered"; readonly data: Uint8Array } | Exclude<PinEntry, { kind: "entered" }>;

export interface PinPad extends SecureModule {
  capturePin(request: PinRequest): Promise<Result<PinEntry, SecureModuleFault>>;
  /** Only a pad that enciphers a PIN with the card's own key has it. The PIN never leaves the pad in clear. */
  encipherPin?(request: EncipherPinRequest): Promise<Result<EncipheredPin, SecureModuleFault>>;
}
