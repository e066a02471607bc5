import type { HostVerdict } from "../domain/emv/kernel/protocol.ts";
import type { ParameterPack } from "../domain/emv/parameter-pack/parameter-pack.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { CardData, IccDataObject } from "../domain/payment/card-data.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { CorePorts, DevicePorts } from "./ports.ts";
import type { Runner } from "./runner.ts";

/** What a person at the till is asked while a card is in the reader. */
export interface Interaction {
  /** Which of several applications of the card; undefined to give up. */
  chooseApplication(labels: readonly string[]): Promise<number | undefined>;
  /** The same card paid the same amount a moment ago: charge again? */
  confirmSameCard(amountFen: bigint): Promise<boolean>;
  /**
   * Whether the customer shows this document and is its holder (PBOC's CVM 20); undefined to give up. The type is tag
   * 9F62: 00 identity card, 01 officer, 02 passport, 03 entry permit, 04 temporary card, 05 other. Absent: nobody looks at
   * documents here, and the card is told so.
   */
  checkIdentityDocument?(
    documentType: number,
    documentNumber: Sensitive<string>,
  ): Promise<boolean | undefined>;
  /** What the card is doing now, for a sentence on a screen. */
  progress(step: CardProgress): void;
}

export type CardProgress =
  | "preparing"
  | "waitingForCard"
  /** The card left the field too early, or its last word was not heard: hold the same card to the reader again. */
  | "presentAgain"
  /** There is more than one card in the field. */
  | "presentOneCard"
  /** The customer confirms on the phone and holds it to the reader again. */
  | "seePhone"
  /** This payment cannot be made without contacts: insert the card. */
  | "insertCard"
  | "reading"
  | "enteringPin"
  /** The bank says that it was the wrong one; the same card is charged anew. */
  | "wrongPin"
  | "goingOnline"
  | "completing"
  | "done";

/**
 * The live side of a payment that is under way: the kernel waits in here for the host's answer. It is never
 * stored; a crash loses it, and recovery does not need it.
 */
export type CardSession = {
  readonly paymentId: PaymentId;
  /** Set when a commit failed: from there on the journal decides, and nothing more is told to card or host. */
  journalFault?: JournalFault;
  /** What the message needs of the card, from ARQC to answer. */
  online?: OnlineSecrets;
  /** Wakes the kernel with the host's verdict, or tells it to stop where it is: the journal has failed. */
  resume?: (verdict: HostVerdict | undefined) => void;
  /** Ends the session with a bug that struck while it waited. */
  fail?: (bug: unknown) => void;
};

export type OnlineSecrets = {
  readonly card: CardData;
  readonly pinBlock?: Sensitive<Uint8Array>;
  readonly iccData: readonly IccDataObject[];
};

/** Everything that the order of effects is made of; built once by `compose.ts`. */
export type TerminalParts = CorePorts &
  DevicePorts & {
    readonly runner: Runner;
    /**
     * The acquirer's parameters; absent: those of the configuration count. `refused`: a pack is installed and not to be
     * believed, or the clock stands before its day. Cash goes on; no card is taken with other limits than the acquirer's.
     */
    readonly parameterPack?: ParameterPack | "refused";
    readonly interaction: Interaction;
    /** Aborted by "cancel" while a card is waited for. */
    readonly cancel: () => CancelSignal | undefined;
    /** Takes the card from this reader instead of the configured one. */
    readonly readerName?: string;
    /** Payments that are under way in this process. */
    readonly sessions: Map<PaymentId, CardSession>;
    /** When each armed message was sent, monotonic; what is not in here was sent before this process started. */
    readonly sentAtMs: Map<PaymentId, number>;
    readonly startedAtMs: number;
  };
