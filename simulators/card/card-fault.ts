/**
 * What goes wrong on purpose. Commands are counted from 1 at every power-up, and GET RESPONSE counts. Faults
 * belong to one card object, so two cards in one test cannot disturb each other.
 */
export type CardFaultPlan =
  /** The cardholder pulls the card: before the card has executed the command, or before its answer is heard. */
  | { readonly kind: "pull"; readonly atCommand: number; readonly moment: "before" | "after" }
  /** The card stops answering and stays silent until it is powered up again. */
  | { readonly kind: "mute"; readonly atCommand: number }
  /** The command is executed, and these bytes are heard instead of its answer. */
  | { readonly kind: "garbage"; readonly atCommand: number; readonly answer: Uint8Array }
  /** The answer comes late; to every command when `atCommand` is absent. */
  | { readonly kind: "delay"; readonly delayMs: number; readonly atCommand?: number }
  /** The card does not answer to reset: chip upside down, broken or dirty. */
  | { readonly kind: "muteAtReset" };

/** What a reader gets for one command, and how late. */
export type CardAnswer = { readonly delayMs: number } & (
  | { readonly kind: "response"; readonly response: Uint8Array }
  | { readonly kind: "silence" }
  /** The card is out of the slot; whether it still executed the command is the card's secret. */
  | { readonly kind: "pulled" }
);
