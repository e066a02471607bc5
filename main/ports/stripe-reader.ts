import type { RawTracks } from "../domain/emv/stripe/read-tracks.ts";
import type { Result } from "../domain/result.ts";
import type { CancelSignal } from "./cancel-signal.ts";

/** Why no stripe was read. Nothing has been asked of a card: a stripe has no state. */
export type StripeReaderFault =
  /** The device is not there, or went away while it waited. */
  | { readonly kind: "unplugged" }
  /** Nobody swiped a card in time. */
  | { readonly kind: "noCard" }
  | { readonly kind: "cancelled" }
  /** A card went through and not one track could be read: swipe again, more evenly. */
  | { readonly kind: "unreadable" }
  /** The device answered what its protocol does not know. */
  | { readonly kind: "misbehaved"; readonly detail: string };

type WaitForStripe = { readonly waitMs: number; readonly signal?: CancelSignal };

/**
 * A magnetic stripe reader: a device of its own, or the stripe part of a PIN pad. What it read is judged by
 * `readTracks`, and whether it may pay by `decideStripe` (domain/emv/stripe). A reader that types like a
 * keyboard must be told apart from the cashier's keyboard by its driver: tracks never reach a text field.
 */
export interface StripeReader {
  /**
   * Waits for one swipe. The tracks are the characters between the sentinels, or with them; they live in
   * memory until the message has gone out, and are kept nowhere.
   */
  readStripe(wait: WaitForStripe): Promise<Result<RawTracks, StripeReaderFault>>;
  /** Gives the device back. */
  close(): Promise<void>;
}
