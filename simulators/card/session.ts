import { concatBytes, fromUint } from "../../main/domain/bytes.ts";
import type { DolEntry } from "../issuer/tlv.ts";
import type { CommandApdu, ResponseApdu } from "./apdu.ts";
import type { ApplicationImage, CardImage } from "./card-image.ts";
import type { ApplicationMemory } from "./card-memory.ts";
import type { ContactlessBehaviour } from "./contactless/contactless-profile.ts";

/** One application of a powered card: what it is, and what it remembers. */
export type Application = {
  readonly image: ApplicationImage;
  readonly memory: ApplicationMemory;
  /** What it is when the terminal asks for its electronic cash. */
  readonly electronicCash?: ApplicationImage;
  /** On the side without contacts only. */
  readonly contactless?: ContactlessBehaviour;
};

/** What the card knows between power-up and power-down; a reset forgets it. */
export type Session = {
  readonly image: CardImage;
  readonly applications: readonly Application[];
  /** The directory of the side without contacts; absent behind the contacts. */
  readonly ppse?: Uint8Array;
  /** Deterministic unless the owner of the card supplies something else. */
  readonly random: (length: number) => Uint8Array;
  selected: { readonly kind: "directory" } | SelectedApplication | undefined;
};

export type SelectedApplication = {
  readonly kind: "application";
  readonly application: Application;
  /** Where the next occurrence of the same name is looked for. */
  readonly position: number;
  /** From GET PROCESSING OPTIONS on. */
  transaction: Transaction | undefined;
};

export type CryptogramType = "AAC" | "TC" | "ARQC";

/** From GET PROCESSING OPTIONS to the last cryptogram. */
export type Transaction = {
  /** `initiated` -> `online` (an ARQC was given) -> `completed`, or straight to `completed`. */
  phase: "initiated" | "online" | "completed";
  /** What the terminal said in PDOL, CDOL1 and CDOL2, by tag; the last word counts. */
  readonly terminalData: Map<number, Uint8Array>;
  /** The same as it came, PDOL first: CDA signs a hash over it. */
  readonly heard: Uint8Array[];
  readonly cvr: CvrFacts;
  /** The ARQC, which the issuer answers. */
  arqc: Uint8Array | undefined;
  issuerAuthentication: "notDone" | "succeeded" | "failed";
  /** The two characters that came with a good ARPC. */
  authenticatedArc: string | undefined;
  /** A contactless approval whose last record has not been read yet. */
  moneyIsDue?: boolean;
  /** Records that were made for this transaction, by `recordKey`. */
  dynamicRecords?: ReadonlyMap<number, Uint8Array>;
};

/** The facts behind the card verification results; `cvr.ts` writes them as bits. */
export type CvrFacts = {
  firstCryptogram: CryptogramType | undefined;
  secondCryptogram: "AAC" | "TC" | undefined;
  issuerAuthenticationFailed: boolean;
  unableToGoOnline: boolean;
  lastOnlineNotCompleted: boolean;
  pinTryLimitExceeded: boolean;
  velocityExceeded: boolean;
  newCard: boolean;
  issuerAuthenticationFailedLastOnline: boolean;
  issuerAuthenticationMissing: boolean;
  sdaFailedOnLastDecline: boolean;
  ddaFailedOnLastDecline: boolean;
  ddaPerformed: boolean;
};

/** One command of the card: a file in `commands/`. */
export type CommandBehaviour = {
  readonly cla: number;
  readonly ins: number;
  /** Whether the command brings data; T=0 cannot tell from the bytes. */
  readonly takesData: boolean;
  readonly execute: (session: Session, command: CommandApdu) => ResponseApdu;
};

/** Bytes that a data object list asks for. */
export function dolLength(dol: readonly DolEntry[]): number {
  return dol.reduce((sum, entry) => sum + entry.length, 0);
}

/** Cuts the terminal's answer to a data object list into objects; the caller has checked the length. */
export function readDolData(dol: readonly DolEntry[], data: Uint8Array): Map<number, Uint8Array> {
  const objects = new Map<number, Uint8Array>();
  let at = 0;
  for (const { tag, length } of dol) {
    objects.set(tag, data.slice(at, at + length));
    at += length;
  }
  return objects;
}

/** Tag 9F36 or 9F13: 2 bytes. */
export function counterBytes(counter: number): Uint8Array {
  return fromUint(counter, 2);
}

/** The ICC dynamic number, tag 9F4C: the transaction counter and six bytes that do not repeat. */
export function iccDynamicNumber(session: Session, atc: number): Uint8Array {
  return concatBytes(counterBytes(atc), session.random(6));
}
