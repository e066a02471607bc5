import { initialBalances } from "./electronic-cash/balances.ts";
import type { ApplicationDescription } from "./profile.ts";

/** What one application remembers from one transaction to the next, for the life of the card. */
export type ApplicationMemory = {
  blocked: boolean;
  /** Tag 9F36 and tag 9F13. */
  atc: number;
  lastOnlineAtc: number;
  /** Tag 9F17. */
  pinTryCounter: number;
  /** Sum of 9F02 of the transactions that were approved offline since the last one online. */
  cumulativeOfflineFen: bigint;
  /** Offline approvals since then in a foreign currency, and in a foreign country. */
  foreignCurrencyCount: number;
  foreignCountryCount: number;
  /** Flags that the next CVR reports (emv-pboc 13.5, byte 3 and byte 4). */
  lastOnlineNotCompleted: boolean;
  issuerAuthenticationFailed: boolean;
  issuerAuthenticationMissing: boolean;
  sdaFailedOnLastDecline: boolean;
  ddaFailedOnLastDecline: boolean;
  /** Newest first, in the format of tag 9F4F (emv-pboc section 18). */
  readonly log: Uint8Array[];
  /** Electronic cash by the tag of its balance, 9F79 and DF79; empty without one (emv-pboc section 15). */
  readonly balances: Map<number, bigint>;
  /** Newest first: what PUT DATA has changed (emv-pboc section 18). */
  readonly loadLog: Uint8Array[];
  /** The owner of a phone has confirmed the next payment on it. */
  ownerConfirmed: boolean;
};

export function freshMemory(profile: ApplicationDescription): ApplicationMemory {
  return {
    blocked: profile.blocked ?? false,
    atc: profile.atc,
    lastOnlineAtc: profile.lastOnlineAtc,
    pinTryCounter: profile.pinTryCounter,
    cumulativeOfflineFen: 0n,
    foreignCurrencyCount: 0,
    foreignCountryCount: 0,
    lastOnlineNotCompleted: false,
    issuerAuthenticationFailed: false,
    issuerAuthenticationMissing: false,
    sdaFailedOnLastDecline: false,
    ddaFailedOnLastDecline: false,
    log: [],
    balances: initialBalances(profile.internal),
    loadLog: [],
    ownerConfirmed: false,
  };
}
