import type { Result, Sent } from "../domain/result.ts";
import type { CancelSignal } from "./cancel-signal.ts";

/** Why no card session could be had. No APDU has been exchanged in any of these cases. */
export type CardReaderFault =
  /** No smart-card service runs on this machine, or it stopped. */
  | { readonly kind: "noService"; readonly detail: string }
  /** The service runs, but there is no reader (of that name). */
  | { readonly kind: "noReader"; readonly readerName?: string }
  /** Nobody inserted a card in time. */
  | { readonly kind: "noCard" }
  /** The wait was cancelled by the cashier. */
  | { readonly kind: "cancelled" }
  /** A card is in the slot but does not answer to reset. */
  | { readonly kind: "muteCard" }
  /** Another program holds the card. */
  | { readonly kind: "cardBusy" }
  /** The reader went away while it waited for a card. */
  | { readonly kind: "unplugged" };

export type CardInterface = "contact" | "contactless";

/** Why an APDU got no answer. The card may have executed it when `sent` is not "no". */
export type CardFault = {
  readonly kind:
    | "cardRemoved"
    | "muteCard"
    | "unplugged"
    | "transportFailed"
    /** A second card is in the field: the reader cannot tell which of them would answer. */
    | "severalCards";
  readonly sent: Sent;
  readonly detail?: string;
};

/** An exclusive conversation with one card. It ends with the function that was given to `withCard`. */
export interface CardChannel {
  /** Answer to reset, 2 to 33 bytes (ISO/IEC 7816-3). */
  readonly atr: Uint8Array;
  readonly readerName: string;
  /**
   * Which side of the card answers. Contactless: the answer to reset has the form of PC/SC Part 3, 3.1.3.2.3
   * (`3B 8n 80 01`), or the configuration names this reader as one.
   */
  readonly interface: CardInterface;
  /**
   * Sends one command APDU (4 to 261 bytes) and returns the response APDU: data and SW1 SW2, at least
   * 2 bytes. 61xx and 6Cxx are returned as they are: the kernel handles them (domain/emv/transport.ts).
   */
  transceive(command: Uint8Array): Promise<Result<Uint8Array, CardFault>>;
  /**
   * Only where the reader has a keypad of its own that sends the PIN to the card (PC/SC part 10,
   * FEATURE_VERIFY_PIN_DIRECT): the PIN never enters this process (money.md rule 13).
   */
  verifyPin?(request: VerifyPinRequest): Promise<Result<VerifyPinEnd, CardFault>>;
}

export type VerifyPinRequest = {
  /** VERIFY with an empty PIN block (EMV Book 3, 6.5.12); the reader puts the digits in. Never sent as it is. */
  readonly template: Uint8Array;
  /** Shown to the customer, where the reader has a display. */
  readonly triesLeft?: number;
  readonly timeoutMs: number;
  readonly signal?: CancelSignal;
};

type VerifyPinEnd =
  /** SW1 SW2 of the card's answer to VERIFY. */
  | { readonly kind: "answered"; readonly response: Uint8Array }
  /** No VERIFY has reached the card. */
  | { readonly kind: "bypassed" | "cancelled" | "timedOut" | "unavailable" };

export type ReaderStatus = { readonly name: string; readonly cardPresent: boolean };

export type WaitForCard = {
  /** Takes the first reader with a card when absent. */
  readonly readerName?: string;
  /** Absent: whichever side of a card comes first. A card on another kind of reader is passed over. */
  readonly interface?: CardInterface;
  /** A card that is there already has to leave its reader first: it has had its turn. */
  readonly afterRemoval?: true;
  readonly waitMs: number;
  readonly signal?: CancelSignal;
};

export interface CardReader {
  /** The readers that are there now. Never hangs: a missing service is a fault within a second. */
  readers(): Promise<Result<readonly ReaderStatus[], CardReaderFault>>;
  /** Waits for a card, connects exclusively, and powers it down afterwards whatever happened. */
  withCard<T>(wait: WaitForCard, use: (card: CardChannel) => Promise<T>): Promise<Result<T, CardReaderFault>>;
  /** Releases the service. */
  close(): Promise<void>;
}
