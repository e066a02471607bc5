import { assertNever } from "../../assert.ts";
import { dateYyyymmdd } from "../../business-time.ts";
import { err, ok, type Result } from "../../result.ts";
import type { CardAnswer } from "../apdu.ts";
import type { CryptogramType } from "../cid.ts";
import type { ApplicationParameters } from "../parameters.ts";
import type { TAG_71_ISSUER_SCRIPT_TEMPLATE_1, TAG_72_ISSUER_SCRIPT_TEMPLATE_2 } from "../tags.ts";
import { describeTag } from "../tags-table.ts";
import { transmit } from "../transport.ts";
import type { RecoveredKey } from "./certificate-family.ts";
import type {
  ActionCodeHit,
  EndReason,
  Kernel,
  KernelStep,
  TraceEntry,
  TransactionInput,
  VerificationAbilities,
  VerifyingKernel,
} from "./protocol.ts";

/** What the steps of one transaction share. */

/**
 * Why a step ended the card session: `detail` is a sentence without card data, `clause` the rule it rests on.
 */
export type Ended = { readonly reason: EndReason; readonly clause: string; readonly detail: string };

export function ended(reason: EndReason, clause: string, detail: string): { ok: false; fault: Ended } {
  return err({ reason, clause, detail });
}

/** A step that may talk to the card and may end the session. */
export type Step<T> = Kernel<Result<T, Ended>>;

/** A step that may ask for a verification that only some lanes have. */
export type VerifyingStep<T> = VerifyingKernel<Result<T, Ended>>;

export type Session = {
  readonly input: TransactionInput;
  readonly abilities: VerificationAbilities;
  readonly trace: TraceEntry[];
};

/** What an ordinary lane can do of that: nothing (money.md rule 13). */
export const NO_ABILITIES: VerificationAbilities = {
  plaintextPin: false,
  encipheredPin: false,
  identityDocument: false,
};

export function startSession(
  input: TransactionInput,
  abilities: VerificationAbilities = NO_ABILITIES,
): Session {
  return { input, abilities, trace: [] };
}

/** Data objects by tag. */
export type DataObjects = Map<number, Uint8Array>;

/**
 * One application at work. TVR, TSI and CVM results are changed in place: the terminal's objects 95, 9B and
 * 9F34 are the same bytes.
 */
export type Transaction = Session & {
  readonly aid: Uint8Array;
  readonly label: string;
  /** As in `CardFacts`. */
  readonly language: string | undefined;
  readonly parameters: ApplicationParameters;
  /** What the card has said. */
  readonly card: DataObjects;
  /** What the terminal and, later, the issuer say. */
  readonly terminal: DataObjects;
  readonly tvr: Uint8Array;
  readonly tsi: Uint8Array;
  readonly cvmResults: Uint8Array;
  readonly cda: CdaState;
  /** The issuer's scripts, once the host has answered. */
  readonly scripts: IssuerScript[];
};

/** A script of the issuer, and what became of it (issuer-scripts.ts). */
export type IssuerScript = {
  readonly template: typeof TAG_71_ISSUER_SCRIPT_TEMPLATE_1 | typeof TAG_72_ISSUER_SCRIPT_TEMPLATE_2;
  /** 9F18, 4 bytes; zeros if the script has none. */
  readonly id: Uint8Array;
  /** Undefined if the script cannot be read: then no command of it is sent. */
  readonly commands: readonly Uint8Array[] | undefined;
  /**
   * First byte of the result. High nibble: 0 not run, 1 failed, 2 all succeeded. Low nibble: number of the
   * failing command, F for the fifteenth and every later one.
   */
  result: number;
};

/** What combined data authentication needs from one step to the next (EMV Book 2, 6.6). */
type CdaState = {
  /** The card's key: there from the moment that CDA was chosen and the key recovered until CDA fails. */
  iccKey: RecoveredKey | undefined;
  /** The values sent for PDOL, CDOL1 and CDOL2, in that order: the card signs a hash over them. */
  readonly sentValues: Uint8Array[];
};

/**
 * Keeps what the card says about itself. Objects whose source is the terminal or the issuer, and objects that
 * are not known, are not kept (EMV Book 3, 7.1): a card cannot tell the terminal its own amount.
 */
export function learn(transaction: Transaction, tag: number, value: Uint8Array): void {
  if (describeTag(tag)?.source === "card") transaction.card.set(tag, value);
}

/**
 * Looks a data object up as EMV Book 3, 5.4 asks: the terminal's own first. An empty one counts as absent.
 */
export function dataObject(transaction: Transaction, tag: number): Uint8Array | undefined {
  const value = transaction.terminal.get(tag) ?? transaction.card.get(tag);
  return value === undefined || value.length === 0 ? undefined : value;
}

/** A data object of the card; an empty one counts as absent. */
export function cardObject(transaction: Transaction, tag: number): Uint8Array | undefined {
  const value = transaction.card.get(tag);
  return value === undefined || value.length === 0 ? undefined : value;
}

/** Writes down one decision for those who will ask why. */
export function note(
  session: Session,
  step: KernelStep,
  clause: string,
  detail: string,
  actionCodeHits?: readonly ActionCodeHit[],
): void {
  session.trace.push({ step, clause, detail, ...(actionCodeHits && { actionCodeHits }) });
}

/** The transaction's date as the number YYYYMMDD, to compare with the dates of card-date.ts. */
export function transactionDate({ input }: Session): number {
  return Number(dateYyyymmdd(input.time));
}

/** The cryptogram that the terminal may ask for. */
export type RequestedCryptogram = Exclude<CryptogramType, "AAR">;

/** Sends one command and takes care of 61xx and 6Cxx; `name` is for the sentence if the card fails. */
export function* sendCommand(name: string, command: Uint8Array): Step<CardAnswer> {
  const answer = yield* transmit(command);
  if (answer.ok) return ok(answer.value);
  switch (answer.fault.kind) {
    case "cardGone":
      return ended("cardRemoved", "EMV Book 1, 6.2", `the card was removed before it answered ${name}`);
    case "cancelled":
      return ended("cancelled", "kernel/protocol.ts", `the transaction was cancelled during ${name}`);
    case "answerTooShort":
      return ended("cardNotUsable", "EMV Book 3, 6.3.5", `the answer to ${name} has no status word`);
    case "tooManyExchanges":
      return ended("tooManySteps", "EMV Contact Interface, 9.3", `the answer to ${name} does not end`);
    default:
      return assertNever(answer.fault);
  }
}

/** `6A83`, for sentences. */
export function statusWords(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, "0");
}
