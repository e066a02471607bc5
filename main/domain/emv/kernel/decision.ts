import { toLatin1 } from "../../bytes.ts";
import { TAG_8A_AUTHORISATION_RESPONSE_CODE, TAG_DF31_SCRIPT_RESULTS } from "../tags.ts";
import type { Verification } from "./cardholder-verification.ts";
import type { Cryptogram } from "./generate-ac.ts";
import { messageData } from "./message-data.ts";
import type { CardFacts, CryptogramFacts, KernelResult } from "./protocol.ts";
import type { Ended, Session, Transaction } from "./session.ts";

/** How results are put together. */

type EndedResult = Extract<KernelResult, { kind: "ended" }>;
type Decision = Exclude<KernelResult, EndedResult>;

export function endedResult(
  session: Session,
  { reason, clause, detail }: Ended,
  phase: EndedResult["phase"],
): EndedResult {
  return { kind: "ended", reason, detail: `${detail} (${clause})`, phase, trace: session.trace };
}

/** What is known of the card and its holder once the first GENERATE AC has been answered. */
export type CardState = {
  readonly facts: CardFacts;
  readonly verification: Verification;
  /** The first GENERATE AC's answer. */
  readonly cryptogram: Cryptogram;
};

/**
 * Sets tag 8A: two characters, DE39 of the host or the terminal's own Y1, Z1, Y3, Z3 (EMV Book 4, annex A6).
 * Text of another length or alphabet is fitted, never refused: the host's verdict stands.
 */
export function setResponseCode(transaction: Transaction, code: string): void {
  const value = Uint8Array.from(code.padEnd(2).slice(0, 2), (character) => character.charCodeAt(0) & 0xff);
  transaction.terminal.set(TAG_8A_AUTHORISATION_RESPONSE_CODE, value);
}

/** The transaction's result with the figures as they are now. `cryptogram` is the one that counts. */
export function decision(
  transaction: Transaction,
  { facts, verification }: CardState,
  cryptogram: Cryptogram,
  outcome: Pick<Decision, "kind" | "by" | "detail">,
): KernelResult {
  const scriptResults = transaction.terminal.get(TAG_DF31_SCRIPT_RESULTS);
  return {
    ...outcome,
    facts,
    ...(scriptResults && { scriptResults: scriptResults.slice() }),
    cryptogram: cryptogramFacts(transaction, verification, cryptogram),
    iccData: messageData(transaction),
    trace: transaction.trace,
  };
}

function cryptogramFacts(
  { tvr, tsi, cvmResults, terminal }: Transaction,
  { signatureRequired, pinEntered }: Verification,
  { type, applicationCryptogram, atc }: Cryptogram,
): CryptogramFacts {
  const responseCode = terminal.get(TAG_8A_AUTHORISATION_RESPONSE_CODE);
  return {
    cryptogramType: type,
    applicationCryptogram: applicationCryptogram.slice(),
    atc,
    tvr: tvr.slice(),
    tsi: tsi.slice(),
    cvmResults: cvmResults.slice(),
    ...(responseCode === undefined ? {} : { authorisationResponseCode: toLatin1(responseCode) }),
    signatureRequired,
    pinEntered,
  };
}
