import { assert } from "../../assert.ts";
import { hasBit, type NamedBit, setBit } from "../named-bits.ts";
import { TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { terminalKind } from "../terminal-type.ts";
import type { ContactlessParameters } from "./parameters.ts";
import type { AnotherInterfaceReason, ContactlessInput } from "./protocol.ts";
import { TTQ, TTQ_LENGTH } from "./qualifiers.ts";

/**
 * Pre-processing: before the card is there, amount and limits of each AID say whether it may be used without
 * contacts, and what the card will be asked for (JR/T 0025.12, 6.2; emv-pboc section 16.2).
 */

/** An AID that may be used for this amount, with the 9F66 that the card will be told. */
export type UsableApplication = {
  readonly parameters: ContactlessParameters;
  /** Tag 9F66, 4 bytes. */
  readonly qualifiers: Uint8Array;
};

export type PreProcessed = {
  readonly usable: readonly UsableApplication[];
  /** Why the last AID that fell out did so; what people are told if no AID is left. */
  readonly excludedBecause: AnotherInterfaceReason | undefined;
};

export function preProcess(input: ContactlessInput): PreProcessed {
  const usable: UsableApplication[] = [];
  let excludedBecause: AnotherInterfaceReason | undefined;
  for (const parameters of input.applications) {
    const exclusion = exclusionOf(input, parameters);
    if (exclusion !== undefined) excludedBecause = exclusion;
    else usable.push({ parameters, qualifiers: terminalTransactionQualifiers(input, parameters) });
  }
  return { usable, excludedBecause };
}

function exclusionOf(
  { transaction }: ContactlessInput,
  { transactionLimitFen, zeroAmountAllowed }: ContactlessParameters,
): AnotherInterfaceReason | undefined {
  const { amountFen, terminal } = transaction;
  const isOfflineOnly = terminalKind(terminal.terminalType).connection === "offlineOnly";
  if (amountFen === 0n && (isOfflineOnly || !zeroAmountAllowed)) return "zeroAmountNotAllowed";
  const isTooHigh = transactionLimitFen !== undefined && amountFen >= transactionLimitFen;
  return isTooHigh ? "amountTooHigh" : undefined;
}

/** What this kernel can do of all that 9F66 can claim; contact PBOC is another kernel of the same terminal. */
const KERNEL_QUALIFIERS: readonly NamedBit[] = [
  TTQ.qpboc,
  TTQ.contactPboc,
  TTQ.onlinePin,
  TTQ.signature,
  TTQ.deviceCvm,
  TTQ.fastDdaVersion01,
];

/**
 * Tag 9F66 of this transaction: what is configured, without what the kernel or 9F33 does not know; "offline
 * only" by the terminal's type; and in byte 2 what the amount demands. A claim that is not kept would make the
 * card choose a way that then fails.
 */
function terminalTransactionQualifiers(
  { transaction }: ContactlessInput,
  parameters: ContactlessParameters,
): Uint8Array {
  const configured = parameters.terminalTransactionQualifiers;
  assert(configured.length === TTQ_LENGTH, "terminal transaction qualifiers have four bytes");
  const { terminalCapabilities, terminalType } = transaction.terminal;
  const claimed = new Uint8Array(TTQ_LENGTH);
  const can = (qualifier: NamedBit): boolean => {
    if (qualifier === TTQ.onlinePin) return hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.onlinePin);
    if (qualifier === TTQ.signature) return hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.signature);
    return true;
  };
  for (const qualifier of KERNEL_QUALIFIERS) {
    if (hasBit(configured, qualifier) && can(qualifier)) setBit(claimed, qualifier);
  }
  if (terminalKind(terminalType).connection === "offlineOnly") setBit(claimed, TTQ.offlineOnly);
  if (isOnlineRequired(transaction, parameters)) setBit(claimed, TTQ.onlineCryptogramRequired);
  const { cvmLimitFen } = parameters;
  if (cvmLimitFen !== undefined && transaction.amountFen >= cvmLimitFen) setBit(claimed, TTQ.cvmRequired);
  return claimed;
}

/** A terminal that has no line asks for none; its card declines what it would send online. */
function isOnlineRequired(
  { amountFen, forceOnline, terminal }: ContactlessInput["transaction"],
  { application, floorLimitFen, statusCheck }: ContactlessParameters,
): boolean {
  const { connection } = terminalKind(terminal.terminalType);
  if (connection === "onlineOnly") return true;
  const isAboveFloor = amountFen > (floorLimitFen ?? application.floorLimitFen);
  if (isAboveFloor) return true;
  if (connection === "offlineOnly") return false;
  const oneUnit = 10n ** BigInt(terminal.currencyExponent);
  return forceOnline || amountFen === 0n || (statusCheck && amountFen === oneUnit);
}
