import type { Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import type { CancelSignal } from "./cancel-signal.ts";
import type { SecureModule, SecureModuleFault } from "./secure-module.ts";

/** How PIN entry ended. The PIN itself never enters this process (money.md rule 13). */
export type PinEntry =
  /** ISO 9564-1 format 0 block, 8 bytes, encrypted under the PIN key. */
  | { readonly kind: "entered"; readonly pinBlock: Sensitive<Uint8Array> }
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
  readonly signal?: CancelSignal;
};

export interface PinPad extends SecureModule {
  capturePin(request: PinRequest): Promise<Result<PinEntry, SecureModuleFault>>;
}
